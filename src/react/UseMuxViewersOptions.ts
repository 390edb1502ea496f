import type { Fallback } from '../core/fallback'
import type { MuxViewersParameters } from '../query/muxViewersOptions'

/** Options of `useMuxViewers`. */
export interface UseMuxViewersOptions extends MuxViewersParameters {
  /**
   * What your app knows of the stream. `undefined` (default): believe the server. `true`: poll, and
   * show what was counted whatever Mux says of the stream. `false`: show 0 and ask nothing.
   */
  isStreaming?: boolean | undefined
  /** How often to ask, in milliseconds. Default 30,000; below 1,000 is raised to 1,000. */
  interval?: number | undefined
  /**
   * Your own count, shown while Mux has no fresh one: a number (taken as current),
   * `{ viewers, asOf }`, `null`, or a synchronous function that gives one of these. Default: none.
   */
  fallback?: Fallback
  /**
   * How old a Mux reading may be and still count as real-time, in milliseconds.
   * Default: two and a half intervals, at least a minute.
   */
  staleAfter?: number | undefined
  /** The few options of TanStack Query that are yours to set. */
  query?:
    | {
        /** `false`: do not ask, for a reason of your own. Default `true`. */
        enabled?: boolean | undefined
        /** How long an unused reading is kept, in milliseconds. Default: your QueryClient's. */
        gcTime?: number | undefined
        /** Passed to your QueryCache's callbacks. */
        meta?: Record<string, unknown> | undefined
      }
    | undefined
}
