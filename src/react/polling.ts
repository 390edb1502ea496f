import { focusManager, type QueryObserver } from '@tanstack/react-query'
import { isPollDue, nextPollDelay, type AskedBefore, type Ticks } from '../core/polling'
import { isNotLive } from '../core/isNotLive'
import type { ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import { batchedOptions, type MuxViewersKey } from '../query/muxViewersOptions'
import type { Page } from './page'
import type { ViewersQuery } from './recall'
import type { Told } from './Told'

/** Asks and polls one stream. */
export type ViewersObserver = QueryObserver<
  ReceivedSnapshot,
  ReceivedError,
  ReceivedSnapshot,
  ReceivedSnapshot,
  MuxViewersKey
>

/** The polling of one hook. */
export interface Polling {
  /** What was told at this moment, as options of the observer; what they decide later goes by what is told then. */
  options: () => ViewersObserver['options']
  /** Whether there is a reason to ask: it is mounted, and neither the app nor the screen is against it. */
  mayAsk: () => boolean
  /** Whether to ask at once: somebody looks, and a poll was missed. */
  isWanted: (query: ViewersQuery) => boolean
}

/**
 * When a hook asks. What we rely on is set here, whatever the app's defaults are. Not `useQuery`:
 * what is shown depends on the time too, so the store on top of the observer renders.
 */
export function createPolling(page: Page, told: () => Told, isWatched: () => boolean): Polling {
  const ticks = (): Ticks => ({
    now: performance.now(),
    intervalMs: told().intervalMs,
    offsetMs: page.offsetMs,
  })
  const asked = (query: ViewersQuery): AskedBefore | undefined => {
    const before = page.recall(query).asked
    // An app that knows of a start is not to wait for who has not heard of it yet.
    const isBehind = told().isStreaming && before && isNotLive(query.state.data?.stream)
    return isBehind ? { ...before, pollAfterMs: undefined } : before
  }
  const isDue = (query: ViewersQuery): boolean => isPollDue(asked(query), ticks())
  const mayAsk = (): boolean => {
    const { canAsk, isRestoring, isStreaming } = told()
    return canAsk && !isRestoring && isStreaming !== false && isWatched()
  }
  const isWanted = (query: ViewersQuery): boolean =>
    mayAsk() && focusManager.isFocused() && isDue(query)

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
        select: (data) => data,
        // The store asks when it begins, and when asking is allowed again.
        refetchOnMount: false,
        retryOnMount: false,
        refetchOnReconnect: (of) => isWanted(of) && 'always',
        // The first look of a page that was opened in the background always asks.
        refetchOnWindowFocus: (of) =>
          (!asked(of) || (refetchOnWindowFocus ?? isDue(of))) && 'always',
        // Neither against a word to wait, nor when the reason to ask is gone.
        retry: (count, { retryAfterMs }) =>
          mayAsk() && !retryAfterMs && count < (retry === true ? Infinity : Number(retry)),
        enabled: (of) => mayAsk() && (focusManager.isFocused() || Boolean(asked(of))),
        refetchInterval: (of) => mayAsk() && nextPollDelay(asked(of), ticks()),
        refetchIntervalInBackground: false,
        // Not the start of a request: nothing shown depends on it.
        notifyOnChangeProps: ['data', 'error', 'isPaused'],
      }
    },
  }
}
