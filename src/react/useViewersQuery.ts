import { useQuery, type QueryClient } from '@tanstack/react-query'
import { isPollDue, nextPollDelay } from '../core/polling'
import type { ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import { muxViewersOptions, type MuxViewersKey } from '../query/muxViewersOptions'
import { pageOf } from './page'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { askedBefore } from './viewersStore'

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
  const whenDue = (polled: { state: Parameters<typeof askedBefore>[0] }): 'always' | false =>
    isPollDue(askedBefore(polled.state), page.ticks(intervalMs)) ? 'always' : false

  const { refetch } = useQuery<ReceivedSnapshot, ReceivedError, ReceivedSnapshot, MuxViewersKey>(
    {
      ...options,
      ...(query.gcTime === undefined ? {} : { gcTime: query.gcTime }),
      ...(query.meta === undefined ? {} : { meta: query.meta }),
      enabled: canAsk && streamId !== null && isStreaming !== false && query.enabled !== false,
      refetchInterval: ({ state }) => nextPollDelay(askedBefore(state), page.ticks(intervalMs)),
      refetchIntervalInBackground: false,
      refetchOnMount: whenDue,
      refetchOnWindowFocus: whenDue,
      refetchOnReconnect: whenDue,
      retryOnMount: true,
      throwOnError: false,
      // What is shown depends on the time too, so the store renders, not the query.
      notifyOnChangeProps: NONE,
    },
    client,
  )
  return { queryHash: client.defaultQueryOptions(options).queryHash, refetch }
}
