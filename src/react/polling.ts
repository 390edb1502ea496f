import {
  focusManager,
  type QueryClient,
  type QueryObserver,
  type QueryObserverOptions,
} from '@tanstack/react-query'
import { isPollDue, nextPollDelay, type AskedBefore, type Ticks } from '../core/polling'
import type { Receipt, ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import { batchedOptions, type MuxViewersKey } from '../query/muxViewersOptions'
import type { Page } from './page'
import type { Told } from './Told'

/** Asks and polls one stream. */
export type ViewersObserver = QueryObserver<
  ReceivedSnapshot,
  ReceivedError,
  ReceivedSnapshot,
  ReceivedSnapshot,
  MuxViewersKey
>

/** What TanStack Query knows of one stream. */
export type QueryState = ReturnType<ViewersObserver['getCurrentQuery']>['state']

type Asked = Pick<QueryState, 'data' | 'error'> | undefined

/** The polling of one hook, as options of its observer. */
export interface Polling {
  /** The options for what was told; `state` as it is at this moment. */
  options: (told: Told, state?: QueryState) => ViewersObserver['options']
  /** Whether a look at the page should ask at once. */
  isWanted: (told: Told, state: QueryState) => boolean
}

/**
 * When a hook asks. What we rely on is set here, whatever the app's defaults are. Not `useQuery`:
 * what is shown depends on the time too, so the store on top of the observer renders.
 */
export function createPolling(client: QueryClient, page: Page, isOnScreen: () => boolean): Polling {
  const ticksOf = ({ intervalMs }: Told): Ticks => ({
    now: performance.now(),
    intervalMs,
    offsetMs: page.phase * intervalMs,
  })
  const isDue = (told: Told, state: Asked): boolean => isPollDue(askedBefore(state), ticksOf(told))
  const mayAsk = (told: Told, state: Asked): boolean =>
    told.canAsk &&
    !told.isRestoring &&
    told.isStreaming !== false &&
    (!told.pauseOffscreen || isOnScreen()) &&
    // A page that was opened in the background waits for its first look.
    (focusManager.isFocused() || askedBefore(state) !== undefined)

  return {
    isWanted: (told, state) => mayAsk(told, state) && isDue(told, state),
    options(told, state) {
      const { query, initialSnapshot, streamId } = told
      const whenDue = (asked: { state: Asked }): 'always' | false =>
        isDue(told, asked.state) && 'always'
      return client.defaultQueryOptions({
        ...batchedOptions(told, page.ask),
        refetchOnMount: whenDue,
        refetchOnReconnect: whenDue,
        // Read now: as a function it is known to newer TanStack Query only.
        retryOnMount: isDue(told, state),
        ...(query as Pick<QueryObserverOptions, 'gcTime' | 'meta'>),
        retry: query?.retry ?? false,
        refetchOnWindowFocus: query?.refetchOnWindowFocus ?? whenDue,
        ...(initialSnapshot?.streamId === streamId && { initialData: initialSnapshot }),
        enabled: (asked: { state: Asked }) => mayAsk(told, asked.state),
        refetchInterval: (asked: { state: Asked }) =>
          mayAsk(told, asked.state) && nextPollDelay(askedBefore(asked.state), ticksOf(told)),
        refetchIntervalInBackground: false,
        // Not the start of a request: nothing shown depends on it.
        notifyOnChangeProps: ['data', 'error', 'isPaused'],
      })
    },
  }
}

/** When a query last asked, whatever came of it; an answer from another page's clock does not tell. */
function askedBefore(state: Asked): AskedBefore | undefined {
  return ownReceipt(state?.error?.receipt) ?? ownReceipt(state?.data?.receipt)
}

/** A receipt by this page's clock. */
export function ownReceipt(receipt: Receipt | undefined): Receipt | undefined {
  return receipt?.origin === performance.timeOrigin ? receipt : undefined
}
