import { LRUCache } from 'lru-cache'
import type { ViewersSource } from '../core/source'
import type { StreamState, ViewerSnapshot } from '../core/snapshot'
import { isViewersError, type ViewersError } from '../core/ViewersError'
import type { MuxClient } from '../mux/MuxClient'
import type { Broadcasts } from './Broadcasts'
import type { Fallbacks } from './Fallbacks'
import type { FaultLog } from './FaultLog'
import type { GuardedCache } from './GuardedCache'
import type { Kept } from './Kept'
import { KeptAnswers, type WaitUntil } from './KeptAnswers'
import { isSourcedReading, SourceChoice, type SourcedReading } from './SourceChoice'
import { SharedAnswers } from './SharedAnswers'
import { leftMs } from './leftMs'
import { Liveness, stateOf, type Live } from './Liveness'
import type { SampleWriter } from './SampleWriter'
import { SharedSlots } from './SharedSlots'
import type { StreamResolver } from './StreamResolver'
import { StreamStates } from './StreamStates'
import { isCollapse, writeError, writeMissing, writeNotLive, writeSnapshot } from './writeSnapshot'

/** How many ids are known to be real. */
const MAX_KNOWN = 20_000

/** A reading that could not be renewed is not called current any more, in milliseconds. */
const CURRENT_MS = 60_000

/** What {@link Readings} needs. */
export interface ReadingsOptions {
  mux: MuxClient
  sources: readonly ViewersSource[]
  faultLog: FaultLog
  now: () => number
  maxWaitMs: number
  stateTtlMs: number
  confirmsCollapse: boolean
  cache?: GuardedCache | undefined
  resolver?: StreamResolver | undefined
  /** Hands readings on to be kept. */
  writer?: SampleWriter | undefined
  /** What happens to streams. */
  broadcasts?: Broadcasts | undefined
  /** Numbers behind Mux. */
  fallbacks?: Fallbacks | undefined
}

/** A snapshot, and for how long nobody can give a newer one, in milliseconds. */
export interface Answer {
  snapshot: ViewerSnapshot
  holdsMs: number
}

/** The readings of one server process: one upstream call per stream per TTL, failures included. */
export class Readings {
  readonly #options: ReadingsOptions
  readonly #choice: SourceChoice
  readonly #readings: KeptAnswers<SourcedReading>
  readonly #liveness: Liveness
  readonly #known = new LRUCache<string, true>({ max: MAX_KNOWN })
  readonly #vouched = new LRUCache<string, true>({ max: MAX_KNOWN })
  /** Streams that were live while somebody asked. */
  readonly #live = new LRUCache<string, true>({ max: MAX_KNOWN })

  constructor(options: ReadingsOptions) {
    this.#options = options
    const { mux, sources, faultLog, now, stateTtlMs, confirmsCollapse, cache, broadcasts } = options
    const isKnown = (id: string): boolean => this.#isKnown(id)
    const found = (id: string): void => void this.#known.set(id, true)
    const choice = new SourceChoice(sources, faultLog, cache && new SharedSlots(cache))
    this.#choice = choice
    this.#readings = new KeptAnswers<SourcedReading>({
      now,
      isKnown,
      ask: (streamId, known, expect) => choice.ask({ streamId, isKnown: known, expect }),
      delay: (known) => choice.likely.paced.delay(known),
      waitMs: (known) => choice.likely.paced.waitMs(known),
      ttlMs: (reading) => choice.ttlOf(reading),
      doubts: confirmsCollapse ? isCollapse : undefined,
      noted: (kept, waitUntil) => this.#note(kept, waitUntil),
      shared:
        cache &&
        new SharedAnswers({
          cache,
          prefix: 'reading',
          isValue: isSourcedReading,
          now,
          isKnown,
          found,
        }),
    })
    const states = new StreamStates({
      mux,
      faultLog,
      now,
      isKnown,
      found,
      observed: broadcasts && ((id, isLive, at) => broadcasts.observe(id, isLive, at)),
      ttlMs: stateTtlMs,
      cache,
    })
    this.#liveness = new Liveness({ states, broadcasts, now })
  }

  /**
   * An answer for one id; never rejects, and comes at once where nothing is waited for. What has
   * expired is refreshed first, for as long as `maxWaitMs`. It carries the id that was asked,
   * whatever stream that is.
   */
  read(id: string, waitUntil?: WaitUntil): Answer | Promise<Answer> {
    const { resolver, maxWaitMs, fallbacks } = this.#options
    // All that is waited for comes together: `maxWait` is about the answer.
    const until = performance.now() + maxWaitMs
    const missing = fallbacks === undefined ? this.#choice.missing() : null
    if (missing !== null) return this.#failed(id, missing)
    if (resolver === undefined) return this.#read(id, waitUntil, until)
    return resolver.streamIdOf(id, maxWaitMs, waitUntil).then(async (streamId) => {
      if (isViewersError(streamId)) return this.#failed(id, streamId)
      const { snapshot, holdsMs } = await this.#read(streamId, waitUntil, until)
      return { snapshot: { ...snapshot, streamId: id }, holdsMs }
    })
  }

  /** {@link Readings.read} for a live stream by its own id. */
  readStream(streamId: string, waitUntil: WaitUntil): Answer | Promise<Answer> {
    return this.#read(streamId, waitUntil, performance.now() + this.#options.maxWaitMs)
  }

  /** The app says that there is such a stream; Mux may know better. */
  vouch(id: string): void {
    this.#vouched.set(id, true)
  }

  /** Somebody who knows says that there is such a stream. */
  found(id: string): void {
    this.#known.set(id, true)
  }

  #isKnown(id: string): boolean {
    return this.#known.has(id) || this.#vouched.has(id)
  }

  #failed(id: string, error: ViewersError): Answer {
    const ttlMs = Math.min(...this.#options.sources.map(ttlOf))
    return { snapshot: writeError(id, error, ttlMs), holdsMs: 0 }
  }

  #read(streamId: string, waitUntil: WaitUntil, until: number): Answer | Promise<Answer> {
    const missing = this.#choice.missing()
    if (missing !== null) return this.#behind(this.#failed(streamId, missing))
    const live = this.#liveness.of(streamId, waitUntil, until)
    return live instanceof Promise
      ? live.then((known) => this.#readOf(known, streamId, waitUntil, until))
      : this.#readOf(live, streamId, waitUntil, until)
  }

  #readOf(
    { status, nextMs, hasEnded, last }: Live,
    streamId: string,
    waitUntil: WaitUntil,
    until: number,
  ): Answer | Promise<Answer> {
    if (status === 'missing' && !this.#known.has(streamId)) {
      return { snapshot: writeMissing(streamId, nextMs), holdsMs: nextMs }
    }
    if (status === 'idle' || status === 'disabled' || status === 'deleted') {
      const viewers = this.#readings.peek(streamId)?.last?.value.viewers ?? 0
      const wasLive = hasEnded || viewers > 0 || this.#live.has(streamId)
      return { snapshot: writeNotLive(streamId, status, wasLive, last), holdsMs: nextMs }
    }

    const kept = this.#readings.look(streamId, waitUntil)
    const stream = stateOf(status)
    if (stream !== 'unknown') this.#live.set(streamId, true)
    if (kept.flight === null) return this.#answerOf(kept, stream)
    return kept.flight.wait(leftMs(until)).then(() => this.#answerOf(kept, stream))
  }

  #answerOf(kept: Kept<SourcedReading>, stream: StreamState): Answer | Promise<Answer> {
    const answer = this.#answer(kept, stream)
    const isSilent = kept.error !== null || kept.flight !== null
    const { ageMs = Number.POSITIVE_INFINITY } = answer.snapshot
    if (isSilent && ageMs >= CURRENT_MS) return this.#behind(answer)
    if (kept.last !== null) this.#options.fallbacks?.noteReading(kept.id, kept.last.value.viewers)
    return answer
  }

  /** The answer with the number behind Mux, where there is one. */
  #behind(answer: Answer): Answer | Promise<Answer> {
    const { fallbacks } = this.#options
    if (fallbacks === undefined) return answer
    return fallbacks
      .behind(answer.snapshot)
      .then((snapshot) => ({ snapshot, holdsMs: answer.holdsMs }))
  }

  #answer(kept: Kept<SourcedReading>, stream: StreamState): Answer {
    const now = this.#options.now()
    const isKnown = this.#isKnown(kept.id)
    const ttlMs = this.#choice.ttlOf(kept.last?.value ?? null)
    const waitMs = this.#choice.likely.paced.waitMs(isKnown)
    // A short line is waited for by the answer itself; a long one makes readings last longer.
    const paceMs = ttlMs + (waitMs > this.#options.maxWaitMs ? waitMs : 0)
    const snapshot = writeSnapshot(kept, { now, paceMs, stream, isKnown })
    // An error may be over before its pace says so: a copy of it is kept no longer than a reading.
    const holdsMs = kept.flight === null ? Math.min(kept.nextAskAt - now, ttlMs) : 0
    return { snapshot, holdsMs: Math.max(0, holdsMs) }
  }

  #note(kept: Kept<SourcedReading>, waitUntil: WaitUntil): void {
    const { id, last, error, unconfirmed } = kept
    const { faultLog, writer } = this.#options
    if (error === null && (last?.value.viewers ?? 0) > 0) this.#known.set(id, true)
    faultLog.noteOutcome(kept, this.#choice.likely.source.name)
    if (error !== null || unconfirmed !== null || last === null) return
    const { viewers, views = null, unit, via } = last.value
    // A 0 for an id that nobody has confirmed was counted for no stream: it is shown, and not kept.
    if (!this.#isKnown(id)) return
    const reading = { streamId: id, at: last.answeredAt, viewers, views, unit, via }
    writer?.note(reading, () => this.#answer(kept, this.#liveness.peek(id)).snapshot, waitUntil)
  }
}

const ttlOf = (source: ViewersSource): number => source.ttlMs
