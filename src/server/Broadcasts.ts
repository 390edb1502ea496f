import { LRUCache } from 'lru-cache'
import type { Broadcast } from '../core/snapshot'
import {
  streamLife,
  type BroadcastSpan,
  type StreamEvent,
  type StreamLife,
} from '../core/streamLife'
import { summarize } from '../core/summarize'
import type { EndTeller } from './EndTeller'
import type { FaultLog } from './FaultLog'
import { atMost } from './atMost'
import { inTime } from './inTime'
import type { WaitUntil } from './KeptAnswers'
import { later } from './later'
import type { ViewersStore } from './ViewersStore'

/** What is known of a stream's life holds so long, in milliseconds; what happens to it in this process is known at once. */
const HOLDS_MS = 5_000

/** An answer waits for it no longer, in milliseconds. */
const PATIENCE_MS = 250

/** What happened longer ago is not looked at, in milliseconds: a broadcast lasts half a day at most. */
const PAST_MS = 30 * 86_400_000

/** Samples that are not kept yet are waited for so long at a time, in milliseconds. */
const CATCH_UP_MS = 2_000

const MAX_STREAMS = 10_000

/** So many streams are looked at the same time, for those who ask. */
const MAX_AT_ONCE = 50

/** A store that takes longer has failed, in milliseconds; it is asked again later. */
const STORE_MS = 10_000
const RETRY_MS = 30_000

/** Mux waits five seconds for the answer to a webhook, and sends it again. */
const EVENT_MS = 3_000

/** What is known of a stream by what happened to it. */
export interface KnownLife {
  status: StreamLife['status']
  /** When something happened last, in milliseconds since the epoch. */
  changedAt: number
  /** When somebody told of it last who need not be asked: a webhook, or the app. */
  toldAt: number
  /** When the first broadcast began whose figures are not recorded yet; `null`: all are. */
  unrecordedSince: number | null
  /** The last broadcast that has ended; its figures may still change while it could go on. */
  last: Broadcast | null
}

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
export interface BroadcastsOptions {
  store: ViewersStore
  now: () => number
  /** A stream that is live again within this has not ended, in milliseconds. */
  gapMs: number
  /** How long a tick is, in milliseconds. */
  recordEveryMs: number
  /** Whether samples are kept in `store`. */
  hasSamples: boolean
  /** Whether all that was read is kept: the figures of an end are made of it. */
  isCaughtUp: (streamId: string) => boolean
  /** Told of a stream that there is. */
  found: (streamId: string) => void
  faultLog: FaultLog
  teller: EndTeller
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
    if (life !== null || loading === null || now - known.begunAt >= PATIENCE_MS) return life
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
      const life = await inTime(this.#read(streamId, known), STORE_MS)
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

  async #read(streamId: string, known: Known): Promise<KnownLife> {
    const { store, now, isCaughtUp, teller } = this.#options
    const recorded = await store.lastBroadcast(streamId)
    const since = Date.parse(recorded?.endedAt ?? '') || now() - PAST_MS
    const events = await store.events(streamId, since)
    // What began in the very moment of the recorded end is part of it.
    const isNew = ({ type, at }: StreamEvent): boolean =>
      recorded === null || at > since || (type !== 'active' && type !== 'connected')
    const changedAt = latest(events)
    const toldAt = latest(events.filter(({ id }) => !id.startsWith(OBSERVED)))
    // Where nobody tells, Mux is asked once a minute: a hiccup may seem that much longer.
    const gapMs = this.#options.gapMs + (toldAt === 0 ? OBSERVED_MS : 0)
    const { status, broadcasts } = streamLife(events.filter(isNew), gapMs)
    let last = recorded
    let unrecordedSince: number | null = null
    for (const span of broadcasts) {
      if (span.id === recorded?.id) continue
      if (span.endedAt === null) unrecordedSince ??= span.startedAt
      if (span.endedAt === null) continue
      // Before the samples are read: what is kept later is not in the figures.
      const isOver = now() >= span.endedAt + gapMs && isCaughtUp(streamId)
      // One after the other: the last one is what is told.
      // oxlint-disable-next-line no-await-in-loop
      last = await this.#figuresOf(streamId, span)
      // oxlint-disable-next-line no-await-in-loop
      if (isOver) await teller.record({ streamId, broadcast: last })
      if (isOver) continue
      unrecordedSince ??= span.startedAt
      this.#lookAgain(streamId, known, Math.max(CATCH_UP_MS, span.endedAt + gapMs - now()))
    }
    void teller.look()
    return { status, changedAt, toldAt, unrecordedSince, last }
  }

  async #figuresOf(streamId: string, span: BroadcastSpan): Promise<Broadcast> {
    const { store, now, recordEveryMs: recordEvery } = this.#options
    const until = span.endedAt ?? now()
    const record = await store.record({ streamId, from: span.startedAt, to: until })
    return summarize(record, span, { recordEvery, until })
  }

  /** When the end is final, also if nobody asks. */
  #lookAgain(streamId: string, known: Known, inMs: number): void {
    clearTimeout(known.timer)
    known.timer = later(() => void this.renew(streamId), inMs)
  }
}

/** How much longer a hiccup may seem by what Mux says when it is asked, in milliseconds. */
const OBSERVED_MS = 90_000

/** Begins the ids of events that are told by Mux when it is asked. */
const OBSERVED = 'observed-'

const latest = (events: readonly StreamEvent[]): number =>
  Math.max(0, ...events.map(({ at }) => at))

const NOT_KEPT =
  'The store did not take what happened to a stream. It is noted when Mux says so again. Check that the database runs and that `store.migrate()` was called.'
const NOT_READ =
  'The store did not say what happened to a stream. Its broadcasts are not shown until it does. Check that the database runs and that `store.migrate()` was called.'
