import { RETRY_AFTER_MAX_MS } from '../core/polling'
import type { ViewerSnapshot } from '../core/snapshot'
import type { SourceReading } from '../core/source'
import { ViewersError } from '../core/ViewersError'
import type { Flight } from './Flight'
import type { KeptToken } from './keepToken'

/** How long a reading of one page holds, in milliseconds: Mux's own element never asks more often. */
const COUNTS_TTL_MS = 15_000

/** Failures of Mux are spaced out up to this, in milliseconds. */
const FAILURE_PACE_MAX_MS = 120_000

/** What one page knows of a stream of which it asks Mux itself; times in milliseconds of its monotonic clock. */
export interface CountsStream {
  readonly streamId: string
  token: KeptToken | null
  /** Why there is no newer token; `null` when there is. */
  tokenError: ViewersError | null
  /** No token is asked for before this: its route said so. */
  nextTokenAt: number
  /** The last good reading, and when Mux answered with it. */
  last: (SourceReading & { answeredAt: number }) | null
  /** What the last attempt failed with; `null` when it did not. */
  error: ViewersError | null
  /** Failures of Mux in a row. */
  failures: number
  /** Not asked again before this. */
  nextAskAt: number
  /** The attempt that is under way. */
  flight: Flight | null
  /** Whether a number above 0 was ever read: the id is real. */
  isConfirmed: boolean
}

/** A stream of which nothing is known yet. */
export function newCountsStream(streamId: string): CountsStream {
  return {
    streamId,
    token: null,
    tokenError: null,
    nextTokenAt: -Infinity,
    last: null,
    error: null,
    failures: 0,
    nextAskAt: -Infinity,
    flight: null,
    isConfirmed: false,
  }
}

/** Notes a good reading: it holds one TTL from when it was asked for. */
export function noteReading(stream: CountsStream, reading: SourceReading, askedAt: number): void {
  stream.last = { ...reading, answeredAt: performance.now() }
  stream.error = null
  stream.failures = 0
  stream.nextAskAt = askedAt + COUNTS_TTL_MS
  if (reading.viewers > 0) stream.isConfirmed = true
}

/**
 * Notes a failure: it holds one TTL like a reading. While Mux is in trouble the next one holds two,
 * then four, with jitter; not while nothing reaches it, since then nobody is spared.
 */
export function noteFailure(stream: CountsStream, error: ViewersError): void {
  const isOfMux = error.at === 'mux' && error.code !== 'network'
  const pace = Math.min(COUNTS_TTL_MS * 2 ** stream.failures, FAILURE_PACE_MAX_MS)
  const holdsMs = Math.max(
    COUNTS_TTL_MS,
    isOfMux ? pace * (0.8 + 0.2 * Math.random()) : 0,
    Math.min(error.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS),
  )
  stream.failures = isOfMux ? stream.failures + 1 : 0
  stream.error = error
  stream.nextAskAt = performance.now() + holdsMs
}

/** Notes why there is no new token; while the old one holds, that is no failure. */
export function noteTokenError(stream: CountsStream, error: ViewersError): void {
  stream.tokenError = error
  stream.nextTokenAt = performance.now() + Math.min(error.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)
}

/** The error of a token that may not be asked for yet. */
export function stillToWait({ tokenError, nextTokenAt }: CountsStream, now: number): ViewersError {
  const { code, message } = tokenError!
  return new ViewersError(code, message, { retryAfterMs: Math.ceil(nextTokenAt - now) })
}

/** What is answered for `stream` at this moment. The number keeps its true age, whatever has failed since. */
export function writeSnapshot(stream: CountsStream, isNew: boolean): ViewerSnapshot {
  const { streamId, last, error, tokenError } = stream
  const now = performance.now()
  const untilNextMs = Math.max(0, Math.ceil(stream.nextAskAt - now))
  const snapshot: ViewerSnapshot = {
    streamId,
    viewers: null,
    source: null,
    stream: 'unknown',
    // The hook counts from its tick, which was before Mux was asked: less than a whole TTL would be too early.
    pollAfterMs: isNew && error === null ? COUNTS_TTL_MS : untilNextMs,
  }
  if (last !== null) {
    const { answeredAt, ...reading } = last
    const ageMs = Math.round(now - answeredAt)
    Object.assign(snapshot, { ...reading, unit: 'people', source: 'mux', via: 'counts', ageMs })
    if (reading.viewers === 0 && !stream.isConfirmed) snapshot.verified = false
  }
  if (error !== null) {
    const { code, at, message, retryAfterMs } = error
    snapshot.error = { code, at, message }
    if (retryAfterMs !== undefined) snapshot.error.retryAfterMs = untilNextMs
  } else if (tokenError !== null) {
    // Its `retryAfterMs` is left out: it would keep the hook from Mux, where the old token is still good.
    const { code, at, message } = tokenError
    snapshot.error = { code, at, message }
  }
  return snapshot
}
