import { notifyManager, type QueryObserver } from '@tanstack/react-query'
import type { DatedCount } from '../core/fallback'
import { defaultStaleAfterMs, type AskedBefore } from '../core/polling'
import type { Broadcast, SnapshotError, StreamState, ViewerSnapshot } from '../core/snapshot'
import { resolveStatus, type Shown } from '../core/status'
import type { Receipt, ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import type { MuxViewersKey } from '../query/muxViewersOptions'
import type { Page } from './page'

/** Asks and polls one stream. */
export type ViewersObserver = QueryObserver<
  ReceivedSnapshot,
  ReceivedError,
  ReceivedSnapshot,
  ReceivedSnapshot,
  MuxViewersKey
>

/** What a hook was told in its last render. */
export interface Told {
  streamId: string | null
  isStreaming: boolean | undefined
  sawStreaming: boolean
  intervalMs: number
  /** `undefined`: the default, by interval and `pollAfterMs`. */
  staleAfterMs: number | undefined
  fallback: DatedCount | null
  /** Whether the fallback is a function, to be called again for each new Mux reading. */
  tellsFallback: boolean
}

/** What a hook renders from: plain data, without the time. */
export interface Seen extends Omit<Shown, 'turnsInMs'> {
  stream: StreamState
  broadcast: Broadcast | null
  error: SnapshotError | null
  /** The last Mux reading, only where a fallback function is told of it. */
  last?: { viewers: number | null; asOf: string | null }
}

/** What is shown of one stream, as an external store for React. */
export interface ViewersStore {
  subscribe: (onChange: () => void) => () => void
  /** Told after each render; the alarm follows what it says. */
  tell: (told: Told) => void
  /**
   * A {@link Seen} as JSON, at this moment: equal means unchanged, so that an answer that changes
   * nothing renders nothing. In the first render no time has passed and no clock is read.
   */
  read: (told: Told, isFirstRender?: boolean) => string
  /** Asks now; never rejects. */
  refetch: () => Promise<void>
  /** The snapshot as it is now: its age brought up to date, our own bookkeeping left out. */
  getSnapshot: () => ViewerSnapshot | null
  /** The last Mux reading, `null` for what is not known of it. */
  last: () => { viewers: number | null; asOf: string | null }
}

/** See {@link ViewersStore}. */
export function createViewersStore(observer: ViewersObserver, page: Page): ViewersStore {
  let lastTold: Told | undefined
  let notify = (): void => undefined
  let lastError: ReceivedError | null = null
  let calmPollAfterMs: number | null | undefined

  const state = (): QueryState => observer.getCurrentQuery().state
  const last: ViewersStore['last'] = () => {
    const { data } = state()
    const isMux = data?.source === 'mux'
    return { viewers: isMux ? data.viewers : null, asOf: (isMux && data.asOf) || null }
  }

  const look = (told: Told, isFirstRender = false): Seen & Pick<Shown, 'turnsInMs'> => {
    const { data, error, errorUpdateCount, status, fetchStatus } = state()
    // A retry that runs hides the error of a query without data.
    lastError = error ?? (status === 'pending' ? lastError : null)
    if (!data?.error) calmPollAfterMs = data?.pollAfterMs
    const answerAgeMs = data && !isFirstRender ? performance.now() - arrivedAt(data, page) : 0
    return {
      ...resolveStatus({
        ...told,
        snapshot: data,
        answerAgeMs,
        readingAgeMs: readingAge(data, answerAgeMs),
        staleAfterMs: told.staleAfterMs ?? defaultStaleAfterMs(told.intervalMs, calmPollAfterMs),
        failed: errorUpdateCount > 0,
        isOnline: fetchStatus !== 'paused',
      }),
      stream: data?.stream ?? 'unknown',
      broadcast: data?.broadcast ?? null,
      error: lastError ? toPlain(lastError) : (data?.error ?? null),
      ...(told.tellsFallback && { last: last() }),
    }
  }

  const arm = (): void => {
    const isOn = lastTold !== undefined && observer.hasListeners()
    page.setAlarm(wake, isOn ? look(lastTold as Told).turnsInMs : null)
  }
  const wake = (): void => {
    arm()
    notify()
  }
  return {
    last,
    subscribe(onChange) {
      notify = onChange
      // Later, because the cache may speak in the middle of a render.
      const leave = observer.subscribe(notifyManager.batchCalls(wake))
      arm()
      return () => {
        notify = () => undefined
        leave()
        arm()
      }
    },
    tell(told) {
      lastTold = told
      arm()
    },
    read: (told, isFirstRender) =>
      JSON.stringify({ ...look(told, isFirstRender), turnsInMs: undefined }),
    async refetch() {
      const [, , streamId] = observer.getCurrentQuery().queryKey
      if (streamId !== null) await observer.refetch()
    },
    getSnapshot() {
      const { data } = state()
      if (data === undefined) return null
      const { receipt: _receipt, ageMs: _ageMs, ...snapshot } = data
      const ageMs = readingAge(data, performance.now() - arrivedAt(data, page))
      return ageMs === undefined ? snapshot : { ...snapshot, ageMs: Math.round(ageMs) }
    },
  }
}

type QueryState = ReturnType<ViewersObserver['getCurrentQuery']>['state']

/** When a query last asked, whatever came of it; an answer from another page's clock does not tell. */
export function askedBefore({
  data,
  error,
}: Pick<QueryState, 'data' | 'error'>): AskedBefore | undefined {
  return ownReceipt(error?.receipt) ?? ownReceipt(data?.receipt)
}

function ownReceipt(receipt: Receipt | undefined): Receipt | undefined {
  return receipt?.origin === performance.timeOrigin ? receipt : undefined
}

function arrivedAt(snapshot: ReceivedSnapshot, page: Page): number {
  return ownReceipt(snapshot.receipt)?.answeredAt ?? page.seenAt(snapshot)
}

/** How old the reading is; `undefined` where that cannot be known, e.g. kept from another visit. */
function readingAge(
  snapshot: ReceivedSnapshot | undefined,
  answerAgeMs: number,
): number | undefined {
  if (snapshot?.ageMs === undefined) return undefined
  if (snapshot.receipt && !ownReceipt(snapshot.receipt)) return undefined
  return snapshot.ageMs + answerAgeMs
}

function toPlain({ code, at, message, retryAfterMs }: ReceivedError): SnapshotError {
  return { code, at, message, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}
