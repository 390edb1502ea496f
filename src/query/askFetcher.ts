import type { AskedBefore } from '../core/polling'
import type { SnapshotError, ViewersFetcher, ViewerSnapshot } from '../core/snapshot'
import { isViewersError, ViewersError, type ViewersErrorOptions } from '../core/ViewersError'
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
 * Asks a fetcher for some streams and puts up with anything it does: a throw, a rejection, silence,
 * a wrong answer. Never rejects: in the order asked it gives a snapshot or an error for each stream.
 * A snapshot with an error and no number counts as that error, so that a query keeps its last good
 * number. The request is aborted when all `signals` are.
 */
export async function askFetcher(
  fetcher: ViewersFetcher,
  streamIds: readonly string[],
  signals: readonly AbortSignal[],
): Promise<(ReceivedSnapshot | ReceivedError)[]> {
  const askedAt = performance.now()
  const given = withinTime(
    // A list of its own, to sort or to empty.
    (over) => fetcher({ streamIds: [...streamIds], signal: over }),
    signals,
    'The fetcher',
  )
  const receive = async (streamId: string): Promise<ReceivedSnapshot | ReceivedError> => {
    let answer: ViewerSnapshot
    try {
      // Each by itself: what is wrong with one is not to touch the others.
      answer = readSnapshots(await given, [streamId])[0]!
      // What is shown is compared as JSON, in render: what cannot be written must not come so far.
      JSON.stringify(answer)
    } catch (thrown) {
      answer = { streamId, viewers: null, source: null, error: known(thrown) as SnapshotError }
    }
    const { viewers, source, error, pollAfterMs } = answer
    const received = typeof window !== 'undefined' && {
      receipt: {
        askedAt,
        answeredAt: performance.now(),
        origin: performance.timeOrigin,
        // An error never ends the polling.
        pollAfterMs: error ? (pollAfterMs ?? undefined) : pollAfterMs,
        retryAfterMs: error?.retryAfterMs,
      },
    }
    // Mux's number without an age was counted just now; a database's may be of any time.
    return error && viewers === null
      ? Object.assign(toError(error), received)
      : { ...(source === 'mux' && { ageMs: 0 }), ...answer, ...received }
  }
  return Promise.all(streamIds.map(receive))
}

/** The error that a snapshot carries, as something to throw or to return; also one that an app wrote into its cache. */
export function toError(
  told: Pick<ViewersError, 'code'> & ViewersErrorOptions & { message: unknown },
): ViewersError {
  return new ViewersError(told.code, String(told.message), told)
}

function known(thrown: unknown): ViewersError {
  if (isViewersError(thrown)) return thrown
  return new ViewersError(
    'unavailable',
    `The fetcher threw, rejected or gave what is no JSON. Look at it; its message is left out, as it may hold a secret. ${ASKED_AGAIN}`,
  )
}
