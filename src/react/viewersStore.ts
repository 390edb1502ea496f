import { QueryObserver, type QueryClient } from '@tanstack/react-query'
import { isFallbackChosen, type FallbackAbout } from '../core/fallback'
import { isCount } from '../core/isCount'
import { defaultStaleAfterMs } from '../core/polling'
import type { SnapshotError, ViewerSnapshot } from '../core/snapshot'
import { resolveStatus, type Shown } from '../core/status'
import { toError, type ReceivedError, type ReceivedSnapshot } from '../query/askFetcher'
import type { Page } from './page'
import { createPolling, type ViewersObserver } from './polling'
import { ownReceipt, type ViewersQuery } from './recall'
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
  /** The passport of the number shown: its snapshot, with its age as of now, or the app's own fallback. */
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
  state: ViewersQuery['state']
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
  let lastLook: KeptLook | undefined

  const reporter = createReporter()
  const polling = createPolling(
    page,
    () => told,
    () => notify !== undefined && (!told.pauseOffscreen || isOnScreen),
  )
  const observer: ViewersObserver = new QueryObserver(client, polling.options())
  const query = (): ViewersQuery => observer.getCurrentQuery()

  /** A kept answer as of now, and how long ago it came. */
  const asOfNow = (
    data: ReceivedSnapshot | undefined,
    isFirstRender = false,
  ): { snapshot?: ViewerSnapshot; answerAgeMs: number } => {
    // The app may write into its cache what it likes.
    if (typeof data !== 'object' || data === null) return { answerAgeMs: 0 }
    const { receipt, ageMs, ...snapshot } = data
    const own = ownReceipt(receipt)
    // How old an answer is that was kept from another visit cannot be known, nor whether it holds.
    if (receipt !== own) return { snapshot: { ...snapshot, pollAfterMs: 0 }, answerAgeMs: Infinity }
    const answerAgeMs = isFirstRender
      ? 0
      : performance.now() - (own?.answeredAt ?? page.seenAt(data))
    return {
      answerAgeMs,
      snapshot: isCount(ageMs) ? { ...snapshot, ageMs: Math.round(ageMs + answerAgeMs) } : snapshot,
    }
  }
  /** The last reading of Mux as of now, where the newest answer brought none. */
  const earlier = (isFirstRender?: boolean): ViewerSnapshot | undefined => {
    const { reading } = page.recall(query())
    return reading === query().state.data ? undefined : asOfNow(reading, isFirstRender).snapshot
  }

  const work = (now: Told, isFirstRender?: boolean): Look & Pick<Shown, 'turnsInMs'> => {
    const { data, error, errorUpdateCount, status, fetchStatus } = query().state
    const { snapshot, answerAgeMs } = asOfNow(data, isFirstRender)
    // A retry that runs hides the error of a query without data.
    lastError = error ?? (status === 'pending' && errorUpdateCount > 0 ? lastError : null)
    const { turnsInMs, ...shown } = resolveStatus({
      ...now,
      sawStreaming: reporter.sawStreaming(),
      snapshot,
      earlier: earlier(isFirstRender),
      answerAgeMs,
      staleAfterMs:
        now.staleAfter ?? defaultStaleAfterMs(now.intervalMs, page.recall(query()).calmPollAfterMs),
      isAwaited: now.canAsk && errorUpdateCount === 0 && fetchStatus !== 'paused',
    })
    const seen: Seen = {
      ...shown,
      stream: snapshot?.stream ?? 'unknown',
      broadcast: snapshot?.broadcast ?? null,
      error: (lastError && (toError(lastError) as SnapshotError)) ?? snapshot?.error ?? null,
    }
    return { seen, text: JSON.stringify([seen, now.tellsFallback && last()]), turnsInMs }
  }

  /** Works out what is seen, and that as text, once for each answer, each other word and each turn of time. */
  const look = (now: Told): KeptLook => {
    const at = performance.now()
    const sawStreaming = reporter.sawStreaming()
    if (
      lastLook?.now === now &&
      lastLook.state === query().state &&
      lastLook.sawStreaming === sawStreaming &&
      at < lastLook.until
    )
      return lastLook
    const { turnsInMs, ...worked } = work(now)
    const until = at + (turnsInMs ?? Infinity)
    return (lastLook = { ...worked, now, state: query().state, sawStreaming, until })
  }

  const begin = (): void => {
    const couldAsk = canAsk
    canAsk = polling.mayAsk()
    const isIdle = query().state.fetchStatus === 'idle'
    // Also after a render that lay over a tick: its timer is wound anew, for the next one.
    if (isIdle && polling.isWanted(query())) void observer.refetch({ cancelRefetch: false })
    // What waits in a batch, for the network or for another try is not asked either.
    else if (!isIdle && couldAsk && !canAsk && !query().isActive())
      void query().cancel({ revert: true })
  }
  const adjust = (): void => {
    observer.setOptions(polling.options())
    begin()
  }
  const hear = (isSeen: boolean): void => {
    if (isSeen !== isOnScreen) {
      isOnScreen = isSeen
      adjust()
    }
    // An element may go because another has taken its place.
    if (!isSeen) follow()
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
      const { status, viewers, views, source } = look(told).seen
      const { snapshot = null } = asOfNow(query().state.data)
      const { fallback } = told
      const isStored = snapshot?.source === 'fallback' && !isFallbackChosen(fallback, snapshot)
      if (status !== 'fallback' || isStored) {
        const counted = (source === 'mux' && earlier()) || snapshot
        // The 0 of a stream that is not live was counted by nobody, whoever counted before.
        return counted
          ? {
              ...counted,
              viewers,
              source,
              ...(counted.views !== undefined && views !== null && { views }),
            }
          : null
      }
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
    const { viewers = null, asOf = null } = page.recall(query()).reading ?? {}
    return { lastViewers: viewers, lastAsOf: asOf }
  }
}
