import { QueryClient, QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { readFallback } from '../core/fallback'
import { DEFAULT_INTERVAL_MS, usableInterval } from '../core/polling'
import type { Broadcast, StreamState, ViewerSnapshot, ViewersUnit } from '../core/snapshot'
import type { ViewersError } from '../core/ViewersError'
import { toError } from '../query/askFetcher'
import { pageOf } from './page'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { useViewersObserver } from './useViewersObserver'
import { createViewersStore, type Seen, type Told } from './viewersStore'
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
  /** The last snapshot with its age as of now; `null` before the first one. Call it in a handler: it does not re-render. */
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
  const { streamId, isStreaming, interval = DEFAULT_INTERVAL_MS, fallback } = options
  const intervalMs = usableInterval(interval)
  const provided = useContext(QueryClientContext)
  // Without a provider the badge must not break the page: a client that never asks stands in.
  const [standIn] = useState(
    () => provided ?? new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } }),
  )
  const client = provided ?? standIn
  const page = pageOf(client)
  const canAsk = provided !== undefined && options.query?.enabled !== false
  const observer = useViewersObserver({ ...options, client, canAsk, intervalMs })
  const store = useMemo(() => createViewersStore(observer, page), [observer, page])
  const [sawId, setSawId] = useState<string | null>(null)

  const told: Told = {
    ...options,
    sawStreaming: streamId !== null && sawId === streamId,
    canAsk,
    intervalMs,
    fallback: readFallback(fallback, { streamId, ...store.last() }),
    tellsFallback: typeof fallback === 'function',
  }
  const text = useSyncExternalStore(
    store.subscribe,
    () => store.read(told),
    () => store.read(told, true),
  )
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production')
      warnOnce(page, { hasClient: provided !== undefined, interval })
    store.tell(told)
  })

  const result = useMemo(() => {
    const [seen] = JSON.parse(text) as [Seen]
    const { refetch, getSnapshot } = store
    const error = seen.error && toError(seen.error)
    return { ...seen, error, refetch, getSnapshot } as UseMuxViewersResult
  }, [text, store])

  // Once it ran, told by the app or by the server, its end is an end until another stream is watched.
  const runs = isStreaming === true || /active|reconnecting|ended/.test(result.stream)
  const saw = runs || sawId === streamId ? streamId : null
  if (saw !== sawId) setSawId(saw)
  return result
}
