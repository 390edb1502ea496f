import type { Broadcast, SnapshotError, StreamState, ViewerSnapshot } from '../core/snapshot'
import type { ViewersError } from '../core/ViewersError'
import { ageOf, type Kept } from './Kept'
import type { SourcedReading } from './SourceChoice'

/** How long a page leaves a stream alone that is not live, in milliseconds: then its next start is seen. */
const RECHECK_AFTER_MS = 60_000

/** A fall over a longer time is none, in milliseconds. */
const SUDDEN_MS = 120_000

/** What {@link writeSnapshot} needs beside what is kept. */
export interface SnapshotContext {
  now: number
  /** How long a reading holds, in milliseconds. */
  paceMs: number
  /** What is known of the stream. */
  stream: StreamState
  /** Somebody has seen the stream. */
  isKnown: boolean
}

/** What is answered for a stream at this moment. The number keeps its true age, whatever has failed since. */
export function writeSnapshot(
  kept: Kept<SourcedReading>,
  { now, paceMs, stream, isKnown }: SnapshotContext,
): ViewerSnapshot {
  const { id: streamId, last, unconfirmed, error, flight } = kept
  const snapshot: ViewerSnapshot =
    last === null
      ? { streamId, viewers: null, source: null, stream }
      : {
          streamId,
          viewers: last.value.viewers,
          unit: last.value.unit,
          source: 'mux',
          via: last.value.via,
          asOf: last.asOf,
          ageMs: ageOf(last, now),
          stream,
        }
  if (last?.value.views !== undefined) snapshot.views = last.value.views
  if (last?.value.viewers === 0 && !isKnown) snapshot.verified = false
  if (unconfirmed !== null) snapshot.unconfirmed = unconfirmed.viewers
  const untilNextMs = Math.max(0, Math.ceil(kept.nextAskAt - now))
  const untilTurnMs = flight === null ? 0 : Math.max(0, Math.ceil(kept.turnAt - now))
  if (error !== null) {
    snapshot.error = toSnapshotError(error)
    if (error.retryAfterMs !== undefined) snapshot.error.retryAfterMs = untilNextMs
    // With an attempt under way nobody knows yet when the next one is due.
    if (flight === null) snapshot.pollAfterMs = untilNextMs
  } else if (last === null) {
    snapshot.error = untilTurnMs > 0 ? QUEUED : UNANSWERED
  } else snapshot.pollAfterMs = Math.round(paceMs)
  if (untilTurnMs > 0) snapshot.pollAfterMs = untilTurnMs
  return snapshot
}

/** A stream that Mux says is not live: nobody can be watching, which nobody need count. */
export function writeNotLive(
  streamId: string,
  status: 'idle' | 'disabled' | 'deleted',
  wasLive: boolean,
  broadcast: Broadcast | null,
): ViewerSnapshot {
  const stream = wasLive ? 'ended' : 'idle'
  const pollAfterMs = status === 'idle' ? RECHECK_AFTER_MS : null
  const snapshot: ViewerSnapshot = { streamId, viewers: 0, source: null, stream, pollAfterMs }
  if (broadcast !== null) snapshot.broadcast = broadcast
  return snapshot
}

/** An id of which Mux says that there is no such stream: nothing is known, and nothing is 0. */
export function writeMissing(streamId: string, pollAfterMs: number): ViewerSnapshot {
  const error: SnapshotError = {
    code: 'not_found',
    at: 'mux',
    message:
      '[mux-viewers] Mux knows no live stream with this id in the environment of the access token. ' +
      'Give the id of the live stream, not a playback id, and a token of the environment it is in.',
  }
  return { streamId, viewers: null, source: null, stream: 'unknown', pollAfterMs, error }
}

/** Nobody can be asked at all. */
export function writeError(
  streamId: string,
  error: ViewersError,
  pollAfterMs: number,
): ViewerSnapshot {
  return {
    streamId,
    viewers: null,
    source: null,
    stream: 'unknown',
    pollAfterMs,
    error: toSnapshotError(error),
  }
}

/** A fall to less than a tenth within two minutes: an audience does not leave at once, but counts have been seen to hiccup. */
export function isCollapse(last: SourcedReading, value: SourcedReading, ageMs: number): boolean {
  const isFall = last.viewers >= 20 && value.viewers < last.viewers / 10
  return isFall && last.unit === value.unit && ageMs <= SUDDEN_MS
}

const toSnapshotError = ({ code, at, message }: ViewersError): SnapshotError => ({
  code,
  at,
  message,
})

const UNANSWERED: SnapshotError = {
  code: 'timeout',
  at: 'mux',
  message: '[mux-viewers] Mux has not answered yet. The number comes with one of the next answers.',
}

const QUEUED: SnapshotError = {
  code: 'unavailable',
  at: 'route',
  message:
    '[mux-viewers] More streams are asked for than Mux may be asked about at once. The number comes when it is the turn of this one.',
}
