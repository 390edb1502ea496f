/**
 * What Mux says of a live stream. While the encoder is gone inside the reconnect window it is still
 * `active`. https://www.mux.com/docs/core/listen-for-webhooks
 */
export type StreamStatus = 'active' | 'idle' | 'disabled'

/** How soon viewers see what is sent, by name. */
export type LatencyMode = 'standard' | 'reduced' | 'low'

/** A live stream the emulator is to know. */
export interface StreamOptions {
  /** Id of the live stream. */
  id: string
  /** Its public playback id: the player plays `{playbackId}.m3u8`. */
  playbackId: string
  /**
   * Whether it is live from the beginning. Of what is so from the beginning no webhook tells.
   * @default 'active'
   */
  status?: StreamStatus
  /**
   * What Mux says of its latency; the playlist is the same for all.
   * @default 'standard' with a `reconnectWindow`, else 'reduced'
   */
  latencyMode?: LatencyMode
  /**
   * How long a stopped stream stays `active`, in seconds. Mux's default is 0 for streams of reduced
   * or low latency, 60 for others:
   * https://www.mux.com/docs/api-reference/video/live-streams/update-live-stream
   * @default 60 where `latencyMode` is 'standard', else 0
   */
  reconnectWindow?: number
}
