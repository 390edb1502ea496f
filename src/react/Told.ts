import type { DatedCount } from '../core/fallback'
import type { Broadcast, SnapshotError, StreamState } from '../core/snapshot'
import type { Shown } from '../core/status'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'

/** What a hook was told in its last render. */
export interface Told extends Omit<UseMuxViewersOptions, 'fallback' | 'interval'> {
  /** `false`: nothing is asked, so nothing is awaited. */
  canAsk: boolean
  /** A kept cache is being read: nothing is asked until that is done. */
  isRestoring: boolean
  intervalMs: number
  /** The app's own number, read in that render. */
  fallback: DatedCount | null
  /** Whether the fallback is a function, to be called again for each new Mux reading. */
  tellsFallback: boolean
}

/** What a hook renders from: plain data, without the time. */
export interface Seen extends Omit<Shown, 'turnsInMs'> {
  stream: StreamState
  broadcast: Broadcast | null
  error: SnapshotError | null
}
