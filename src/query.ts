export type { Broadcast, ViewerSnapshot, ViewersFetcher } from './core/snapshot'
export type {
  SnapshotError,
  StreamState,
  ViewersFetcherRequest,
  ViewersUnit,
} from './core/snapshot'
export { formatViewers, type FormatViewersOptions } from './core/formatViewers'
export {
  isViewersError,
  ViewersError,
  type ViewersErrorCode,
  type ViewersErrorOptions,
} from './core/ViewersError'
export { createViewersFetcher, type ViewersFetcherOptions } from './query/createViewersFetcher'
export {
  createCountsFetcher,
  type CountsFetcherOptions,
  type CountsToken,
  type GetCountsToken,
} from './query/createCountsFetcher'
export type { Receipt, ReceivedError, ReceivedSnapshot } from './query/askFetcher'
export {
  muxViewersOptions,
  type MuxViewersKey,
  type MuxViewersParameters,
  type MuxViewersQueryOptions,
} from './query/muxViewersOptions'
