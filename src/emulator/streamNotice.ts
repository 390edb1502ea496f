import type { DescribedStream } from './describeStream'
import type { StreamStatus } from './StreamOptions'

/**
 * What happens to a live stream, without `video.live_stream.` in front:
 * https://www.mux.com/docs/core/listen-for-webhooks
 */
export type StreamEvent =
  | 'connected'
  | 'recording'
  | 'active'
  | 'disconnected'
  | 'idle'
  | 'enabled'
  | 'disabled'
  | 'deleted'

/** What a stream tells at the moment when something happens to it. */
export interface StreamNotice {
  event: StreamEvent
  stream: DescribedStream
  /** When it happened, in milliseconds. */
  at: number
  /** What Mux says of it at that event. */
  status: StreamStatus
  /** Left out where Mux does not say: a gap may be filled with slate, or may not. */
  recording?: boolean
  /** False for what follows an interruption within one broadcast. */
  isNew: boolean
  /** Also told by the `idle` with which the broadcast of that asset ends. */
  activeAssetId: string | null
  /** Until when the stream is `active`, in milliseconds. */
  activeUntil: number
}

/** Who is told. */
export type TellStream = (notice: StreamNotice) => void
