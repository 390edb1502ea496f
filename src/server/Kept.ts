import { RETRY_AFTER_MAX_MS } from '../core/polling'
import type { Flight } from './Flight'
import type { ViewersError, ViewersErrorCode } from '../core/ViewersError'

/** Failures are spaced out up to this, in milliseconds. */
const FAILURE_PACE_MAX_MS = 120_000

/** The last good answer, and when it came: by the server's clock, also in words, and by how long this process runs. */
export interface LastAnswer<Value> {
  value: Value
  answeredAt: number
  answeredMono: number
  /** Written once, not for each answer. */
  asOf: string
}

/** What is known of one id; times in milliseconds of the server's clock. */
export interface Kept<Value> {
  readonly id: string
  last: LastAnswer<Value> | null
  /** An answer that is believed only when the next one says the same; `null` when there is none. */
  unconfirmed: Value | null
  /** What the last attempt failed with; `null` when it did not. */
  error: ViewersError | null
  /** Attempts failed in a row. */
  failures: number
  askedAt: number
  /** Not asked again before this. */
  nextAskAt: number
  /** When the attempt that is under way has or had its turn. */
  turnAt: number
  /** The attempt that is under way. */
  flight: Flight | null
  /** Tells one attempt from another. */
  attempt: number
  /** The fault that the log was told of last. */
  loggedCode: ViewersErrorCode | null
}

/** An id of which nothing is known yet. */
export function newKept<Value>(id: string): Kept<Value> {
  return {
    id,
    last: null,
    unconfirmed: null,
    error: null,
    failures: 0,
    askedAt: Number.NEGATIVE_INFINITY,
    nextAskAt: Number.NEGATIVE_INFINITY,
    turnAt: Number.NEGATIVE_INFINITY,
    flight: null,
    attempt: 0,
    loggedCode: null,
  }
}

/** Whether the time to ask has come. A clock that was set back must not stop the asking. */
export function isDue({ nextAskAt, askedAt }: Kept<unknown>, now: number): boolean {
  return now >= nextAskAt || now < askedAt
}

/** Notes a good answer: it holds one TTL from when it was asked for. */
export function noteValue<Value>(
  kept: Kept<Value>,
  value: Value,
  ttlMs: number,
  now: number,
): void {
  kept.last = lastAnswer(value, now)
  kept.unconfirmed = null
  noteAnswer(kept, ttlMs, now)
}

/** An answer that came at `answeredAt`, which is `ageMs` ago. */
export function lastAnswer<Value>(value: Value, answeredAt: number, ageMs = 0): LastAnswer<Value> {
  const asOf = new Date(answeredAt).toISOString()
  return { value, answeredAt, answeredMono: performance.now() - ageMs, asOf }
}

/** Notes an answer that is not believed yet: the one before it stays, and grows old. */
export function noteDoubt<Value>(
  kept: Kept<Value>,
  value: Value,
  ttlMs: number,
  now: number,
): void {
  kept.unconfirmed = value
  noteAnswer(kept, ttlMs, now)
}

function noteAnswer(kept: Kept<unknown>, ttlMs: number, now: number): void {
  kept.error = null
  kept.failures = 0
  kept.nextAskAt = Math.max(now, kept.askedAt + ttlMs)
}

/** Notes a failure: it holds one TTL like an answer, the next two, then four, with jitter. */
export function noteFailure(
  kept: Kept<unknown>,
  error: ViewersError,
  ttlMs: number,
  now: number,
): void {
  const longest = Math.max(ttlMs, FAILURE_PACE_MAX_MS)
  const pace = Math.min(ttlMs * 2 ** kept.failures, longest) * (0.8 + 0.2 * Math.random())
  const retryAfterMs = Math.min(error.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)
  kept.failures += 1
  kept.error = error
  kept.nextAskAt = now + Math.max(ttlMs, pace, retryAfterMs)
}

/** Notes that an attempt was lost: it holds one TTL from its turn, like one that failed. */
export function noteLost(
  kept: Kept<unknown>,
  error: ViewersError,
  ttlMs: number,
  now: number,
): void {
  kept.flight = null
  // What comes of it after all is not used.
  kept.attempt += 1
  kept.error = error
  kept.nextAskAt = Math.max(now, kept.turnAt + ttlMs)
}

/** Notes that nobody was asked, since the time was not right; it says itself when it will be. */
export function noteDelay(kept: Kept<unknown>, error: ViewersError, now: number): void {
  kept.error = error
  kept.nextAskAt = now + Math.min(error.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)
}

/** How old the last answer is. A clock that was set back must not make an old one new: then the time this process has run tells. */
export function ageOf({ answeredAt, answeredMono }: LastAnswer<unknown>, now: number): number {
  return now >= answeredAt ? now - answeredAt : Math.round(performance.now() - answeredMono)
}
