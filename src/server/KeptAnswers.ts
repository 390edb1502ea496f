import { LRUCache } from 'lru-cache'
import { ViewersError } from '../core/ViewersError'
import { Flight } from './Flight'
import {
  ageOf,
  isDue,
  newKept,
  noteDelay,
  noteDoubt,
  noteFailure,
  noteLost,
  noteValue,
  type Kept,
} from './Kept'
import type { SharedAnswers } from './SharedAnswers'
import { UPSTREAM_TIMEOUT_MS } from './sourceUpstream'
import type { Outcome } from './Upstream'

/** How many ids are remembered; the one not asked for longest is forgotten first. */
const MAX_KNOWN = 10_000

/** How many of those that nobody has seen yet: a flood of them pushes out no other. */
const MAX_NEW = 1_000

/** An attempt that has not ended so long after its turn was cut off with the request that began it (edge runtimes), in milliseconds. */
const LOST_MS = 2 * UPSTREAM_TIMEOUT_MS + 500

/** Whoever is the one to ask for a TTL lets others ask a little before it ends. */
const CLAIM_SHARE = 0.9

/** What {@link KeptAnswers} needs. */
export interface KeptAnswersOptions<Value> {
  now: () => number
  /** Whether somebody has seen this id: a number above 0, or Mux's word that it exists. */
  isKnown: (id: string) => boolean
  /** Why not to ask now; `null`: ask. */
  delay: (isKnown: boolean) => ViewersError | null
  /** How long one who asked now would wait, in milliseconds. */
  waitMs: (isKnown: boolean) => number
  /** Asks Mux; `expect` is told in how many milliseconds it is the turn of `id`. */
  ask: (id: string, isKnown: boolean, expect: (waitMs: number) => void) => Promise<Outcome<Value>>
  /** How long an answer holds, in milliseconds; a failure, with `null`. */
  ttlMs: (value: Value | null) => number
  /** Whether an answer is too different from the one before it to be believed before it is repeated. */
  doubts?: ((last: Value, value: Value, ageMs: number) => boolean) | undefined
  /** Told of each attempt when it is over. */
  noted?: ((kept: Kept<Value>, waitUntil: WaitUntil) => void) | undefined
  /** What is learnt is told to other processes, and theirs is used. */
  shared?: SharedAnswers<Value> | undefined
}

/** Keeps the process awake for what goes on after the answer. */
export type WaitUntil = ((promise: Promise<unknown>) => void) | undefined

/** The answers of Mux about many ids: one upstream call per id per TTL, failures included. */
export class KeptAnswers<Value> {
  readonly #options: KeptAnswersOptions<Value>
  readonly #known = new LRUCache<string, Kept<Value>>({ max: MAX_KNOWN })
  readonly #new = new LRUCache<string, Kept<Value>>({ max: MAX_NEW })

  constructor(options: KeptAnswersOptions<Value>) {
    this.#options = options
  }

  /** What is known of `id`; what has expired is being asked for, by its `flight`. */
  look(id: string, waitUntil?: WaitUntil): Kept<Value> {
    const { now, isKnown } = this.#options
    const kept = this.#find(id, isKnown(id))
    if (kept.flight !== null && now() - kept.turnAt > LOST_MS) {
      noteLost(kept, lost(), this.#options.ttlMs(null), now())
    }
    if (kept.flight === null && isDue(kept, now())) this.#begin(kept, waitUntil)
    return kept
  }

  /** What is known of `id`, without asking. */
  peek(id: string): Kept<Value> | undefined {
    return this.#known.peek(id) ?? this.#new.peek(id)
  }

  #find(id: string, isKnown: boolean): Kept<Value> {
    const cache = isKnown ? this.#known : this.#new
    const found = cache.get(id)
    if (found !== undefined) return found
    const kept = this.#new.get(id) ?? newKept<Value>(id)
    if (isKnown) this.#new.delete(id)
    cache.set(id, kept)
    return kept
  }

  #begin(kept: Kept<Value>, waitUntil: WaitUntil): void {
    const { now, isKnown, delay, waitMs, shared } = this.#options
    const known = isKnown(kept.id)
    // Another process may know what this one may not ask now.
    const why = shared === undefined ? delay(known) : null
    if (why !== null) {
      noteDelay(kept, why, now())
      return
    }
    kept.turnAt = now() + waitMs(known)
    kept.attempt += 1
    const flight = new Flight()
    kept.flight = flight
    const landed = this.#land(kept, flight, this.#refresh(kept, known, waitUntil))
    waitUntil?.(landed)
  }

  async #land(kept: Kept<Value>, flight: Flight, refreshing: Promise<boolean>): Promise<void> {
    const { attempt } = kept
    const isNews = await refreshing
    flight.land()
    // Given up for lost, and asked anew since.
    if (kept.attempt !== attempt) return
    kept.flight = null
    if (isNews) await this.#options.shared?.publish(kept)
  }

  /** `true` when there is something to tell others. */
  async #refresh(kept: Kept<Value>, isKnown: boolean, waitUntil: WaitUntil): Promise<boolean> {
    const { now, ask, ttlMs, waitMs, shared, noted } = this.#options
    const { id, attempt } = kept
    if (shared !== undefined) {
      if (await shared.adopt(kept)) return false
      const why = this.#options.delay(this.#options.isKnown(id))
      if (why !== null) {
        noteDelay(kept, why, now())
        return false
      }
      const claimMs = waitMs(isKnown) + ttlMs(null) * CLAIM_SHARE
      if (!(await shared.claim(id, claimMs)) && (await this.#leave(kept, shared))) return false
    }
    const outcome = await ask(id, isKnown, (turnMs) => {
      if (kept.attempt === attempt) kept.turnAt = now() + turnMs
    })
    if (kept.attempt !== attempt) return false
    this.#note(kept, outcome)
    noted?.(kept, waitUntil)
    return 'value' in outcome || outcome.wasAsked
  }

  #note(kept: Kept<Value>, outcome: Outcome<Value>): void {
    const { now, ttlMs, doubts } = this.#options
    const at = now()
    if ('error' in outcome && !outcome.wasAsked) {
      noteDelay(kept, outcome.error, at)
      return
    }
    kept.askedAt = at - (outcome.tookMs ?? 0)
    if ('error' in outcome) {
      noteFailure(kept, outcome.error, ttlMs(null), at)
      return
    }
    const { value } = outcome
    const isDoubted =
      kept.last !== null &&
      kept.unconfirmed === null &&
      doubts?.(kept.last.value, value, ageOf(kept.last, at))
    const note = isDoubted === true ? noteDoubt : noteValue
    note(kept, value, ttlMs(value), at)
  }

  /** Leaves the asking to the process that took it. `false`: the cache is gone, so nobody is known to ask. */
  async #leave(kept: Kept<Value>, shared: SharedAnswers<Value>): Promise<boolean> {
    const { now, ttlMs } = this.#options
    if (await shared.await(kept)) return true
    if (shared.isGone) return false
    const retryAfterMs = Math.min(1_000, ttlMs(null) / 10)
    if (kept.last === null) noteDelay(kept, elsewhere(retryAfterMs), now())
    else kept.nextAskAt = now() + retryAfterMs
    return true
  }
}

const lost = (): ViewersError =>
  new ViewersError(
    'timeout',
    'The server was stopped before Mux had answered. Give `viewers.fetch` the `waitUntil` of your platform, so that it goes on.',
    { at: 'mux' },
  )

const elsewhere = (retryAfterMs: number): ViewersError =>
  new ViewersError(
    'unavailable',
    'Another process asks Mux about this stream and has no answer yet. It comes with one of the next answers.',
    { retryAfterMs },
  )
