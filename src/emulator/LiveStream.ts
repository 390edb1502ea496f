import { Asset } from './Asset'
import type { DescribedStream } from './describeStream'
import { mediaLoop } from './mediaFiles'
import { rollingPlaylist, windowSegments } from './rollingPlaylist'
import { Runs } from './Runs'
import type { LatencyMode, StreamOptions, StreamStatus } from './StreamOptions'
import type { StreamNotice, TellStream } from './streamNotice'

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
  readonly #keptAssets: Map<string, Asset>
  readonly #runs = new Runs(mediaLoop, mostRuns)
  #isDeleted = false
  #isCompleted = false
  #disabled: boolean
  /** What is recorded of the broadcast; kept until it was told that this is over. */
  #activeAsset: Asset | null = null
  #assets: Asset[] = []

  /**
   * @param tell is told what happens to it
   * @param keptAssets is given the assets, each under its id and under its playback id
   */
  constructor(
    options: StreamOptions,
    now: () => number,
    tell: TellStream = () => undefined,
    keptAssets: Map<string, Asset> = new Map<string, Asset>(),
  ) {
    this.id = options.id
    this.playbackId = options.playbackId
    const { latencyMode, reconnectWindow = latencyMode === 'standard' ? 60 : 0 } = options
    this.latencyMode = latencyMode ?? (reconnectWindow > 0 ? 'standard' : 'reduced')
    this.reconnectWindow = reconnectWindow
    this.createdAt = now()
    this.#now = now
    this.#tell = tell
    this.#keptAssets = keptAssets
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
    return this.#runs.isOpen
  }

  /** The asset that is being recorded; kept through the reconnect window. */
  get activeAssetId(): string | null {
    return this.status === 'active' ? (this.#activeAsset?.id ?? null) : null
  }

  /** The assets that were made of it, the newest last. */
  get recentAssetIds(): readonly string[] {
    return this.#assets.map(({ id }) => id)
  }

  /** The recording of the broadcast that goes on, or of the last one; null if there was none. */
  get newestAsset(): Asset | null {
    return this.#assets.at(-1) ?? null
  }

  /** Why nobody can begin to play it now; null if one can. */
  get refusal(): string | null {
    return this.status === 'active' ? null : 'Live stream is not active'
  }

  /**
   * The encoder connects. A stream that starts for the first time can be played at once. Within the
   * reconnect window the broadcast goes on; else a new one begins, with an asset of its own.
   */
  start(): void {
    this.#mayChange()
    if (this.isConnected) return
    this.enable()
    const isNew = this.#activeAsset === null
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
    if (!this.isConnected) return
    this.#end(this.reconnectWindow * 1_000)
    this.#say('disconnected', { status: 'active' })
    this.settle()
  }

  /**
   * The broadcast is over at once, and the playlist of who is watching ends, until the stream starts
   * again. Nothing happens to a stream that is not live.
   */
  complete(): void {
    this.#mayChange()
    if (!this.#activeAsset) return
    const wasConnected = this.isConnected
    this.#end(0)
    this.#isCompleted = true
    if (wasConnected) this.#say('disconnected', { status: 'active' })
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
    const ending = this.#activeAsset
    if (!ending || this.#now() < ending.overAt) return
    this.#activeAsset = null
    this.#say('idle', { at: ending.overAt, activeAssetId: ending.id })
  }

  /** The media playlist now; null if the stream was never on. */
  playlist(): string | null {
    if (this.#assets.length === 0) return null
    return rollingPlaylist(this.#runs, this.#now(), this.#isCompleted)
  }

  #mayChange(): void {
    if (this.#isDeleted) {
      throw new Error(
        `[mux-viewers] The stream "${this.id}" of the emulator is deleted, so nothing can happen to it any more. Start another emulator to have it back.`,
      )
    }
    this.settle()
  }

  get #activeUntil(): number {
    return this.#activeAsset?.overAt ?? never
  }

  #beginBroadcast(): void {
    const asset = new Asset(this.#now)
    this.#activeAsset = asset
    this.#keptAssets.set(asset.id, asset).set(asset.playbackId, asset)
    this.#assets = [...this.#assets, asset]
    if (this.#assets.length <= mostAssets) return
    const oldest = this.#assets.shift()!
    this.#keptAssets.delete(oldest.id)
    this.#keptAssets.delete(oldest.playbackId)
  }

  #beginRun(): void {
    const now = this.#now()
    const { until } = this.#runs
    const from =
      until === null
        ? now - windowSegments * mediaLoop.segmentMs
        : Math.max(until, now - headStartMs)
    this.#runs.begin(from)
    this.#activeAsset?.begin(from)
    this.#isCompleted = false
  }

  #end(stillActiveMs: number): void {
    const now = this.#now()
    this.#runs.end(now)
    this.#activeAsset?.end(now, now + stillActiveMs)
  }

  #cut(): void {
    this.#end(0)
    this.#activeAsset = null
  }

  #say(
    event: StreamNotice['event'],
    more: Partial<Omit<StreamNotice, 'event' | 'stream'>> = {},
  ): void {
    this.#tell({
      event,
      stream: this,
      at: this.#now(),
      status: this.status,
      isNew: true,
      activeAssetId: this.#activeAsset?.id ?? null,
      activeUntil: this.#activeUntil,
      ...more,
    })
  }
}
