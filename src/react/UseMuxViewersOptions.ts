import type { RefObject } from 'react'
import type { Fallback } from '../core/fallback'
import type { Broadcast, ViewerSnapshot } from '../core/snapshot'
import type { ViewersError } from '../core/ViewersError'
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
  /**
   * A snapshot that your server has read for this stream, shown from the first render on. It is as
   * old as its `ageMs` says (absent: not fresh), and a request follows at once. Default: none.
   */
  initialSnapshot?: ViewerSnapshot | null | undefined
  /**
   * An element: while it is off screen nothing is asked, and at once when it comes back, if a poll
   * was missed. Default: none, asked wherever the component is.
   */
  pauseOffscreen?: RefObject<Element | null> | undefined
  /** Called once for each change of the error's code; never on recovery, never while rendering. */
  onError?: ((error: ViewersError) => void) | undefined
  /**
   * Called once for each broadcast that this hook saw running and then ended, with its record where
   * the server keeps one.
   */
  onEnded?: ((broadcast: Broadcast | null) => void) | undefined
  /** The few options of TanStack Query that are yours to set. */
  query?:
    | {
        /** `false`: do not ask, for a reason of your own. Default `true`. */
        enabled?: boolean | undefined
        /** How long an unused reading is kept, in milliseconds. Default: your QueryClient's. */
        gcTime?: number | undefined
        /** Passed to your QueryCache's callbacks. */
        meta?: Record<string, unknown> | undefined
        /** How often a failed request is tried again before the next poll. Default `false`: polling is the retry. */
        retry?: boolean | number | undefined
        /** `false`: focus asks nothing. `true`: it always asks. Default: it asks when a poll was missed. */
        refetchOnWindowFocus?: boolean | undefined
      }
    | undefined
}
