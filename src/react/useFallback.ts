import { useCallback, useSyncExternalStore } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import { readFallback, type DatedCount, type Fallback } from '../core/fallback'
import type { Page } from './page'
import { queryOf } from './viewersStore'

const NO_READING = '[null,null]'

interface FallbackParameters {
  client: QueryClient
  page: Page
  queryHash: string
  streamId: string | null
  fallback?: Fallback
}

/** The app's own count. A function is called in render, again when what it is told has changed. */
export function useFallback(parameters: FallbackParameters): DatedCount | null {
  const { client, page, queryHash, streamId, fallback } = parameters
  // Only a function is told; else an answer that changes nothing but its date must not render.
  const isTold = typeof fallback === 'function'
  const subscribe = useCallback(
    (onChange: () => void) => (isTold ? page.subscribe(queryHash, onChange) : () => undefined),
    [isTold, page, queryHash],
  )
  const readLast = (): string => {
    const last = isTold ? queryOf(client, queryHash)?.state.data : undefined
    return last?.source === 'mux' ? JSON.stringify([last.viewers, last.asOf ?? null]) : NO_READING
  }
  const last = useSyncExternalStore(subscribe, readLast, readLast)
  const [lastViewers, lastAsOf] = JSON.parse(last) as [number | null, string | null]
  return readFallback(fallback, { streamId, lastViewers, lastAsOf })
}
