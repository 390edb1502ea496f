import { notifyManager, type QueryObserver } from '@tanstack/react-query'
import type { DatedCount, FallbackAbout } from '../core/fallback'
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
  isStreaming?: boolean | undefined
  sawStreaming: boolean
  /** `false`: nothing is asked, so nothing is awaited. */
  canAsk: boolean
  intervalMs: number
  /** `undefined`: the default, by interval and `pollAfterMs`. */
  staleAfter?: number | undefined
  fallback: DatedCount | null
  /** Whether the fallback is a function, to be called again for each new Mux reading. */
  tellsFallback: boolean
}

/** What a hook renders from: plain data, without the time. */
export interface Seen extends Omit<Shown, 'turnsInMs'> {
  stream: StreamState
  broadcast: Broadcast | null
  error: SnapshotError | null
}

/** The last Mux reading, `null` for what is not known of it. */
type LastReading = Omit<FallbackAbout, 'streamId'>

/** What is shown of one stream, as an external store for React. */
export interface ViewersStore {
  subscribe: (onChange: () => void) => () => void
  /** Told after each render; the alarm follows what it says. */
  tell: (told: Told) => void
  /**
   * A list as JSON, at this moment: what is {@link Seen}, and the last Mux reading where a fallback
   * function is told of it. Equal means unchanged, so that an answer that changes nothing renders
   * nothing. In the first render no time has passed and no clock is read.
   */
  read: (told: Told, isFirstRender?: boolean) => string
  /** Asks now; never rejects. */
  refetch: () => Promise<void>
  /** The snapshot as it is now: its age brought up to date, our own bookkeeping left out. */
  getSnapshot: () => ViewerSnapshot | null
  last: () => LastReading
}

/** See {@link ViewersStore}. */
export function createViewersStore(observer: ViewersObserver, page: Page): ViewersStore {
  let told: Told | undefined
  let notify: (() => void) | undefined
  let lastError: ReceivedError | null = null
  let calmPollAfterMs: number | null | undefined

  const state = (): QueryState => observer.getCurrentQuery().state

  const answer = (isFirstRender = false): { snapshot?: ViewerSnapshot; answerAgeMs: number } => {
    const { data } = state()
    // The app may write into its cache what it likes.
    if (typeof data !== 'object' || data === null) return { answerAgeMs: 0 }
    const { receipt, ageMs, ...snapshot } = data
    const own = ownReceipt(receipt)
    const answerAgeMs = isFirstRender
      ? 0
      : performance.now() - (own?.answeredAt ?? page.seenAt(data))
    // How old a reading is that was kept from another visit cannot be known.
    const isAgeKnown = ageMs !== undefined && receipt === own
    return {
      answerAgeMs,
      snapshot: isAgeKnown ? { ...snapshot, ageMs: Math.round(ageMs + answerAgeMs) } : snapshot,
    }
  }

  const look = (now: Told, isFirstRender?: boolean): Seen & Pick<Shown, 'turnsInMs'> => {
    const { error, errorUpdateCount, status, fetchStatus } = state()
    const { snapshot, answerAgeMs } = answer(isFirstRender)
    // A retry that runs hides the error of a query without data.
    lastError = error ?? (status === 'pending' ? lastError : null)
    if (!snapshot?.error) calmPollAfterMs = snapshot?.pollAfterMs
    return {
      ...resolveStatus({
        ...now,
        snapshot,
        answerAgeMs,
        staleAfterMs: now.staleAfter ?? defaultStaleAfterMs(now.intervalMs, calmPollAfterMs),
        isAwaited: now.canAsk && errorUpdateCount === 0 && fetchStatus !== 'paused',
      }),
      stream: snapshot?.stream ?? 'unknown',
      broadcast: snapshot?.broadcast ?? null,
      error: (lastError as SnapshotError | null) ?? snapshot?.error ?? null,
    }
  }

  const last = (): LastReading => {
    const { data } = state()
    const mux = data?.source === 'mux' ? data : undefined
    return { lastViewers: mux?.viewers ?? null, lastAsOf: mux?.asOf ?? null }
  }

  const arm = (): void => page.setAlarm(wake, told && notify ? look(told).turnsInMs : null)
  const wake = (): void => {
    arm()
    notify?.()
  }
  return {
    last,
    subscribe(onChange) {
      notify = onChange
      // Later, because the cache may speak in the middle of a render.
      const leave = observer.subscribe(notifyManager.batchCalls(wake))
      arm()
      return () => {
        notify = undefined
        leave()
        arm()
      }
    },
    tell(now) {
      told = now
      arm()
    },
    read: (now, isFirstRender) =>
      JSON.stringify([
        { ...look(now, isFirstRender), turnsInMs: undefined },
        now.tellsFallback && last(),
      ]),
    async refetch() {
      if (observer.getCurrentQuery().queryKey[2] !== null) await observer.refetch()
    },
    getSnapshot: () => answer().snapshot ?? null,
  }
}

type QueryState = ReturnType<ViewersObserver['getCurrentQuery']>['state']

/** When a query last asked, whatever came of it; an answer from another page's clock does not tell. */
export function askedBefore(
  state: Pick<QueryState, 'data' | 'error'> | undefined,
): AskedBefore | undefined {
  return ownReceipt(state?.error?.receipt) ?? ownReceipt(state?.data?.receipt)
}

function ownReceipt(receipt: Receipt | undefined): Receipt | undefined {
  return receipt?.origin === performance.timeOrigin ? receipt : undefined
}
