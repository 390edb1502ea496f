import { focusManager, type QueryObserver } from '@tanstack/react-query'
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

/** The polling of one hook. */
export interface Polling {
  /** What was told at this moment, as options of the observer; what they decide later goes by what is told then. */
  options: () => ViewersObserver['options']
  /** Whether there is a reason to ask: neither the app nor the screen is against it. */
  mayAsk: () => boolean
  /** Whether to ask at once: somebody looks, and a poll was missed. */
  isWanted: (state: Asked) => boolean
}

/**
 * When a hook asks. What we rely on is set here, whatever the app's defaults are. Not `useQuery`:
 * what is shown depends on the time too, so the store on top of the observer renders.
 */
export function createPolling(page: Page, told: () => Told, isOnScreen: () => boolean): Polling {
  const ticks = (): Ticks => ({
    now: performance.now(),
    intervalMs: told().intervalMs,
    offsetMs: page.offsetMs,
  })
  const asked = (state: Asked): AskedBefore | undefined => {
    const before = askedBefore(state)
    // An app that knows of a start is not to wait for who has not heard of it yet.
    const isBehind = told().isStreaming && before && isNotLive(state?.data)
    return isBehind ? { ...before, pollAfterMs: undefined } : before
  }
  const isDue = (state: Asked): boolean => isPollDue(asked(state), ticks())
  const mayAsk = (): boolean => {
    const { canAsk, isRestoring, isStreaming, pauseOffscreen } = told()
    return canAsk && !isRestoring && isStreaming !== false && (!pauseOffscreen || isOnScreen())
  }
  const isWanted = (state: Asked): boolean => mayAsk() && focusManager.isFocused() && isDue(state)

  return {
    mayAsk,
    isWanted,
    options() {
      const { query, initialSnapshot, streamId } = told()
      const { gcTime, meta, retry, refetchOnWindowFocus } = query ?? {}
      return {
        ...batchedOptions(told(), page.ask),
        ...(gcTime !== undefined && { gcTime }),
        ...(meta && { meta }),
        ...(initialSnapshot?.streamId === streamId && { initialData: initialSnapshot }),
        // The store asks when it begins, and when asking is allowed again.
        refetchOnMount: false,
        retryOnMount: false,
        refetchOnReconnect: ({ state }) => isWanted(state) && 'always',
        // The first look of a page that was opened in the background always asks.
        refetchOnWindowFocus: ({ state }) =>
          (!askedBefore(state) || (refetchOnWindowFocus ?? isDue(state))) && 'always',
        // Neither against a word to wait, nor when the reason to ask is gone.
        retry: (count, { retryAfterMs }) =>
          mayAsk() && !retryAfterMs && count < (retry === true ? Infinity : Number(retry)),
        enabled: ({ state }) =>
          mayAsk() && (focusManager.isFocused() || Boolean(askedBefore(state))),
        refetchInterval: ({ state }) => mayAsk() && nextPollDelay(asked(state), ticks()),
        refetchIntervalInBackground: false,
        // Not the start of a request: nothing shown depends on it.
        notifyOnChangeProps: ['data', 'error', 'isPaused'],
      }
    },
  }
}

function isNotLive(snapshot: ReceivedSnapshot | undefined): boolean {
  return snapshot?.stream === 'idle' || snapshot?.stream === 'ended'
}

/** When a query last asked, whatever came of it; an answer from another page's clock does not tell. */
function askedBefore(state: Asked): AskedBefore | undefined {
  return ownReceipt(state?.error?.receipt) ?? ownReceipt(state?.data?.receipt)
}

/** A receipt by this page's clock. */
export function ownReceipt(receipt: Receipt | undefined): Receipt | undefined {
  return receipt?.origin === performance.timeOrigin ? receipt : undefined
}
