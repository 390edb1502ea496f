import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { readFallback } from '../core/fallback'
import { DEFAULT_INTERVAL_MS, MIN_INTERVAL_MS } from '../core/polling'
import type { Broadcast, StreamState, ViewerSnapshot, ViewersUnit } from '../core/snapshot'
import type { ViewersError } from '../core/ViewersError'
import { toError } from '../query/askFetcher'
import { pageOf, type Page } from './page'
import { useViewersClient } from './useViewersClient'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { useViewersObserver } from './useViewersObserver'
import { createViewersStore, type Seen, type Told } from './viewersStore'

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
  const { streamId, isStreaming } = options
  const { client, canAsk } = useViewersClient()
  const page = pageOf(client)
  const intervalMs = useIntervalMs(options.interval, page)
  const observer = useViewersObserver({ ...options, client, canAsk, intervalMs })
  const store = useMemo(() => createViewersStore(observer, page), [observer, page])
  const [sawId, setSawId] = useState<string | null>(null)

  const { viewers: lastViewers, asOf: lastAsOf } = store.last()
  const told: Told = {
    streamId,
    isStreaming,
    sawStreaming: streamId !== null && sawId === streamId,
    intervalMs,
    staleAfterMs: options.staleAfter,
    fallback: readFallback(options.fallback, { streamId, lastViewers, lastAsOf }),
    tellsFallback: typeof options.fallback === 'function',
  }
  const text = useSyncExternalStore(
    store.subscribe,
    () => store.read(told),
    () => store.read(told, true),
  )
  useEffect(() => store.tell(told))

  const result = useMemo(() => {
    const { error, last: _last, ...seen } = JSON.parse(text) as Seen
    const { refetch, getSnapshot } = store
    return { ...seen, error: error && toError(error), refetch, getSnapshot } as UseMuxViewersResult
  }, [text, store])

  // Once it ran, told by the app or by the server, its end is an end until another stream is watched.
  const runs = isStreaming === true || /active|reconnecting|ended/.test(result.stream)
  const saw = runs || sawId === streamId ? streamId : null
  if (saw !== sawId) setSawId(saw)
  return result
}

function useIntervalMs(interval = DEFAULT_INTERVAL_MS, page: Page): number {
  const isShort = !(interval >= MIN_INTERVAL_MS)
  useEffect(() => {
    if (isShort && process.env.NODE_ENV !== 'production' && page.isFirst('interval')) {
      console.warn(
        `[mux-viewers] interval: ${interval} is below ${MIN_INTERVAL_MS} milliseconds, so ${MIN_INTERVAL_MS} is used. Mux counts anew only every few seconds; pass milliseconds, 30000 for half a minute.`,
      )
    }
  }, [isShort, interval, page])
  return isShort ? MIN_INTERVAL_MS : interval
}
