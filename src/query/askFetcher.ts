import type { SnapshotError, ViewersFetcher, ViewerSnapshot } from '../core/snapshot'
import type { AskedBefore } from '../core/polling'
import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { readSnapshots } from '../core/wire'
import { DEFAULT_TIMEOUT_MS } from './createViewersFetcher'

/** When an answer came, by one page's monotonic clock. */
export interface Receipt extends AskedBefore {
  /** Which page's clock that is: `performance.timeOrigin`. A dehydrated answer brings a foreign one. */
  origin: number
}

/** A snapshot as the query cache keeps it. */
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
  const receipt = (
    pollAfterMs: number | null | undefined,
    retryAfterMs: number | undefined,
  ): Receipt => ({
    askedAt,
    answeredAt: performance.now(),
    origin: performance.timeOrigin,
    ...(pollAfterMs === undefined ? {} : { pollAfterMs }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

  let pollAfterMs: number | null | undefined
  try {
    if (!isStreamId(streamId)) throw invalidId(streamId)
    const snapshots = readSnapshots(
      await withinTime((deadline) => fetcher({ streamIds: [streamId], signal: deadline }), signal),
      [streamId],
    )
    const snapshot = snapshots[0] as ViewerSnapshot
    pollAfterMs = snapshot.pollAfterMs
    if (snapshot.error !== undefined && snapshot.viewers === null) throw toError(snapshot.error)
    return { ...snapshot, receipt: receipt(pollAfterMs, snapshot.error?.retryAfterMs) }
  } catch (thrown) {
    const error = isViewersError(thrown) ? thrown : failed()
    throw Object.assign(error, { receipt: receipt(pollAfterMs, error.retryAfterMs) })
  }
}

/** The error that a snapshot carries, as something to throw or to return. */
export function toError({ code, message, at, retryAfterMs }: SnapshotError): ViewersError {
  return new ViewersError(code, message, { at, retryAfterMs })
}

function invalidId(streamId: unknown): ViewersError {
  const shown = JSON.stringify(streamId)?.slice(0, 60)
  return new ViewersError(
    'invalid_request',
    `${shown} is not the form of a Mux live stream id (1 to 128 letters, digits, _ or -), so nothing was asked. Pass the id of a live stream, or null for none.`,
  )
}

function failed(): ViewersError {
  return new ViewersError(
    'unavailable',
    'The fetcher threw or rejected. Its message is left out, it may hold a secret; look at the fetcher itself. It is asked again at the next poll.',
  )
}

/** Ends a fetcher that never answers, and tells it so by its signal. */
async function withinTime<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const deadline = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = new Promise<never>((_resolve, reject) => {
    const stop = (error: ViewersError): void => {
      deadline.abort()
      reject(error)
    }
    const late = `The fetcher gave no answer within ${DEFAULT_TIMEOUT_MS} ms. It is asked again at the next poll.`
    timer = setTimeout(() => stop(new ViewersError('timeout', late)), DEFAULT_TIMEOUT_MS)
    const aborted = (): void => stop(new ViewersError('network', 'Nobody waits for the answer.'))
    if (signal.aborted) aborted()
    else signal.addEventListener('abort', aborted, { once: true })
  })
  try {
    return await Promise.race([end, (async () => ask(deadline.signal))()])
  } finally {
    clearTimeout(timer)
  }
}
