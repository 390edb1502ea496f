import type { LatencyMode, StreamStatus } from './StreamOptions'

/** How long a stream may be live, in seconds: Mux's default of `max_continuous_duration`. */
export const maxContinuousSeconds = 43_200

/** A stream, as far as Mux describes it. */
export interface DescribedStream {
  readonly id: string
  readonly playbackId: string
  readonly latencyMode: LatencyMode
  readonly reconnectWindow: number
  readonly createdAt: number
  readonly isConnected: boolean
  readonly status: StreamStatus
  /** The asset that is being recorded, if any. */
  readonly activeAssetId: string | null
  /** The assets that were made of it, the newest last. */
  readonly recentAssetIds: readonly string[]
}

/** What Mux's REST API and its webhooks both say of a stream, in the same way. */
export function describeStream(
  stream: DescribedStream,
  { status, activeAssetId }: Pick<DescribedStream, 'status' | 'activeAssetId'> = stream,
): Record<string, unknown> {
  return {
    // Mux's answer holds the key with which anybody may broadcast; so a double must, too, or nobody
    // would notice it being passed on.
    stream_key: `not-a-real-stream-key-of-${stream.id}`,
    status,
    reconnect_window: stream.reconnectWindow,
    ...(activeAssetId === null ? {} : { active_asset_id: activeAssetId }),
    ...(stream.recentAssetIds.length > 0 ? { recent_asset_ids: [...stream.recentAssetIds] } : {}),
    playback_ids: [{ policy: 'public', id: stream.playbackId }],
    new_asset_settings: { playback_policies: ['public'] },
    id: stream.id,
    latency_mode: stream.latencyMode,
    max_continuous_duration: maxContinuousSeconds,
  }
}
