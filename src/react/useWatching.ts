import { QueryClient, QueryClientContext, useIsRestoring } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { readFallback } from '../core/fallback'
import { DEFAULT_INTERVAL_MS, usableInterval } from '../core/polling'
import { toError } from '../query/askFetcher'
import { MuxViewersContext, type MuxViewersSettings } from './MuxViewersContext'
import { pageOf, type Page } from './page'
import type { Seen, Told } from './Told'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import type { UseMuxViewersResult } from './UseMuxViewersResult'
import { createViewersStore } from './viewersStore'
import { warnOnce } from './warnOnce'

/** What a badge is made of. */
export interface Watching {
  state: UseMuxViewersResult
  page: Page
  settings: MuxViewersSettings
}

/** What `useMuxViewers` does, with what else the badge needs of the way there. */
export function useWatching(options: UseMuxViewersOptions): Watching {
  const settings = useContext(MuxViewersContext)
  const {
    streamId,
    fallback,
    fetcher = settings.fetcher,
    scope = settings.scope,
    interval = settings.interval ?? DEFAULT_INTERVAL_MS,
  } = options
  const isRestoring = useIsRestoring()
  const provided = useContext(QueryClientContext)
  // Without a provider one that never asks stands in, so that the page is not broken.
  const [standIn] = useState(
    () => provided ?? new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } }),
  )
  const isProvided = provided !== undefined
  const client = provided ?? standIn
  const page = pageOf(client)
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

  const state = useMemo(() => {
    const [seen] = JSON.parse(text) as [Seen]
    const { refetch, getSnapshot } = store
    const error = seen.error && toError(seen.error)
    return { ...seen, error, refetch, getSnapshot } as UseMuxViewersResult
  }, [text, store])
  return { state, page, settings }
}
