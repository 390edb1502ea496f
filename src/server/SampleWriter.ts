import { LRUCache } from 'lru-cache'
import { tickOf, type Sample } from '../core/sample'
import type { ViewerSnapshot } from '../core/snapshot'
import type { FaultLog } from './FaultLog'
import type { WaitUntil } from './KeptAnswers'
import { atMost } from './atMost'
import { inTime } from './inTime'
import { later } from './later'
import type { ViewersStore } from './ViewersStore'

/** How many samples wait for a store that takes none; the oldest is lost first. */
export const MAX_WAITING = 20_000

/** So many are written at once. */
const BATCH = 1_000

/** A write that takes longer is taken for failed, in milliseconds, and made again: a sample is kept once. */
const PATIENCE_MS = 10_000

/** A store that took none is tried again after this, doubled up to the longest, in milliseconds. */
const RETRY_MS = 1_000
const RETRY_MAX_MS = 30_000

/** A write that has not ended so long after it was begun is lost, in milliseconds. */
const LOST_MS = PATIENCE_MS + 1_000

/** How many streams' last ticks are known. */
const MAX_STREAMS = 20_000

/** What {@link SampleWriter} needs. */
export interface SampleWriterOptions {
  store?: ViewersStore | undefined
  onSnapshot?: ((snapshot: ViewerSnapshot) => unknown) | undefined
  /** How long a tick is, in milliseconds. */
  recordEveryMs: number
  /** A sample that has waited so long is lost, in milliseconds: its tick may have been thinned. */
  keepsMs?: number | undefined
  now: () => number
  /** Called when all that waited is kept; never rejects. */
  written?: (() => Promise<void>) | undefined
  faultLog: FaultLog
}

/** Hands the first reading of each stream and tick to the store and to the app, beside the answers and never before them. */
export class SampleWriter {
  readonly #options: SampleWriterOptions
  readonly #ticks = new LRUCache<string, number>({ max: MAX_STREAMS })
  readonly #waiting: Sample[] = []
  /** When the write that is under way was begun; tells one from another. */
  #writingAt: number | null = null
  #retryAt = Number.NEGATIVE_INFINITY
  #recoveredAt = Number.NEGATIVE_INFINITY
  #failures = 0
  #late = 0
  #lost = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #untilEmpty: (() => void)[] = []

  constructor(options: SampleWriterOptions) {
    this.#options = options
  }

  /** Whether all that was read of a stream is kept, or lost. Where a store was out, other processes have time to be so, too. */
  isCaughtUp(streamId: string): boolean {
    if (performance.now() - this.#recoveredAt < 2 * RETRY_MAX_MS) return false
    return !this.#waiting.some((sample) => sample.streamId === streamId)
  }

  /** Waits until all that was read is kept, or lost, for `ms` at most; `false`: it is not yet. */
  async settle(ms: number): Promise<boolean> {
    if (this.#waiting.length === 0) return true
    const emptied = new Promise<true>((resolve) => this.#untilEmpty.push(() => resolve(true)))
    return (await atMost(emptied, ms)) ?? false
  }

  /** Takes note of a reading; never throws. `snapshot` is made only for the first of a tick. */
  note(reading: Omit<Sample, 'tick'>, snapshot: () => ViewerSnapshot, waitUntil?: WaitUntil): void {
    const { store, onSnapshot, recordEveryMs } = this.#options
    const tick = tickOf(reading.at, recordEveryMs)
    if (this.#ticks.get(reading.streamId) === tick) return
    this.#ticks.set(reading.streamId, tick)
    if (onSnapshot !== undefined) {
      const handed = this.#handOver(onSnapshot, snapshot())
      waitUntil?.(handed)
    }
    if (store === undefined) return
    if (this.#waiting.length >= MAX_WAITING) {
      this.#waiting.shift()
      this.#lost += 1
    }
    this.#waiting.push({ ...reading, tick })
    // A write or a retry that is long overdue was cut off with the request that began it (edge runtimes).
    const now = performance.now()
    const isWriting = this.#writingAt !== null && now - this.#writingAt < LOST_MS
    // While the store takes none only the retry writes.
    if (isWriting || now < this.#retryAt) return
    const written = this.#writeAll(store)
    waitUntil?.(written)
  }

  async #handOver(
    onSnapshot: (snapshot: ViewerSnapshot) => unknown,
    snapshot: ViewerSnapshot,
  ): Promise<void> {
    try {
      await onSnapshot(snapshot)
    } catch (error) {
      this.#options.faultLog.tellThrown('`onSnapshot` of createMuxViewers failed.', error)
    }
  }

  /** Writes what waits, in the order of time; what comes meanwhile goes with the next write. */
  async #writeAll(store: ViewersStore): Promise<void> {
    clearTimeout(this.#retry)
    let writingAt = performance.now()
    this.#writingAt = writingAt
    // What is read in one call to Mux is written in one.
    await Promise.resolve()
    try {
      for (;;) {
        this.#giveUpOld()
        if (this.#waiting.length === 0) break
        writingAt = performance.now()
        this.#writingAt = writingAt
        const batch = this.#waiting.slice(0, BATCH)
        const lostBefore = this.#lost
        // oxlint-disable-next-line no-await-in-loop
        await inTime(store.append(batch), PATIENCE_MS)
        // Taken for lost, and begun anew since.
        if (this.#writingAt !== writingAt) return
        // What gave way meanwhile was the first of the batch, and is written after all.
        const gaveWay = Math.min(batch.length, this.#lost - lostBefore)
        this.#waiting.splice(0, batch.length - gaveWay)
        this.#lost -= gaveWay
        if (this.#failures > 0) this.#late += batch.length
      }
      this.#recovered()
    } catch (error) {
      if (this.#writingAt === writingAt) this.#failed(store, error)
    }
    if (this.#writingAt !== writingAt) return
    this.#writingAt = null
    if (this.#failures > 0) return
    for (const tell of this.#untilEmpty.splice(0)) tell()
    await this.#options.written?.()
  }

  #giveUpOld(): void {
    const { keepsMs = Infinity, now } = this.#options
    const oldest = now() - keepsMs
    const young = this.#waiting.findIndex(({ at }) => at >= oldest)
    const old = young === -1 ? this.#waiting.length : young
    this.#waiting.splice(0, old)
    this.#lost += old
  }

  #recovered(): void {
    if (this.#failures === 0 && this.#lost === 0) return
    if (this.#failures > 0) this.#recoveredAt = performance.now()
    const { faultLog } = this.#options
    const lost = this.#lost > 0 ? `; ${this.#lost} could not be kept and are lost` : ''
    this.#failures = 0
    // What was too much for this minute is told with the next write.
    if (
      faultLog.tell('info', `The store takes samples again. Written late: ${this.#late}${lost}.`)
    ) {
      this.#late = 0
      this.#lost = 0
    }
  }

  #failed(store: ViewersStore, error: unknown): void {
    if (this.#failures === 0) {
      const sentence = `The store takes no samples. They are kept in memory, ${MAX_WAITING} at most and as long as \`retention.samples\`, and written when it does. Check that the database runs and that \`store.migrate()\` was called.`
      this.#options.faultLog.tellThrown(sentence, error)
    }
    const retryMs = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** this.#failures)
    this.#failures += 1
    this.#retryAt = performance.now() + retryMs
    this.#retry = later(() => void this.#writeAll(store), retryMs)
  }
}
