import { LRUCache } from 'lru-cache'
import { isFallbackChosen, readFallback, type FallbackValue } from '../core/fallback'
import type { Sample } from '../core/sample'
import type { ViewerSnapshot, ViewersUnit } from '../core/snapshot'
import type { FaultLog } from './FaultLog'
import { atMost } from './atMost'
import type { ViewersStore } from './ViewersStore'

/** What was found holds so long, in milliseconds: a database is not asked for each visitor. */
const HOLDS_MS = 15_000

/** A look that takes longer is given up, in milliseconds; an answer waits for a part of it. */
const PATIENCE_MS = 5_000
const WAIT_MS = 500

/** A fallback is compared with what Mux says so soon after it was given, in milliseconds. */
const COMPARED_MS = 300_000

/** For how many streams is remembered what was found, and looked at the same time. */
const MAX_STREAMS = 10_000
const MAX_AT_ONCE = 50

/**
 * The last word where Mux has none: your own count of a stream, current or with its date, `null` where
 * there is none. `signal` is aborted after five seconds; what it throws is logged and counts as none.
 */
export type ServerFallback = (
  streamId: string,
  context: { signal: AbortSignal },
) => FallbackValue | Promise<FallbackValue>

/** What {@link Fallbacks} needs. */
export interface FallbacksOptions {
  store?: ViewersStore | undefined
  fallback?: ServerFallback | undefined
  faultLog: FaultLog
  now: () => number
}

/** A number that Mux did not give now; `asOf` in milliseconds since the epoch, `Infinity`: undated. */
interface Found {
  viewers: number
  asOf: number
  via?: 'store'
  unit?: ViewersUnit
}

/** The numbers behind Mux: the newest sample of the store, and what the app says. */
export class Fallbacks {
  readonly #options: FallbacksOptions
  readonly #found = new LRUCache<string, { at: number; found: Promise<Found | null> }>({
    max: MAX_STREAMS,
  })
  readonly #given = new LRUCache<string, { viewers: number; at: number }>({ max: MAX_STREAMS })
  #looking = 0

  constructor(options: FallbacksOptions) {
    this.#options = options
  }

  /** `snapshot` with the number behind Mux where that is newer than its own; never rejects. */
  async behind(snapshot: ViewerSnapshot): Promise<ViewerSnapshot> {
    const { streamId } = snapshot
    const now = performance.now()
    let entry = this.#found.get(streamId)
    if (entry === undefined || now - entry.at >= HOLDS_MS) {
      if (this.#looking >= MAX_AT_ONCE) return snapshot
      entry = { at: now, found: this.#look(streamId) }
      this.#found.set(streamId, entry)
    }
    const found = (await atMost(entry.found, WAIT_MS)) ?? null
    const reading = snapshot.source === null ? null : snapshot
    if (!isFallbackChosen(found, reading)) return snapshot
    this.#given.set(streamId, { viewers: found.viewers, at: now })
    return this.#write(snapshot, found)
  }

  /** Tells how far the fallback was off, once Mux counts again. */
  noteReading(streamId: string, viewers: number): void {
    const said = this.#given.get(streamId)
    if (said === undefined) return
    this.#given.delete(streamId)
    // Of another hour it says nothing about the fallback.
    if (performance.now() - said.at > COMPARED_MS) return
    const { viewers: given } = said
    const off = Math.abs(viewers - given)
    const how = off === 0 ? 'the same' : `${off} ${given > viewers ? 'too many' : 'too few'}`
    this.#options.faultLog.tell(
      'info',
      `Mux counts stream ${streamId} again: ${viewers}. The fallback said ${given}, ${how}.`,
    )
  }

  #write({ streamId, stream, pollAfterMs, error }: ViewerSnapshot, found: Found): ViewerSnapshot {
    const { viewers, asOf, via, unit } = found
    const snapshot: ViewerSnapshot = { streamId, viewers, source: 'fallback' }
    if (unit !== undefined) snapshot.unit = unit
    if (via !== undefined) snapshot.via = via
    if (asOf !== Infinity) {
      snapshot.asOf = new Date(asOf).toISOString()
      snapshot.ageMs = Math.max(0, this.#options.now() - asOf)
    }
    if (stream !== undefined) snapshot.stream = stream
    if (pollAfterMs !== undefined) snapshot.pollAfterMs = pollAfterMs
    if (error !== undefined) snapshot.error = error
    return snapshot
  }

  async #look(streamId: string): Promise<Found | null> {
    this.#looking += 1
    try {
      const [kept, own] = await Promise.all([this.#kept(streamId), this.#own(streamId)])
      // Of two with one date it is Mux's that counts.
      return own !== null && (kept === null || own.asOf > kept.asOf) ? own : kept
    } finally {
      this.#looking -= 1
    }
  }

  async #kept(streamId: string): Promise<Found | null> {
    const { store, faultLog, now } = this.#options
    try {
      const sample =
        (await atMost(store && newestUntil(store, streamId, now()), PATIENCE_MS)) ?? null
      if (sample === null) return null
      return { viewers: sample.viewers, asOf: sample.at, via: 'store', unit: sample.unit }
    } catch (error) {
      faultLog.tellThrown('The store was asked for a number behind Mux, and failed.', error)
      return null
    }
  }

  async #own(streamId: string): Promise<Found | null> {
    const { fallback, faultLog, now } = this.#options
    if (fallback === undefined) return null
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      const value = await atMost((async () => fallback(streamId, { signal }))(), PATIENCE_MS)
      const own = readFallback(value, { streamId, lastViewers: null, lastAsOf: null })
      // Of a clock that is ahead of ours it is as new as can be.
      return own === null || own.asOf === Infinity
        ? own
        : { ...own, asOf: Math.min(own.asOf, now()) }
    } catch (error) {
      faultLog.tellThrown('`fallback` of createMuxViewers failed.', error)
      return null
    }
  }
}

/** The newest sample that is none of the future, which a clock that was wrong has written. */
async function newestUntil(
  store: ViewersStore,
  streamId: string,
  now: number,
): Promise<Sample | null> {
  const newest = await store.newest(streamId)
  if (newest === null || newest.at <= now) return newest
  const samples = await store.samples({ streamId, from: now - DAY_MS, to: now + 1 })
  return samples.at(-1) ?? null
}

const DAY_MS = 86_400_000
