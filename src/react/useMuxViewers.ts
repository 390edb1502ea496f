import { useIsRestoring } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { readFallback } from '../core/fallback'
import { DEFAULT_INTERVAL_MS, usableInterval } from '../core/polling'
import type { Broadcast, StreamState, ViewerSnapshot, ViewersUnit } from '../core/snapshot'
import type { ViewersError } from '../core/ViewersError'
import { toError } from '../query/askFetcher'
import { MuxViewersContext } from './MuxViewersContext'
import { pageOf } from './page'
import type { Seen, Told } from './Told'
import { useClient } from './useClient'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { createViewersStore } from './viewersStore'
import { warnOnce } from './warnOnce'

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

/** What {@link useMuxViewers} returns. Where `status` proves a number, `viewers` is a number. */
export type UseMuxViewersResult = Watching &
  (
    | { status: 'fresh' | 'stale' | 'fallback' | 'idle' | 'ended'; viewers: number }
    | { status: 'loading' | 'unknown'; viewers: null }
  )

/**
 * How many people are watching a Mux live stream, polled. It asks at once and then every
 * `interval`; it asks nothing while hidden, offline, unmounted, told `isStreaming: false`, or
 * without a `streamId`. Every fault becomes a `status`; nothing is thrown into render. A component
 * that uses it renders again only when a field changes.
 */
export function useMuxViewers(options: UseMuxViewersOptions): UseMuxViewersResult {
  const settings = useContext(MuxViewersContext)
  const {
    streamId,
    fallback,
    fetcher = settings.fetcher,
    scope = settings.scope,
    interval = settings.interval ?? DEFAULT_INTERVAL_MS,
  } = options
  const isRestoring = useIsRestoring()
  const { client, page, isProvided } = useClient()
  const told: Told = {
    ...options,
    fetcher,
    scope,
    canAsk: isProvided && streamId !== null && options.query?.enabled !== false,
    isRestoring,
    intervalMs: usableInterval(interval),
    fallback: null,
    tellsFallback: typeof fallback === 'function',
  }
  const store = useMemo(
    () => createViewersStore(client, page, told),
    // The options are new at each render; these say which query they are of.
    // oxlint-disable-next-line react/exhaustive-deps
    [client, page, scope, streamId],
  )
  told.fallback = readFallback(fallback, { streamId, ...store.last() })

  const text = useSyncExternalStore(
    store.subscribe,
    () => store.read(told),
    () => store.read(told, true),
  )
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production') {
      // A stand-in is each hook's own: a list without a QueryClient would say it for each badge.
      warnOnce(isProvided ? page : pageOf(MuxViewersContext), told, { isProvided, interval })
    }
    store.tell(told)
  })

  return useMemo(() => {
    const [seen] = JSON.parse(text) as [Seen]
    const { refetch, getSnapshot } = store
    const error = seen.error && toError(seen.error)
    return { ...seen, error, refetch, getSnapshot } as UseMuxViewersResult
  }, [text, store])
}
