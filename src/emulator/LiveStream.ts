import { mediaLoop, segmentName } from './mediaFiles'
import { continueRun, rollingPlaylist, type Run, windowSegments } from './rollingPlaylist'

/**
 * What Mux says of a live stream. While the encoder is gone inside the reconnect window it is still
 * `active`. https://www.mux.com/docs/core/listen-for-webhooks
 */
export type StreamStatus = 'active' | 'idle' | 'disabled'

/** A live stream the emulator is to know. */
export interface StreamOptions {
  /** Id of the live stream. */
  id: string
  /** Its public playback id: the player plays `{playbackId}.m3u8`. */
  playbackId: string
  /**
   * Whether it is live from the beginning.
   * @default 'active'
   */
  status?: StreamStatus
  /**
   * How long a stopped stream stays `active`, in seconds. Mux's default is 0 for streams of reduced
   * or low latency, 60 for others:
   * https://www.mux.com/docs/api-reference/video/live-streams/update-live-stream
   * @default 0
   */
  reconnectWindow?: number
}

// No window of a playlist reaches further back, since every run kept has made a segment.
const mostRuns = windowSegments + 1

// A stream that comes back shows at once what a player wants to have in hand, or else it would play
// on with nothing in its buffer.
const headStartMs = 3 * mediaLoop.segmentMs

/** A live stream: whether it is on, and what its playlist says. */
export class LiveStream {
  readonly id: string
  readonly playbackId: string
  readonly reconnectWindow: number
  readonly createdAt: number
  readonly #now: () => number
  #disabled: boolean
  #runs: Run[] = []

  constructor(options: StreamOptions, now: () => number) {
    this.id = options.id
    this.playbackId = options.playbackId
    this.reconnectWindow = options.reconnectWindow ?? 0
    this.createdAt = now()
    this.#now = now
    this.#disabled = options.status === 'disabled'
    if ((options.status ?? 'active') === 'active') this.start()
  }

  get status(): StreamStatus {
    if (this.#disabled) return 'disabled'
    const run = this.#runs.at(-1)
    if (!run) return 'idle'
    const goneMs = run.until === null ? -1 : this.#now() - run.until
    return goneMs < this.reconnectWindow * 1_000 ? 'active' : 'idle'
  }

  /** The encoder connects. A stream that starts for the first time can be played at once. */
  start(): void {
    const last = this.#runs.at(-1)
    if (last?.until === null) return
    this.#disabled = false
    const now = this.#now()
    const run = last
      ? continueRun(last, Math.max(last.until, now - headStartMs), mediaLoop)
      : {
          from: now - windowSegments * mediaLoop.segmentMs,
          until: null,
          sequence: 0,
          discontinuity: 0,
        }
    const kept = run.sequence === last?.sequence ? this.#runs.slice(0, -1) : this.#runs
    this.#runs = [...kept, run].slice(-mostRuns)
  }

  /** The encoder goes away: the playlist of who is watching stands still. */
  stop(): void {
    const last = this.#runs.at(-1)
    if (last?.until === null) last.until = this.#now()
  }

  /** Nobody may broadcast any more, until it starts again. */
  disable(): void {
    this.stop()
    this.#disabled = true
  }

  /** The media playlist now; null if the stream was never on. */
  playlist(): string | null {
    if (this.#runs.length === 0) return null
    return rollingPlaylist(this.#runs, this.#now(), mediaLoop, segmentName)
  }
}
