import { randomUUID } from 'node:crypto'

import type { DescribedStream } from './describeStream'
import { mediaLoop, segmentName } from './mediaFiles'
import { continueRun, rollingPlaylist, type Run, windowSegments } from './rollingPlaylist'
import type { LatencyMode, StreamOptions, StreamStatus } from './StreamOptions'
import type { TellStream } from './streamNotice'

// No window of a playlist reaches further back, since every run kept has made a segment.
const mostRuns = windowSegments + 1

// A stream that comes back shows at once what a player wants to have in hand, or else it would play
// on with nothing in its buffer.
const headStartMs = 3 * mediaLoop.segmentMs

const mostAssets = 100

const never = Number.NEGATIVE_INFINITY

/** A live stream: whether it is on, what its playlist says, and what it tells of its life. */
export class LiveStream implements DescribedStream {
  readonly id: string
  readonly playbackId: string
  readonly latencyMode: LatencyMode
  readonly reconnectWindow: number
  readonly createdAt: number
  readonly #now: () => number
  readonly #tell: TellStream
  #isDeleted = false
  #disabled: boolean
  #runs: Run[] = []
  /** Until when it is `active`. */
  #activeUntil = never
  #activeAssetId: string | null = null
  #assetIds: string[] = []

  constructor(options: StreamOptions, now: () => number, tell: TellStream = () => undefined) {
    this.id = options.id
    this.playbackId = options.playbackId
    const { latencyMode, reconnectWindow = latencyMode === 'standard' ? 60 : 0 } = options
    this.latencyMode = latencyMode ?? (reconnectWindow > 0 ? 'standard' : 'reduced')
    this.reconnectWindow = reconnectWindow
    this.createdAt = now()
    this.#now = now
    this.#tell = tell
    this.#disabled = options.status === 'disabled'
    if ((options.status ?? 'active') === 'active') {
      this.#beginBroadcast()
      this.#beginRun()
    }
  }

  get status(): StreamStatus {
    if (this.#disabled) return 'disabled'
    return this.#now() < this.#activeUntil ? 'active' : 'idle'
  }

  /** Whether the encoder is there. */
  get isConnected(): boolean {
    return this.#runs.at(-1)?.until === null
  }

  /** The asset that is being recorded; kept through the reconnect window. */
  get activeAssetId(): string | null {
    return this.status === 'active' ? this.#activeAssetId : null
  }

  /** The assets that were made of it, the newest last. */
  get recentAssetIds(): readonly string[] {
    return this.#assetIds
  }

  /**
   * The encoder connects. A stream that starts for the first time can be played at once. Within the
   * reconnect window the broadcast goes on; else a new one begins, with an asset of its own.
   */
  start(): void {
    this.#mayChange()
    if (this.isConnected) return
    this.enable()
    const isNew = this.#activeAssetId === null
    if (isNew) this.#beginBroadcast()
    this.#beginRun()
    const about = { isNew, status: isNew ? ('idle' as const) : ('active' as const) }
    this.#say('connected', { ...about, ...(isNew ? { recording: false } : {}) })
    this.#say('recording', { ...about, recording: true })
    this.#say('active', { ...about, recording: true, status: 'active' })
  }

  /**
   * The encoder goes away: the playlist of who is watching stands still. The stream is `idle` when
   * its reconnect window has passed.
   */
  stop(): void {
    this.#mayChange()
    const last = this.#runs.at(-1)
    if (last?.until !== null) return
    const now = this.#now()
    last.until = now
    this.#activeUntil = now + this.reconnectWindow * 1_000
    this.#say('disconnected', { status: 'active' })
    this.settle()
  }

  /** Nobody may broadcast any more, until it is enabled or starts again. */
  disable(): void {
    this.#mayChange()
    if (this.#disabled) return
    this.#cut()
    this.#disabled = true
    this.#say('disabled')
  }

  /** The encoder may connect again. */
  enable(): void {
    this.#mayChange()
    if (!this.#disabled) return
    this.#disabled = false
    this.#say('enabled')
  }

  /** It is no more, and cannot come back. */
  delete(): void {
    this.#mayChange()
    this.#cut()
    this.#isDeleted = true
    this.#say('deleted')
  }

  /** Ends the broadcast if its reconnect window has passed by now. */
  settle(): void {
    const at = this.#activeUntil
    if (at === never || this.#now() < at) return
    this.#activeUntil = never
    this.#say('idle', { at })
    this.#activeAssetId = null
  }

  /** The media playlist now; null if the stream was never on. */
  playlist(): string | null {
    if (this.#runs.length === 0) return null
    return rollingPlaylist(this.#runs, this.#now(), mediaLoop, segmentName)
  }

  #mayChange(): void {
    if (this.#isDeleted) {
      throw new Error(
        `[mux-viewers] The stream "${this.id}" of the emulator is deleted, so nothing can happen to it any more. Start another emulator to have it back.`,
      )
    }
    this.settle()
  }

  #beginBroadcast(): void {
    const assetId = randomUUID().replaceAll('-', '')
    this.#activeAssetId = assetId
    this.#assetIds = [...this.#assetIds, assetId].slice(-mostAssets)
  }

  #beginRun(): void {
    const last = this.#runs.at(-1)
    const now = this.#now()
    const run = last
      ? continueRun(last, Math.max(last.until ?? now, now - headStartMs), mediaLoop)
      : {
          from: now - windowSegments * mediaLoop.segmentMs,
          until: null,
          sequence: 0,
          discontinuity: 0,
        }
    const kept = run.sequence === last?.sequence ? this.#runs.slice(0, -1) : this.#runs
    this.#runs = [...kept, run].slice(-mostRuns)
    this.#activeUntil = Number.POSITIVE_INFINITY
  }

  #cut(): void {
    const last = this.#runs.at(-1)
    if (last?.until === null) last.until = this.#now()
    this.#activeUntil = never
    this.#activeAssetId = null
  }

  #say(
    event: Parameters<TellStream>[0]['event'],
    more: { at?: number; status?: StreamStatus; recording?: boolean; isNew?: boolean } = {},
  ): void {
    this.#tell({
      event,
      stream: this,
      at: this.#now(),
      status: this.status,
      isNew: true,
      activeAssetId: this.#activeAssetId,
      activeUntil: this.#activeUntil,
      ...more,
    })
  }
}
