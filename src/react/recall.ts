import type { Query } from '@tanstack/react-query'
import { isCount } from '../core/isCount'
import { isNotLive } from '../core/isNotLive'
import type { Receipt, ReceivedError, ReceivedSnapshot } from '../query/askFetcher'
import type { MuxViewersKey } from '../query/muxViewersOptions'
import { keep } from './keep'

/** One stream in the cache of TanStack Query. */
export type ViewersQuery = Query<ReceivedSnapshot, ReceivedError, ReceivedSnapshot, MuxViewersKey>

/** What was said of a stream that its newest answer may not say again. */
interface Memory {
  /** When it was last asked about, whatever came of it; an answer from another page's clock does not tell. */
  asked?: Receipt | undefined
  /** The last reading of Mux in this broadcast. */
  reading?: ReceivedSnapshot | undefined
  /** The `pollAfterMs` of the last answer without an error. */
  calmPollAfterMs?: number | null | undefined
}

/**
 * What is remembered of a query, brought up to its state of now. For all hooks of a page, so that
 * two badges of one stream agree whichever was there first.
 */
export type Recall = (query: ViewersQuery) => Memory

/** See {@link Recall}. */
export function createRecall(): Recall {
  const memories = new WeakMap<ViewersQuery, Memory>()
  return (query) => {
    const memory = keep(memories, query, (): Memory => ({}))
    const { data, error } = query.state
    memory.asked = ownReceipt(error?.receipt) ?? ownReceipt(data?.receipt) ?? memory.asked
    if (data?.source === 'mux' && isCount(data.viewers)) memory.reading = data
    // What was counted in one broadcast is nothing to show in the next, nor after a reset.
    else if (!data || isNotLive(data.stream)) memory.reading = undefined
    if (!data?.error) memory.calmPollAfterMs = data?.pollAfterMs
    return memory
  }
}

/** A receipt by this page's clock. */
export function ownReceipt(receipt: Receipt | undefined): Receipt | undefined {
  return receipt?.origin === performance.timeOrigin ? receipt : undefined
}
