import type { Query, QueryClient } from '@tanstack/react-query'
import type { DatedCount } from '../core/fallback'
import type { AskedBefore } from '../core/polling'
import { defaultStaleAfterMs } from '../core/polling'
import type { Broadcast, SnapshotError, StreamState, ViewerSnapshot } from '../core/snapshot'
import { resolveStatus, type Shown } from '../core/status'
import type { ViewersError } from '../core/ViewersError'
import type { Receipt, ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import type { Page } from './page'

/** What one hook watches, and what it was told. */
export interface Watched {
  client: QueryClient
  page: Page
  queryHash: string
  streamId: string | null
  isStreaming: boolean | undefined
  sawStreaming: boolean
  intervalMs: number
  /** `undefined`: the default, by interval and `pollAfterMs`. */
  staleAfterMs: number | undefined
  fallback: DatedCount | null
}

/** What the hook renders from: plain data, without the time. */
export interface Seen extends Omit<Shown, 'turnsInMs'> {
  stream: StreamState
  broadcast: Broadcast | null
  error: SnapshotError | null
}

/**
 * What is shown of one stream, as an external store for React. A snapshot of it is JSON: equal
 * means unchanged, so that an answer that changes nothing renders nothing.
 */
export interface ViewersStore {
  subscribe: (onChange: () => void) => () => void
  /** A {@link Seen} as JSON, at this moment. */
  getSnapshot: () => string
  /** The same for the server and the first client render: no time has passed, no clock is read. */
  getServerSnapshot: () => string
}

/** See {@link ViewersStore}. */
export function createViewersStore(watched: Watched): ViewersStore {
  const { page, queryHash } = watched
  const read = (isFirstRender: boolean): { seen: Seen; turnsInMs: number | null } => {
    const query = queryOf(watched.client, queryHash)
    const snapshot = query?.state.data
    const error = query?.state.error ?? (query && page.errorOf(query)) ?? null
    const answerAgeMs =
      snapshot === undefined || isFirstRender ? 0 : performance.now() - arrivedAt(page, snapshot)
    const { turnsInMs, ...shown } = resolveStatus({
      ...watched,
      snapshot,
      answerAgeMs,
      readingAgeMs: readingAge(snapshot, answerAgeMs),
      staleAfterMs:
        watched.staleAfterMs ??
        defaultStaleAfterMs(watched.intervalMs, snapshot?.error ? null : snapshot?.pollAfterMs),
      failed: error !== null,
      isOnline: query?.state.fetchStatus !== 'paused',
    })
    const seen: Seen = {
      ...shown,
      stream: snapshot?.stream ?? 'unknown',
      broadcast: snapshot?.broadcast ?? null,
      error: error === null ? (snapshot?.error ?? null) : toPlain(error),
    }
    return { seen, turnsInMs }
  }

  return {
    subscribe(onChange) {
      const listener = (): void => {
        page.setAlarm(listener, read(false).turnsInMs)
        onChange()
      }
      const unsubscribe = page.subscribe(queryHash, listener)
      page.setAlarm(listener, read(false).turnsInMs)
      return unsubscribe
    },
    getSnapshot: () => JSON.stringify(read(false).seen),
    getServerSnapshot: () => JSON.stringify(read(true).seen),
  }
}

/** The query of one stream, as it lies in the cache. */
export function queryOf(
  client: QueryClient,
  queryHash: string,
): Query<ReceivedSnapshot, ReceivedError> | undefined {
  return client.getQueryCache().get<ReceivedSnapshot, ReceivedError>(queryHash)
}

/** The snapshot as it is now: its age brought up to date, our own bookkeeping left out. */
export function currentSnapshot(
  page: Page,
  received: ReceivedSnapshot | undefined,
): ViewerSnapshot | null {
  if (received === undefined) return null
  const { receipt: _receipt, ageMs: _ageMs, ...snapshot } = received
  const ageMs = readingAge(received, performance.now() - arrivedAt(page, received))
  return ageMs === undefined ? snapshot : { ...snapshot, ageMs: Math.round(ageMs) }
}

/** When the query last asked, whatever came of it; an answer from another page's clock does not tell. */
export function askedBefore(state: {
  data: ReceivedSnapshot | undefined
  error: ReceivedError | null
}): AskedBefore | undefined {
  return ownReceipt(state.error?.receipt) ?? ownReceipt(state.data?.receipt)
}

function ownReceipt(receipt: Receipt | undefined): Receipt | undefined {
  return receipt?.origin === performance.timeOrigin ? receipt : undefined
}

function arrivedAt(page: Page, snapshot: ReceivedSnapshot): number {
  return ownReceipt(snapshot.receipt)?.answeredAt ?? page.seenAt(snapshot)
}

/** A fetched reading that says no age is new; one that nobody fetched (initial data) is of unknown age. */
function readingAge(
  snapshot: ReceivedSnapshot | undefined,
  answerAgeMs: number,
): number | undefined {
  const ageMs = snapshot?.ageMs ?? (snapshot?.receipt === undefined ? undefined : 0)
  return ageMs === undefined ? undefined : ageMs + answerAgeMs
}

function toPlain({ code, at, message, retryAfterMs }: ViewersError): SnapshotError {
  return { code, at, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
