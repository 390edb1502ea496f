import type { SnapshotError, ViewersFetcher, ViewerSnapshot } from '../core/snapshot'
import type { AskedBefore } from '../core/polling'
import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { readSnapshots } from '../core/wire'
import { ASKED_AGAIN, withinTime } from './withinTime'

/** When an answer came, by one page's monotonic clock. */
export interface Receipt extends AskedBefore {
  /** Which page's clock that is: `performance.timeOrigin`. An answer kept from another visit has a foreign one. */
  origin: number
}

/** A snapshot as the query cache keeps it. On a server it has no receipt: its clock is not the page's. */
export interface ReceivedSnapshot extends ViewerSnapshot {
  receipt?: Receipt
}

/** An error as the query cache keeps it. */
export type ReceivedError = ViewersError & { receipt?: Receipt }

/**
 * Asks a fetcher for one stream and puts up with anything it does: a throw, a rejection, silence,
 * a wrong answer. Rejects with a {@link ReceivedError} and with nothing else; a snapshot with an
 * error and no number is such a rejection, so that the query keeps its last good number.
 */
export async function askFetcher(
  fetcher: ViewersFetcher,
  streamId: string,
  signal: AbortSignal,
): Promise<ReceivedSnapshot> {
  const askedAt = performance.now()
  let snapshot: ViewerSnapshot = { streamId, viewers: null, source: null }
  let error: SnapshotError | ViewersError | undefined
  try {
    if (!isStreamId(streamId)) throw invalidId(streamId)
    const answer = await withinTime(
      (over) => fetcher({ streamIds: [streamId], signal: over }),
      signal,
      'The fetcher',
    )
    const [read = snapshot] = readSnapshots(answer, [streamId])
    // What is shown is compared as JSON, in render: what cannot be written must not come so far.
    JSON.stringify(read)
    snapshot = read
    error = read.error
  } catch (thrown) {
    error = isViewersError(thrown) ? thrown : failed()
  }

  const received = typeof window !== 'undefined' && {
    receipt: {
      askedAt,
      answeredAt: performance.now(),
      origin: performance.timeOrigin,
      pollAfterMs: snapshot.pollAfterMs,
      retryAfterMs: error?.retryAfterMs,
    },
  }
  // Who says no age has just counted.
  if (!error || snapshot.viewers !== null) return { ageMs: 0, ...snapshot, ...received }
  // A copy: a fetcher may throw one and the same error for several streams, or a frozen one.
  throw Object.assign(toError(error), received)
}

/** The error that a snapshot carries, as something to throw or to return. */
export function toError(told: SnapshotError | ViewersError): ViewersError {
  return new ViewersError(told.code, told.message, told)
}

function invalidId(streamId: unknown): ViewersError {
  const shown = JSON.stringify(streamId)?.slice(0, 60)
  return new ViewersError(
    'invalid_request',
    `${shown} is no id of a Mux live stream (1 to 128 letters, digits, _ or -), so nothing was asked. Pass such an id, or null for none.`,
  )
}

function failed(): ViewersError {
  return new ViewersError(
    'unavailable',
    `The fetcher threw, rejected or gave what is no JSON. Its message is left out, it may hold a secret; look at the fetcher itself. ${ASKED_AGAIN}`,
  )
}
