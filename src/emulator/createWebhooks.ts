import { randomBytes } from 'node:crypto'

import type { Agenda } from './Agenda'
import type {
  EmulatedWebhooks,
  Redelivery,
  ReleaseOrder,
  WebhookDelivery,
  WebhookOptions,
} from './EmulatedWebhooks'
import { postWebhook } from './postWebhook'
import { signWebhook } from './signWebhook'
import type { TellStream } from './streamNotice'
import { type WebhookEvent, webhookEvent } from './WebhookEvent'
import { createEndpoint, type Endpoint } from './webhookEndpoint'

/** What makes the webhooks. */
export interface WebhooksOptions {
  options: WebhookOptions
  now: () => number
  agenda: Agenda
  /** Cuts short whatever is being posted. */
  closing: AbortSignal
}

/** The webhooks, as the emulator itself sees them. */
export interface Webhooks {
  readonly secret: string
  readonly controls: EmulatedWebhooks
  readonly tell: TellStream
}

/** An event on its way to an app. */
interface Job {
  endpoint: Endpoint
  event: WebhookEvent
  attempt: number
  /** What the first attempt was signed with. */
  first?: number
}

const most = 10_000

// 30 s, then always double; the next one would be later than 24 hours after the first attempt.
const defaultRetryDelaysMs = Array.from({ length: 11 }, (_, index) => 30_000 * 2 ** index)

/** Signs what happens to streams, and posts it to the apps that want to know. */
export function createWebhooks({ options, now, agenda, closing }: WebhooksOptions): Webhooks {
  const secret = options.secret ?? randomBytes(16).toString('hex')
  const { timeoutMs = 5_000, retryDelaysMs = defaultRetryDelaysMs } = options
  const endpoints = new Set<Endpoint>()
  const events: WebhookEvent[] = []
  const deliveries: WebhookDelivery[] = []
  const underWay = new Set<Promise<unknown>>()
  let held: WebhookEvent[] | null = null
  const duplicates = new Set<symbol>()

  const seconds = (): number => Math.floor(now() / 1_000)

  const post = async (
    { endpoint, event, attempt }: Job,
    { timestamp, tamper, isUnsigned, ...how }: Redelivery & { timestamp: number },
  ): Promise<WebhookDelivery> => {
    const { url } = endpoint
    const body = JSON.stringify(event)
    const signature = isUnsigned
      ? null
      : signWebhook(body, how.secret ?? endpoint.secret, timestamp)
    const delivery: WebhookDelivery = {
      url,
      eventId: event.id,
      type: event.type,
      streamId: event.object.id,
      attempt,
      timestamp,
      at: now(),
      status: 0,
    }
    note(deliveries, delivery)
    delivery.status = await postWebhook(
      { url, body: tamper ? tamper(body) : body, signature, timeoutMs },
      closing,
    )
    return delivery
  }

  const track = (work: Promise<unknown>): void => {
    underWay.add(work)
    const forget = (): void => void underWay.delete(work)
    work.then(forget, forget)
  }

  const deliver = async (job: Job): Promise<void> => {
    if (closing.aborted || !endpoints.has(job.endpoint)) return
    const timestamp = (options.retryTimestamp === 'first' ? job.first : undefined) ?? seconds()
    const { status } = await post(job, { timestamp })
    const delayMs = retryDelaysMs[job.attempt - 1]
    if ((status >= 200 && status < 300) || delayMs === undefined) return
    const { attempt, first = timestamp } = job
    agenda.add(now() + delayMs, () => enqueue({ ...job, attempt: attempt + 1, first }))
  }

  const enqueue = (job: Job): void => track(job.endpoint.queue(() => deliver(job)))

  const send = (event: WebhookEvent): void => {
    for (const endpoint of endpoints) {
      for (let copy = 0; copy <= duplicates.size; copy += 1)
        enqueue({ endpoint, event, attempt: 1 })
    }
  }

  const settle = async (): Promise<void> => {
    agenda.runDue()
    if (underWay.size === 0) return
    await Promise.allSettled(underWay)
    await settle()
  }

  const controls: EmulatedWebhooks = {
    addEndpoint(given) {
      const endpoint = createEndpoint(given, secret)
      endpoints.add(endpoint)
      return () => void endpoints.delete(endpoint)
    },
    events,
    deliveries,
    hold: () => void (held ??= []),
    async release(order = 'kept') {
      // What is due by now belongs to what was held.
      agenda.runDue()
      const released = inOrder(held ?? [], order)
      held = null
      for (const event of released) send(event)
      await settle()
    },
    duplicate() {
      const key = Symbol('duplicate')
      duplicates.add(key)
      return () => void duplicates.delete(key)
    },
    async redeliver(eventId, how) {
      const event = events.find(({ id }) => id === eventId)
      if (!event) {
        throw new Error(
          `[mux-viewers] The emulator has no event "${eventId}". Take the id of one of webhooks.events.`,
        )
      }
      const again = [...endpoints].map((endpoint) => {
        const first = deliveries.find((one) => one.eventId === eventId && one.url === endpoint.url)
        const timestamp =
          typeof how.timestamp === 'number'
            ? how.timestamp
            : ((how.timestamp === 'first' ? first?.timestamp : undefined) ?? seconds())
        return post({ endpoint, event, attempt: 0 }, { ...how, timestamp })
      })
      for (const work of again) track(work)
      return Promise.all(again)
    },
    settle,
  }
  if (options.url !== undefined) controls.addEndpoint({ url: options.url })

  return {
    secret,
    controls,
    tell(notice) {
      const isMore = notice.event === 'recording' || notice.event === 'active'
      if (isMore && !notice.isNew && options.onReconnect !== 'all') return
      const event = webhookEvent(notice)
      note(events, event)
      if (held) held.push(event)
      else send(event)
    },
  }
}

function note<T>(log: T[], entry: T): void {
  if (log.length >= most) log.splice(0, most / 10)
  log.push(entry)
}

function inOrder(held: readonly WebhookEvent[], order: ReleaseOrder): readonly WebhookEvent[] {
  if (typeof order === 'function') return order(held)
  if (order === 'reversed') return held.toReversed()
  if (order === 'kept') return held
  return held
    .map((event) => ({ event, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ event }) => event)
}
