import {
  focusManager,
  QueryObserver,
  useIsRestoring,
  type QueryClient,
  type QueryObserverOptions,
} from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { isPollDue, nextPollDelay, type Ticks } from '../core/polling'
import { muxViewersOptions } from '../query/muxViewersOptions'
import { pageOf } from './page'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { askedBefore, type ViewersObserver } from './viewersStore'

interface ObserverParameters extends UseMuxViewersOptions {
  client: QueryClient
  canAsk: boolean
  intervalMs: number
}

type Polled = Parameters<typeof askedBefore>[0]

/**
 * Polls one stream by TanStack Query; one observer per client and query. Not `useQuery`: what is
 * shown depends on the time too, so the store on top of the observer renders. What we rely on is
 * set here, whatever the app's defaults are.
 */
export function useViewersObserver(parameters: ObserverParameters): ViewersObserver {
  const { streamId, isStreaming, client, canAsk, intervalMs, query } = parameters
  const offsetMs = pageOf(client).phase * intervalMs
  const ticks = (): Ticks => ({ now: performance.now(), intervalMs, offsetMs })
  const isDue = (state: Polled): boolean => isPollDue(askedBefore(state), ticks())
  const whenDue = ({ state }: { state: Polled }): 'always' | false => isDue(state) && 'always'
  const isRestoring = useIsRestoring()
  const isOn = canAsk && !isRestoring && streamId !== null && isStreaming !== false

  const options = client.defaultQueryOptions({
    ...muxViewersOptions(parameters),
    refetchOnMount: whenDue,
    refetchOnWindowFocus: whenDue,
    refetchOnReconnect: whenDue,
    ...(query as Pick<QueryObserverOptions, 'gcTime' | 'meta'>),
    // A page that was opened in the background waits for its first look.
    enabled: ({ state }: { state: Polled }) =>
      isOn && (focusManager.isFocused() || askedBefore(state) !== undefined),
    refetchInterval: ({ state }: { state: Polled }) => nextPollDelay(askedBefore(state), ticks()),
    refetchIntervalInBackground: false,
  })
  const known = client.getQueryCache().get(options.queryHash)
  // Read now: as a function it is known to newer TanStack Query only.
  options.retryOnMount = isDue(known?.state as Polled)

  const observer = useMemo(
    () => new QueryObserver(client, options),
    // The options are new at each render; which query they are of is in the hash.
    // oxlint-disable-next-line react/exhaustive-deps
    [client, options.queryHash],
  )
  useEffect(() => observer.setOptions(options))
  return observer
}
