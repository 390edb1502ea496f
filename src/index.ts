'use client'

export type { Fallback, FallbackAbout, FallbackValue } from './core/fallback'
export type {
  Broadcast,
  SnapshotError,
  StreamState,
  ViewersFetcher,
  ViewersFetcherRequest,
  ViewerSnapshot,
  ViewersUnit,
} from './core/snapshot'
export type { ViewersStatus } from './core/status'
export type { ViewersError, ViewersErrorCode } from './core/ViewersError'
export { useMuxViewers, type UseMuxViewersResult } from './react/useMuxViewers'
export type { UseMuxViewersOptions } from './react/UseMuxViewersOptions'
export { ViewerCount, type ViewerCountProps } from './react/ViewerCount'
