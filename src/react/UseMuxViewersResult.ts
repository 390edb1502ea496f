import type { Broadcast, StreamState, ViewerSnapshot, ViewersUnit } from '../core/snapshot'
import type { ViewersError } from '../core/ViewersError'

interface Watching {
  /** Playbacks running now; `null` where the source does not count them. */
  views: number | null
  /** What `viewers` counts; `null` when nobody counted. */
  unit: ViewersUnit | null
  /** Who counted the number; `null`: nobody had to, or nobody could. */
  source: 'mux' | 'fallback' | null
  /** Green is earned: `'solid'` only for a fresh, verified Mux reading; `'hollow'`: Mux's, but old or unconfirmed. */
  dot: 'solid' | 'hollow' | null
  /** Mux's word on the stream. */
  stream: StreamState
  /** The running or last broadcast, where the server keeps them. */
  broadcast: Broadcast | null
  /** Why the number is old or missing; `null` when all is well. It is never thrown. */
  error: ViewersError | null
  /** Asks now. Resolves when the answer is in; never rejects. Does nothing without a `streamId`. */
  refetch: () => Promise<void>
  /**
   * The passport of the number shown: the last snapshot with its age as of now, or your fallback
   * while that is shown; `null` before there is one. Call it in a handler: it does not re-render.
   */
  getSnapshot: () => ViewerSnapshot | null
}

/** What `useMuxViewers` returns. Where `status` proves a number, `viewers` is a number. */
export type UseMuxViewersResult = Watching &
  (
    | { status: 'fresh' | 'stale' | 'fallback' | 'idle' | 'ended'; viewers: number }
    | { status: 'loading'; viewers: null }
    // A member of its own: else to rule out both words one by one would prove nothing.
    | { status: 'unknown'; viewers: null }
  )
