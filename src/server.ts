export { createMuxViewers } from './server/createMuxViewers'
export type { MuxViewers, MuxViewersContext, MuxViewersOptions } from './server/createMuxViewers'
export type { Authorize, AuthorizeResult } from './server/authorize'
export type { ViewersLogger } from './core/ViewersLogger'
export { engagementCounts } from './mux/engagementCounts'
export type { EngagementCountsOptions } from './mux/engagementCounts'
export { monitoring } from './mux/monitoring'
export type { MonitoringOptions } from './mux/monitoring'
export type { MuxClient } from './mux/MuxClient'
export { isViewersError, ViewersError } from './core/ViewersError'
export type { ViewersErrorCode, ViewersErrorOptions } from './core/ViewersError'
export type { SourceReading, ViewersSource } from './core/source'
export type {
  Broadcast,
  SnapshotError,
  StreamState,
  ViewerSnapshot,
  ViewersFetcher,
  ViewersFetcherRequest,
  ViewersUnit,
} from './core/snapshot'
