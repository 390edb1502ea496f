import { LRUCache } from 'lru-cache'
import type { StreamEvent } from '../core/streamLife'
import type { FaultLog } from './FaultLog'
import { atMost } from './atMost'
import { inTime } from './inTime'
import type { WaitUntil } from './KeptAnswers'
import { later } from './later'
import { OBSERVED, readLife, type KnownLife, type ReadLifeOptions } from './readLife'

/** What is known of a stream's life holds so long, in milliseconds; what happens to it in this process is known at once. */
const HOLDS_MS = 5_000

/** What is older is not believed before it was looked at again, in milliseconds. */
const BELIEVED_MS = 3 * HOLDS_MS

/** An answer waits for it no longer, in milliseconds. */
const PATIENCE_MS = 250

const MAX_STREAMS = 10_000

/** So many streams are looked at the same time, for those who ask. */
const MAX_AT_ONCE = 50

/** A store that takes longer has failed, in milliseconds; it is asked again later. */
const STORE_MS = 10_000
const RETRY_MS = 30_000

/** Mux waits five seconds for the answer to a webhook, and sends it again. */
const EVENT_MS = 3_000

interface Known {
  life: KnownLife | null
  /** When it was looked at last, and when a look was begun, by how long this process runs. */
  at: number
  begunAt: number
  loading: Promise<void> | null
  /** Looks again when an end is final, or the store may be back. */
  timer: ReturnType<typeof setTimeout> | undefined
}

/** What {@link Broadcasts} needs. */
export interface BroadcastsOptions extends ReadLifeOptions {
  /** Whether samples are kept in `store`. */
  hasSamples: boolean
  /** Told of a stream that there is. */
  found: (streamId: string) => void
  faultLog: FaultLog
}

/** Streams going live and ending, by what happens to them, and the record of how they ended. */
export class Broadcasts {
  readonly #options: BroadcastsOptions
  readonly #known = new LRUCache<string, Known>({ max: MAX_STREAMS })
  #isFailing = false
  #loads = 0

  constructor(options: BroadcastsOptions) {
    this.#options = options
  }

  /** What is known of a stream's life, or the promise of it where it is not known yet. */
  lifeOf(streamId: string, waitUntil?: WaitUntil): KnownLife | null | Promise<KnownLife | null> {
    const known = this.#knownOf(streamId)
    const now = performance.now()
    // A flood of invented ids is no flood of questions to a database.
    if (known.loading === null && now - known.at >= HOLDS_MS && this.#loads < MAX_AT_ONCE) {
      const loaded = this.#load(streamId, known)
      waitUntil?.(loaded)
    }
    const { life, loading } = known
    const isBelieved = life !== null && now - known.at < BELIEVED_MS
    if (isBelieved || loading === null || now - known.begunAt >= PATIENCE_MS) return life
    return atMost(loading, PATIENCE_MS).then(() => known.life)
  }

  /** Whether the figures of broadcasts are made of samples: without a store of the app's there are none. */
  get hasFigures(): boolean {
    return this.#options.hasSamples
  }

  /** What is known already, without looking. */
  peek(streamId: string): KnownLife | null {
    return this.#known.peek(streamId)?.life ?? null
  }

  /** Keeps what happened to a stream; `true` when it was news. Rejects when the store does not take it. */
  async apply(event: StreamEvent): Promise<boolean> {
    const isNew = await inTime(this.#options.store.addEvent(event), EVENT_MS)
    this.#options.found(event.streamId)
    const recordedUntil = this.peek(event.streamId)?.recordedUntil ?? 0
    if (isNew && event.at < recordedUntil) {
      this.#options.faultLog.tell('info', tooLate(event, recordedUntil))
    }
    return isNew
  }

  /** What Mux said of a stream when it was asked; noted where nothing else has told of it. */
  async observe(streamId: string, isLive: boolean, at: number): Promise<void> {
    const known = this.#knownOf(streamId)
    if (known.life === null) await this.renew(streamId)
    if (known.life === null || known.life.changedAt > at) return
    const { status } = known.life
    const wasLive = status === 'active' || status === 'reconnecting'
    if (wasLive === isLive) return
    const type = isLive ? 'active' : 'idle'
    try {
      await this.apply({ id: `${OBSERVED}${type}-${at}`, streamId, type, at })
      await this.renew(streamId)
    } catch (error) {
      this.#options.faultLog.tellThrown(NOT_KEPT, error)
    }
  }

  /** Waits until whoever is being told of an end has been told; never rejects. */
  settle(): Promise<void> {
    return this.#options.teller.settle()
  }

  /** Looks at the store anew; never rejects. */
  async renew(streamId: string): Promise<void> {
    const known = this.#knownOf(streamId)
    // What was begun before may have seen less.
    await known.loading
    await this.#load(streamId, known)
  }

  #knownOf(streamId: string): Known {
    let known = this.#known.get(streamId)
    if (known === undefined) {
      const never = Number.NEGATIVE_INFINITY
      known = { life: null, at: never, begunAt: never, loading: null, timer: undefined }
      this.#known.set(streamId, known)
    }
    return known
  }

  #load(streamId: string, known: Known): Promise<void> {
    known.begunAt = performance.now()
    const loading = this.#readInto(known, streamId)
    known.loading = loading
    return loading
  }

  async #readInto(known: Known, streamId: string): Promise<void> {
    const { begunAt } = known
    this.#loads += 1
    try {
      const { life, againInMs } = await inTime(readLife(streamId, this.#options), STORE_MS)
      if (againInMs !== null) this.#lookAgain(streamId, known, againInMs)
      // One that was begun later has seen more.
      if (known.begunAt === begunAt) known.life = life
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing) this.#options.faultLog.tellThrown(NOT_READ, error)
      this.#isFailing = true
      this.#lookAgain(streamId, known, RETRY_MS)
    }
    this.#loads -= 1
    known.at = performance.now()
    known.loading = null
  }

  /** When the end is final, also if nobody asks. */
  #lookAgain(streamId: string, known: Known, inMs: number): void {
    clearTimeout(known.timer)
    known.timer = later(() => void this.renew(streamId), inMs)
  }
}

const tooLate = ({ type, streamId, at }: StreamEvent, recordedUntil: number): string =>
  `That stream ${streamId} was ${type} at ${iso(at)} was told after its broadcast until ${iso(recordedUntil)} was recorded. The event is kept, and the figures stay as they are.`
const iso = (at: number): string => new Date(at).toISOString()

const NOT_KEPT =
  'The store did not take what happened to a stream. It is noted when Mux says so again. Check that the database runs and that `store.migrate()` was called.'
const NOT_READ =
  'The store did not say what happened to a stream. Its broadcasts are not shown until it does. Check that the database runs and that `store.migrate()` was called.'
