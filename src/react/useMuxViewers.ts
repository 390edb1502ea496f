import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import type { UseMuxViewersResult } from './UseMuxViewersResult'
import { useWatching } from './useWatching'

/**
 * How many people are watching a Mux live stream, polled. It asks at once and then every
 * `interval`; it asks nothing while hidden, offline, unmounted, told `isStreaming: false`, or
 * without a `streamId`. Every fault becomes a `status`; nothing is thrown into render. A component
 * that uses it renders again only when a field changes.
 */
export function useMuxViewers(options: UseMuxViewersOptions): UseMuxViewersResult {
  return useWatching(options).state
}
