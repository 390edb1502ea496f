import type { AccessToken } from './basicAuth'
import type { UnknownId, UpdatedAt } from './countsRoute'
import type { CountTiming } from './CountTiming'
import type { Counts } from './countViews'
import type { EmulatedWebhooks, WebhookOptions } from './EmulatedWebhooks'
import type { EmulatedFailure } from './failures'
import type { RateLimits } from './limitRate'
import type { MonitoringDimension } from './monitoringDimensions'
import type { ApiRequest } from './requestLog'
import type { SigningKey } from './signingKeys'
import type { StreamOptions, StreamStatus } from './StreamOptions'

/** What `createMuxEmulator` takes. */
export interface MuxEmulatorOptions {
  /**
   * Port to listen on, on localhost only.
   * @default 0, any free one
   */
  port?: number
  /**
   * The live streams there are.
   * @default one active stream
   */
  streams?: readonly StreamOptions[]
  /**
   * The clock of everything: counting, tokens, playlists. Milliseconds since 1970.
   * @default Date.now
   */
  now?: () => number
  /** How long a view is believed in. A real player whose timers run faster wants less. */
  timing?: Partial<CountTiming>
  /**
   * What `/counts` says of an id nobody knows.
   * @default 'zero'
   */
  unknownId?: UnknownId
  /**
   * What `updated_at` of `/counts` means.
   * @default 'always'
   */
  updatedAt?: UpdatedAt
  /**
   * How late the points of Monitoring are, in milliseconds. Mux promises less than 20 seconds:
   * https://www.mux.com/docs/guides/monitoring-metrics
   * @default 15_000
   */
  monitoringLagMs?: number
  /**
   * The dimensions that Monitoring lists and takes. Mux's guide has four more than its OpenAPI, and
   * `live_stream_id` is one of them: leave those away for an account that lacks them.
   * @default all that Mux's guide and its OpenAPI name
   */
  monitoringDimensions?: readonly MonitoringDimension[]
  /**
   * Whether the account's plan has Monitoring; without it 403 is answered. What Mux answers is not
   * documented: with `fail({ path: /^\/data\//, status: 404 })` it is 404.
   * @default true
   */
  monitoringPlan?: boolean
  /**
   * How many requests a second are taken before 429 is answered.
   * @default none is refused
   */
  rateLimits?: RateLimits
  /**
   * The key with which tokens are signed.
   * @default a new one at each start
   */
  signingKey?: SigningKey
  /**
   * The access token of the REST API.
   * @default a fixed one
   */
  accessToken?: AccessToken
  /**
   * Where webhooks go, and how. They tell what the controls of a stream make happen.
   * @default nowhere, until an endpoint is added
   */
  webhooks?: WebhookOptions
}

/** A stream of the emulator, in the hands of a test or a demo. */
export interface EmulatedStream {
  readonly id: string
  readonly playbackId: string
  readonly status: StreamStatus
  /** What a player plays: its `src`. */
  readonly playbackUrl: string
  /**
   * What a player plays that is to reach back to the beginning of the broadcast (DVR): its `src`.
   * It is the recording of the broadcast that goes on, else of the last one, and stays playable; the
   * next broadcast has another. It takes the first 12 hours of a broadcast. Null while there never
   * was one. `@mux/mux-player` wants `targetLiveWindow={Infinity}` beside `streamType="live"`, which
   * alone makes it play at the edge only. Who plays it is counted for the asset and its playback id, not for the live stream;
   * what Mux does is not documented:
   * https://www.mux.com/docs/guides/stream-recordings-of-live-streams
   */
  readonly dvrUrl: string | null
  /** How many watch now, without those who watch by `dvrUrl`. */
  counts(): Counts
  /**
   * The encoder connects; players that stood still go on. Webhooks tell `connected`, `recording`
   * and `active` (and before them `enabled`, if it was disabled); within the reconnect window, that
   * it is `connected` again.
   */
  start(): void
  /**
   * The encoder goes away: players stand still. Webhooks tell `disconnected`, and `idle` when the
   * reconnect window has passed; from then on new players are answered 412.
   */
  stop(): void
  /**
   * The broadcast is over at once, without the reconnect window: players come to its end. Webhooks
   * tell `disconnected`, if the encoder was still there, and `idle`; the next start begins another
   * broadcast. So does `PUT /video/v1/live-streams/{id}/complete`. Mux then leaves the encoder
   * 60 s to go before it closes the connection, and what it tells meanwhile is not documented; here
   * it is gone at once. Nothing happens to a stream that is not live.
   * https://www.mux.com/docs/api-reference/video/live-streams/signal-live-stream-complete
   */
  complete(): void
  /**
   * As if nobody were there, and the stream is `disabled` until it is enabled or starts again.
   * Webhooks tell `disabled`. Whether Mux tells `disconnected` and `idle`, too, if it was live, is
   * not documented, so they are left out.
   */
  disable(): void
  /** The encoder may connect again. Webhooks tell `enabled`. */
  enable(): void
  /**
   * There is no such stream any more: 404. Webhooks tell `deleted`, and nothing else, since for a
   * stream that was live nothing else is documented. What is done to it later throws a sentence.
   */
  delete(): void
}

/** A pretend Mux on this machine. */
export interface MuxEmulator {
  /** Address of everything: `MUX_BASE_URL` and `MUX_STATS_URL`. */
  readonly url: string
  /** The player's `beaconCollectionDomain`. It must be a localhost name for the player to use http. */
  readonly beaconDomain: string
  /** The variables of a server that is to use the emulator for Mux. */
  readonly env: Readonly<
    Record<
      | 'MUX_TOKEN_ID'
      | 'MUX_TOKEN_SECRET'
      | 'MUX_SIGNING_KEY'
      | 'MUX_PRIVATE_KEY'
      | 'MUX_BASE_URL'
      | 'MUX_STATS_URL'
      | 'MUX_WEBHOOK_SECRET',
      string
    >
  >
  /** Throws for an id that is not among `streams`. */
  readonly stream: (streamId: string) => EmulatedStream
  /**
   * Takes a beacon without HTTP: the parsed body of a POST, with short or long keys. Throws a
   * sentence if it is none.
   *
   * @param at when it arrived, in milliseconds; now if left out
   */
  readonly receive: (body: unknown, at?: number) => void
  /** Breaks the signing key: `/counts` answers 403 until it is restored. */
  readonly revokeSigningKey: () => void
  readonly restoreSigningKey: () => void
  /** Makes requests fail, the first failure that fits first. Gives the way to undo it. */
  readonly fail: (failure: EmulatedFailure) => () => void
  /** The newest requests to `/counts`, `/data`, `/video` and `/system`, oldest first. */
  readonly requests: readonly ApiRequest[]
  /** Signed events, posted to apps as Mux does, or as badly as one likes. */
  readonly webhooks: EmulatedWebhooks
  /** Stops listening and cuts open connections. */
  readonly close: () => Promise<void>
}
