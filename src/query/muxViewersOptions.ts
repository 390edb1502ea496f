import type { DataTag, UnusedSkipTokenOptions } from '@tanstack/react-query'
import type { ViewersFetcher } from '../core/snapshot'
import type { ReceivedError, ReceivedSnapshot } from './askFetcher'
import { askAlone, type AskBatched } from './createBatcher'
import { createViewersFetcher } from './createViewersFetcher'

/** The query key of one stream: `['mux-viewers', scope, streamId]`. */
export type MuxViewersKey = readonly ['mux-viewers', string, string | null]

/** Options of {@link muxViewersOptions}. */
export interface MuxViewersParameters {
  /** The Mux live stream's id; `null`: nothing to watch (the query is then disabled). */
  streamId: string | null
  /** Who brings the numbers. Default: GET `/api/mux-viewers` on your own origin. */
  fetcher?: ViewersFetcher | undefined
  /** Names the fetcher in the query key, where one page uses several. Default `'default'`. */
  scope?: string | undefined
}

/** What {@link muxViewersOptions} returns: options for `useQuery`, `prefetchQuery`, `getQueryData` and their kin. */
export type MuxViewersQueryOptions = UnusedSkipTokenOptions<
  ReceivedSnapshot,
  ReceivedError,
  ReceivedSnapshot,
  MuxViewersKey
> & { queryKey: DataTag<MuxViewersKey, ReceivedSnapshot, ReceivedError> }

const ownRoute = /* @__PURE__ */ createViewersFetcher()

/**
 * Key and query function of one stream. The data is a {@link ReceivedSnapshot}; the error is always
 * a `ViewersError`. It does not poll by itself: `useMuxViewers` does, or your own `refetchInterval`.
 */
export function muxViewersOptions(options: MuxViewersParameters): MuxViewersQueryOptions {
  return {
    ...batchedOptions(options, askAlone),
    enabled: options.streamId !== null,
    // Polling is the retry: one more try a moment later would only hurry a server that is down.
    retry: false,
  }
}

/** The same, asking together with whoever shares `ask`; whether and how often is left to say. */
export function batchedOptions(
  { streamId, fetcher = ownRoute, scope = 'default' }: MuxViewersParameters,
  ask: AskBatched,
): MuxViewersQueryOptions {
  const queryKey: MuxViewersKey = ['mux-viewers', scope, streamId]
  return {
    // TanStack's `queryOptions` does no more than this cast.
    queryKey: queryKey as MuxViewersQueryOptions['queryKey'],
    queryFn: ({ signal }) => ask(scope, fetcher, streamId ?? '', signal),
    staleTime: 0,
    // A new answer is a new reading, also where it says the same.
    structuralSharing: false,
    networkMode: 'online',
  }
}
