import { QueryObserver, type QueryClient } from '@tanstack/react-query'
import { isFallbackChosen, type FallbackAbout } from '../core/fallback'
import { defaultStaleAfterMs } from '../core/polling'
import type { SnapshotError, ViewerSnapshot } from '../core/snapshot'
import { resolveStatus, type Shown } from '../core/status'
import type { ReceivedError } from '../query/askFetcher'
import type { Page } from './page'
import { createPolling, ownReceipt, type QueryState, type ViewersObserver } from './polling'
import { createReporter } from './reporter'
import type { Seen, Told } from './Told'

/** What is shown of one stream, as an external store for React. */
export interface ViewersStore {
  subscribe: (onChange: () => void) => () => void
  /** Told after each render; polling, the alarm and the callbacks follow what it says. */
  tell: (told: Told) => void
  /**
   * A list as JSON, at this moment: what is {@link Seen}, and the last Mux reading where a fallback
   * function is told of it. Equal means unchanged, so that an answer that changes nothing renders
   * nothing. In the first render no time has passed and no clock is read.
   */
  read: (told: Told, isFirstRender?: boolean) => string
  /** Asks now; never rejects. */
  refetch: () => Promise<void>
  /** The passport of the number shown: the snapshot, its age as of now, or the app's own fallback. */
  getSnapshot: () => ViewerSnapshot | null
  /** The last Mux reading, `null` for what is not known of it. */
  last: () => Omit<FallbackAbout, 'streamId'>
}

/** What is seen at one moment, also as text. */
interface Look {
  seen: Seen
  text: string
}

/** A look that is kept, with what it is of, and until when it holds if nothing comes. */
interface KeptLook extends Look {
  now: Told
  state: QueryState
  sawStreaming: boolean
  /** By `performance.now()`; `Infinity`: for good. */
  until: number
}

/** What the observer's options are made of. */
const ASKED_BY = [
  'fetcher',
  'canAsk',
  'isRestoring',
  'isStreaming',
  'intervalMs',
  'initialSnapshot',
  'pauseOffscreen',
  'query',
] as const

/** See {@link ViewersStore}. One store for one query of one client. */
export function createViewersStore(client: QueryClient, page: Page, first: Told): ViewersStore {
  let told = first
  let notify: (() => void) | undefined
  let isOnScreen = false
  let canAsk = false
  let lastError: ReceivedError | null = null
  let calmPollAfterMs: number | null | undefined
  let lastLook: KeptLook | undefined

  const reporter = createReporter()
  const polling = createPolling(
    page,
    () => told,
    () => isOnScreen,
  )
  const observer: ViewersObserver = new QueryObserver(client, polling.options())
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

  const work = (now: Told, isFirstRender?: boolean): Look & Pick<Shown, 'turnsInMs'> => {
    const { error, errorUpdateCount, status, fetchStatus } = state()
    const { snapshot, answerAgeMs } = answer(isFirstRender)
    // A retry that runs hides the error of a query without data.
    lastError = error ?? (status === 'pending' ? lastError : null)
    if (!snapshot?.error) calmPollAfterMs = snapshot?.pollAfterMs
    const { turnsInMs, ...shown } = resolveStatus({
      ...now,
      sawStreaming: reporter.sawStreaming(),
      snapshot,
      answerAgeMs,
      staleAfterMs: now.staleAfter ?? defaultStaleAfterMs(now.intervalMs, calmPollAfterMs),
      isAwaited: now.canAsk && errorUpdateCount === 0 && fetchStatus !== 'paused',
    })
    const seen: Seen = {
      ...shown,
      stream: snapshot?.stream ?? 'unknown',
      broadcast: snapshot?.broadcast ?? null,
      error: (lastError as SnapshotError | null) ?? snapshot?.error ?? null,
    }
    return { seen, text: JSON.stringify([seen, now.tellsFallback && last()]), turnsInMs }
  }

  /** Works out what is seen, and that as text, once for each answer, each other word and each turn of time. */
  const look = (now: Told): KeptLook => {
    const at = performance.now()
    const sawStreaming = reporter.sawStreaming()
    if (
      lastLook?.now === now &&
      lastLook.state === state() &&
      lastLook.sawStreaming === sawStreaming &&
      at < lastLook.until
    )
      return lastLook
    const { turnsInMs, ...worked } = work(now)
    const until = at + (turnsInMs ?? Infinity)
    return (lastLook = { ...worked, now, state: state(), sawStreaming, until })
  }

  const begin = (): void => {
    const couldAsk = canAsk
    canAsk = polling.mayAsk()
    if (!couldAsk && polling.isWanted(state())) void observer.refetch({ cancelRefetch: false })
  }
  const adjust = (): void => {
    observer.setOptions(polling.options())
    begin()
  }
  const hear = (isSeen: boolean): void => {
    if (isSeen === isOnScreen) return
    isOnScreen = isSeen
    adjust()
  }
  const follow = (): Seen => {
    const { seen, until } = look(told)
    const element = told.pauseOffscreen?.current ?? null
    page.alarm.set(wake, notify ? until : Infinity)
    page.screen.set(hear, notify ? element : null)
    if (notify && told.pauseOffscreen && !element) hear(true)
    return seen
  }
  const wake = (): void => {
    follow()
    notify?.()
  }
  return {
    subscribe(onChange) {
      notify = onChange
      // Later, because the cache may speak in the middle of a render.
      const leave = observer.subscribe(() => page.callTogether(wake))
      begin()
      follow()
      return () => {
        notify = undefined
        canAsk = false
        leave()
        follow()
      }
    },
    tell(now) {
      const isOther = ASKED_BY.some((field) => now[field] !== told[field])
      told = now
      if (isOther) adjust()
      reporter.report(follow(), now)
    },
    read: (now, isFirstRender) => (isFirstRender ? work(now, true) : look(now)).text,
    async refetch() {
      if (told.streamId !== null) await observer.refetch()
    },
    getSnapshot() {
      const { snapshot = null } = answer()
      const { status, viewers, source } = look(told).seen
      const { fallback } = told
      const isStored = snapshot?.source === 'fallback' && !isFallbackChosen(fallback, snapshot)
      if (status !== 'fallback' || isStored)
        // The 0 of a stream that is not live was counted by nobody, whoever counted before.
        return snapshot && { ...snapshot, viewers, source }
      const { asOf = Infinity } = fallback ?? {}
      return {
        streamId: told.streamId ?? '',
        viewers,
        source: 'fallback',
        ...(asOf < Infinity && { asOf: new Date(asOf).toISOString() }),
      }
    },
    last,
  }

  function last(): Omit<FallbackAbout, 'streamId'> {
    const { data } = state()
    const mux = data?.source === 'mux' ? data : undefined
    return { lastViewers: mux?.viewers ?? null, lastAsOf: mux?.asOf ?? null }
  }
}
