'use client'

export type { Announcing } from './core/announcing'
export type { Fallback, FallbackAbout, FallbackValue } from './core/fallback'
export type { PluralLabel, ViewerLabels } from './core/labels'
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
export type { MuxViewersSettings } from './react/MuxViewersContext'
export { MuxViewersProvider, type MuxViewersProviderProps } from './react/MuxViewersProvider'
export { useMuxViewers } from './react/useMuxViewers'
export type { UseMuxViewersOptions } from './react/UseMuxViewersOptions'
export type { UseMuxViewersResult } from './react/UseMuxViewersResult'
export { useReadingAge } from './react/useReadingAge'
export { ViewerCount } from './react/ViewerCount'
export type { ViewerCountProps, ViewerCountSlot } from './react/ViewerCountProps'
