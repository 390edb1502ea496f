import type { ViewersErrorCode } from './ViewersError'

/** What Mux's word on a live stream comes down to. `unknown`: nobody has said. */
export type StreamState = 'idle' | 'active' | 'reconnecting' | 'ended' | 'unknown'

/**
 * What a number counts. `people`: one person once (Engagement Counts, by `viewer_user_id`);
 * `playbacks`: one per player (Monitoring).
 * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export type ViewersUnit = 'people' | 'playbacks'

/** What went wrong with one reading, as it travels: never an upstream body, never a secret. */
export interface SnapshotError {
  /** One of a closed set, see {@link ViewersErrorCode}. */
  code: ViewersErrorCode
  /** Where it went wrong: on the way to your route, or between your route and Mux. */
  at: 'route' | 'mux'
  /** What happened, why, what to do; prefixed `[mux-viewers]`. */
  message: string
  /** How long to leave it alone, in milliseconds, where the answer said so. */
  retryAfterMs?: number
}

/** One going-live to ended. Numbers are Mux readings only, never a fallback. */
export interface Broadcast {
  id: string
  /** ISO 8601. */
  startedAt: string
  /** ISO 8601; null while it runs. */
  endedAt: string | null
  /** Highest reading; null when there was none. */
  peak: number | null
  /** ISO 8601; when the peak was read. */
  peakAt: string | null
  /** `viewerSeconds / coveredSeconds`; null when nothing was covered. */
  average: number | null
  /** Last reading before the end began. */
  last: number | null
  viewerSeconds: number
  coveredSeconds: number
}

/** One reading with its passport: how many, of what, who counted, how old, how sure. */
export interface ViewerSnapshot {
  /** The Mux live stream asked for. */
  streamId: string
  /** The number shown. `null`: not known. Never 0 for "not known". */
  viewers: number | null
  /** What `viewers` counts. */
  unit?: ViewersUnit
  /** Playbacks running now, where the source counts both. With the unit `playbacks`, `viewers` says it. */
  views?: number
  /** Who counted: Mux, your own database, or nobody. */
  source: 'mux' | 'fallback' | null
  /** Which of their ways: `'counts'`, `'monitoring'`, `'store'` or a source's own name. */
  via?: string
  /** When Mux answered us, by the server's clock, ISO 8601. Never compared with a visitor's clock. */
  asOf?: string
  /** Age of the reading when the answer was written, in milliseconds. */
  ageMs?: number
  /** Mux's word on the stream. */
  stream?: StreamState
  /** `false`: a 0 for an id that nobody has confirmed. */
  verified?: boolean
  /**
   * What Mux answered last where `viewers` is held because that looks like a hiccup
   * (`confirmCollapse`), until the next reading says the same.
   */
  unconfirmed?: number
  /**
   * When to ask again at the earliest, in milliseconds. Absent: no opinion; `null`: no timer
   * (focus, reconnect and `refetch` still ask).
   */
  pollAfterMs?: number | null
  /** The running or last broadcast, where a store keeps them. */
  broadcast?: Broadcast
  /** Why the number is missing or old. */
  error?: SnapshotError
}

/** What a fetcher is asked. */
export interface ViewersFetcherRequest {
  /** Sorted, without doubles, at least one. */
  streamIds: readonly string[]
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
}

/**
 * Brings snapshots to the hook: one for each id asked, in any order. A fetcher of your own may
 * give the short form `{ streamId, viewers, source }`. It may throw or reject: every fault becomes
 * a status, nothing reaches render.
 */
export type ViewersFetcher = (request: ViewersFetcherRequest) => Promise<ViewerSnapshot[]>
