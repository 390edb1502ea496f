import { useQuery, type QueryClient } from '@tanstack/react-query'
import { isPollDue, nextPollDelay } from '../core/polling'
import type { ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import { muxViewersOptions, type MuxViewersKey } from '../query/muxViewersOptions'
import { MAX_TIMER_MS, pageOf } from './page'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { askedBefore, queryOf } from './viewersStore'

interface ViewersQueryParameters extends UseMuxViewersOptions {
  client: QueryClient
  canAsk: boolean
  intervalMs: number
}

interface ViewersQuery {
  /** Where the query lies in the client's cache, by the app's own way of hashing keys. */
  queryHash: string
  refetch: () => Promise<unknown>
}

const NONE: never[] = []

/** Polls one stream by TanStack Query. What we rely on is set here, whatever the app's defaults are. */
export function useViewersQuery(parameters: ViewersQueryParameters): ViewersQuery {
  const { streamId, isStreaming, client, canAsk, intervalMs, query = {} } = parameters
  const page = pageOf(client)
  const options = muxViewersOptions(parameters)
  const { queryHash } = client.defaultQueryOptions(options)
  const known = queryOf(client, queryHash)
  const isDue = ({ state }: { state: Parameters<typeof askedBefore>[0] }): boolean =>
    isPollDue(askedBefore(state), page.ticks(intervalMs))
  const whenDue = (polled: Parameters<typeof isDue>[0]): 'always' | false =>
    isDue(polled) ? 'always' : false

  const { refetch } = useQuery<ReceivedSnapshot, ReceivedError, ReceivedSnapshot, MuxViewersKey>(
    {
      ...options,
      ...(query.gcTime === undefined ? {} : { gcTime: query.gcTime }),
      ...(query.meta === undefined ? {} : { meta: query.meta }),
      enabled: canAsk && streamId !== null && isStreaming !== false && query.enabled !== false,
      refetchInterval: ({ state }) => {
        const delay = nextPollDelay(askedBefore(state), page.ticks(intervalMs))
        return delay && Math.min(delay, MAX_TIMER_MS)
      },
      refetchIntervalInBackground: false,
      refetchOnMount: whenDue,
      refetchOnWindowFocus: whenDue,
      refetchOnReconnect: whenDue,
      // Read now: as a function it is known to newer TanStack Query only.
      retryOnMount: known === undefined || isDue(known),
      throwOnError: false,
      // What is shown depends on the time too, so the store renders, not the query.
      notifyOnChangeProps: NONE,
    },
    client,
  )
  return { queryHash, refetch }
}
