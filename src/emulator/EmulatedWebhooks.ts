import type { WebhookEvent } from './WebhookEvent'

/**
 * How webhooks are sent: https://www.mux.com/docs/core/listen-for-webhooks
 * Mux tries for 24 hours to get a 2xx answer; anything else, and none in 5 seconds, is a failure.
 */
export interface WebhookOptions {
  /**
   * Where to post them from the beginning. An app whose address is known only later is added by
   * `webhooks.addEndpoint`.
   * @default nowhere
   */
  url?: string
  /**
   * Secret of the signatures (`MUX_WEBHOOK_SECRET`):
   * https://www.mux.com/docs/core/verify-webhook-signatures
   * @default a new one at each start
   */
  secret?: string
  /**
   * How long an answer may take, in real milliseconds. A test of a slow receiver wants less.
   * @default 5_000, as Mux has it
   */
  timeoutMs?: number
  /**
   * How long after a failure the event is posted again, in milliseconds of the clock, one number for
   * each attempt after the first. Mux says only that the delay grows, and that it gives up after 24
   * hours; the numbers are ours. `[]` for none.
   * @default 30 s, then always double, as often as fits into 24 hours
   */
  retryDelaysMs?: readonly number[]
  /**
   * What an attempt after the first is signed with: its own time, or the time of the first. Mux does
   * not say; but its SDK refuses a signature older than 300 s, so `'first'` would make its own late
   * attempts worthless.
   * @default 'fresh'
   */
  retryTimestamp?: 'fresh' | 'first'
  /**
   * What is told of an encoder that comes back within the reconnect window. Mux documents
   * `connected`, and not whether `recording` and `active` follow as at the start.
   * @default 'connected'
   */
  onReconnect?: 'connected' | 'all'
}

/** An app that is posted to. */
export interface WebhookEndpoint {
  /** Its address, `http:` or `https:`. */
  url: string
  /**
   * Secret of its signatures. At Mux each endpoint has its own.
   * @default the one of `MUX_WEBHOOK_SECRET`
   */
  secret?: string
  /**
   * Posts an event without waiting for the answer to the one before, so that a receiver has to do
   * with several at once.
   * @default false
   */
  isConcurrent?: boolean
}

/** How an event is posted again, rightly or falsely. */
export interface Redelivery {
  /**
   * What it is signed with: the time now, the time of its first delivery, or a time in seconds since
   * 1970. Mux does not say which of the first two it takes; who replays a request that he has read
   * can only take the second.
   */
  timestamp: 'fresh' | 'first' | number
  /**
   * Secret to sign with, as who does not know the right one would.
   * @default that of each endpoint
   */
  secret?: string
  /**
   * Changes the body after it is signed.
   * @default it is left as it was
   */
  tamper?: (body: string) => string
  /**
   * Sends it without any signature.
   * @default false
   */
  isUnsigned?: boolean
}

/** A request that was posted to an app. */
export interface WebhookDelivery {
  url: string
  eventId: string
  type: WebhookEvent['type']
  streamId: string
  /** Which attempt of Mux's it is, from 1; 0 for what `redeliver` posted. */
  attempt: number
  /** What it was signed with, in seconds since 1970. */
  timestamp: number
  /** When it was posted, in milliseconds of the emulator's clock. */
  at: number
  /** Status answered; 0 while there is no answer, and where none came in time. */
  status: number
}

/** In which order events that were held back are posted; a function may leave some out, too. */
export type ReleaseOrder =
  'kept' | 'reversed' | 'shuffled' | ((held: readonly WebhookEvent[]) => readonly WebhookEvent[])

/** The webhooks of the emulator, in the hands of a test. */
export interface EmulatedWebhooks {
  /** Posts events to this app, too, from now on. Gives the way to end it. */
  readonly addEndpoint: (endpoint: WebhookEndpoint) => () => void
  /** The newest 10,000 events, oldest first, delivered or not. */
  readonly events: readonly WebhookEvent[]
  /** The newest 10,000 deliveries, oldest first. */
  readonly deliveries: readonly WebhookDelivery[]
  /** Keeps new events back until they are released. Attempts that were begun before go on. */
  readonly hold: () => void
  /** Posts what was held back, and holds no more. Resolves as `settle` does. */
  readonly release: (order?: ReleaseOrder) => Promise<void>
  /** Posts each event twice, since Mux says that this may happen. Gives the way to undo it. */
  readonly duplicate: () => () => void
  /**
   * Posts an event again to all endpoints, once and even while others are held back: late,
   * replayed or forged. Throws a sentence for an id that is not among `events`.
   */
  readonly redeliver: (eventId: string, how: Redelivery) => Promise<readonly WebhookDelivery[]>
  /**
   * Does what is due by the clock (the end of a reconnect window, another attempt), and resolves
   * when everything posted is answered. By itself it is done within a second; a test whose clock
   * stands still moves it, then calls this.
   */
  readonly settle: () => Promise<void>
}
