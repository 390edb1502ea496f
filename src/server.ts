export { createMuxViewers } from './server/createMuxViewers'
export type { MuxViewers, MuxViewersContext } from './server/MuxViewers'
export type { OnBroadcastEnd } from './server/EndTeller'
export type { MuxViewersOptions } from './server/MuxViewersOptions'
export type { Authorize, AuthorizeResult } from './server/authorize'
export type { RecorderOptions, RecorderRun, ViewersRecorder } from './server/Recorder'
export type { RetentionOptions } from './server/Retention'
export type { ServerFallback } from './server/Fallbacks'
export { redisCache } from './server/redisCache'
export type { IoRedisClient, NodeRedisClient } from './server/redisCache'
export { memoryStore } from './server/memoryStore'
export { sqlStore } from './server/sqlStore'
export type { KyselyDatabase, SqlStoreOptions } from './server/sqlStore'
export type { SqlDialect } from './server/sqlTables'
export type {
  ThinOptions,
  EndedBroadcast,
  ForgetOptions,
  LeaseRequest,
  StreamRange,
  ViewersStore,
} from './server/ViewersStore'
export type { HistoryPoint, HistoryRequest, ViewerHistory } from './core/history'
export type { KeptBucket } from './core/KeptBucket'
export type { StreamRecord } from './core/summarize'
export type { StreamEvent, StreamEventType } from './core/streamLife'
export type { Sample, SampleRange } from './core/sample'
export type { Bucket, BucketRange } from './core/Buckets'
export { resolvePlaybackId } from './server/resolvePlaybackId'
export type { ResolvePlaybackIdOptions } from './server/resolvePlaybackId'
export type { SharedCache } from './server/SharedCache'
export type { ResolveStream } from './server/StreamResolver'
export type { ViewersLogger } from './core/ViewersLogger'
export { engagementCounts } from './mux/engagementCounts'
export type { EngagementCountsOptions } from './mux/engagementCounts'
export { monitoring } from './mux/monitoring'
export type { MonitoringOptions } from './mux/monitoring'
export type { MuxClient } from './mux/MuxClient'
export type { FallbackValue } from './core/fallback'
export { isViewersError, ViewersError } from './core/ViewersError'
export type { ViewersErrorCode, ViewersErrorOptions } from './core/ViewersError'
export type { ReadViewers, SourceReading, SourceRequest, ViewersSource } from './core/source'
export type {
  Broadcast,
  SnapshotError,
  StreamState,
  ViewerSnapshot,
  ViewersFetcher,
  ViewersFetcherRequest,
  ViewersUnit,
} from './core/snapshot'
