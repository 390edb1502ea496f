import { RETRY_AFTER_MAX_MS } from '../core/polling'
import type { ViewerSnapshot } from '../core/snapshot'
import type { SourceReading, ViewersSource } from '../core/source'
import type { ViewersError, ViewersErrorCode } from '../core/ViewersError'

/** Failures are spaced out up to this, in milliseconds. */
const FAILURE_PACE_MAX_MS = 120_000

/** What is known of one stream; times in milliseconds of the server's clock. */
export interface StreamReading {
  readonly streamId: string
  /** The last good reading, and when Mux answered with it. */
  last: (SourceReading & { answeredAt: number; answeredMono: number }) | null
  /** What the last attempt failed with; `null` when it did not. */
  error: ViewersError | null
  /** Attempts failed in a row. */
  failures: number
  askedAt: number
  /** Not asked again before this. */
  nextAskAt: number
  /** The attempt that is under way; never rejects. */
  flight: Promise<void> | null
  /** Whether a number above 0 was ever read: the id is real. */
  isConfirmed: boolean
  /** The fault that the log was told of last. */
  loggedCode: ViewersErrorCode | null
}

/** A stream of which nothing is known yet. */
export function newStreamReading(streamId: string): StreamReading {
  return {
    streamId,
    last: null,
    error: null,
    failures: 0,
    askedAt: Number.NEGATIVE_INFINITY,
    nextAskAt: Number.NEGATIVE_INFINITY,
    flight: null,
    isConfirmed: false,
    loggedCode: null,
  }
}

/** Whether the time to ask has come. A clock that was set back must not stop the asking. */
export function isDue(stream: StreamReading, now: number): boolean {
  return now >= stream.nextAskAt || now < stream.askedAt
}

/** Notes a good reading: it holds one TTL from when it was asked for. */
export function noteReading(
  stream: StreamReading,
  reading: SourceReading,
  ttlMs: number,
  now: number,
): void {
  stream.last = { ...reading, answeredAt: now, answeredMono: performance.now() }
  stream.error = null
  stream.failures = 0
  stream.nextAskAt = Math.max(now, stream.askedAt + ttlMs)
  if (reading.viewers > 0) stream.isConfirmed = true
}

/** Notes a failure: it holds one TTL like a reading, the next two, then four, with jitter. */
export function noteFailure(
  stream: StreamReading,
  error: ViewersError,
  ttlMs: number,
  now: number,
): void {
  const longest = Math.max(ttlMs, FAILURE_PACE_MAX_MS)
  const pace = Math.min(ttlMs * 2 ** stream.failures, longest) * (0.8 + 0.2 * Math.random())
  const retryAfterMs = Math.min(error.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)
  stream.failures += 1
  stream.error = error
  stream.nextAskAt = now + Math.max(ttlMs, pace, retryAfterMs)
}

/** What is answered for `stream` at this moment. The number keeps its true age, whatever has failed since. */
export function writeSnapshot(
  stream: StreamReading,
  source: ViewersSource,
  now: number,
): ViewerSnapshot {
  const { streamId, last, error, flight } = stream
  const snapshot: ViewerSnapshot =
    last === null
      ? { streamId, viewers: null, source: null, stream: 'unknown' }
      : {
          streamId,
          viewers: last.viewers,
          unit: source.unit,
          ...(last.views === undefined ? {} : { views: last.views }),
          source: 'mux',
          via: source.name,
          asOf: new Date(last.answeredAt).toISOString(),
          ageMs: ageOf(last, now),
          stream: 'unknown',
        }
  if (last?.viewers === 0 && !stream.isConfirmed) snapshot.verified = false
  const untilNextMs = Math.max(0, Math.ceil(stream.nextAskAt - now))
  if (error === null) {
    if (last !== null) snapshot.pollAfterMs = source.ttlMs
    return snapshot
  }
  const { code, at, message, retryAfterMs } = error
  snapshot.error = { code, at, message }
  if (retryAfterMs !== undefined) snapshot.error.retryAfterMs = untilNextMs
  // With an attempt under way nobody knows yet when the next one is due.
  if (flight === null) snapshot.pollAfterMs = untilNextMs
  return snapshot
}

/** A clock that was set back must not make an old reading new: then the time this process has run tells. */
function ageOf(last: NonNullable<StreamReading['last']>, now: number): number {
  const { answeredAt, answeredMono } = last
  return now >= answeredAt ? now - answeredAt : Math.round(performance.now() - answeredMono)
}
