import type { HistoryRequest } from '../core/history'
import { isViewersError, ViewersError, type ViewersErrorCode } from '../core/ViewersError'
import { cacheControl } from './cacheControl'
import { HISTORY_HOLDS_MS, type History } from './History'
import { JSON_HEADERS, refuse } from './refuse'

/** Statuses of what a history may be refused for; 503 for the rest. */
const STATUSES: Partial<Record<ViewersErrorCode, number>> = {
  invalid_request: 400,
  forbidden: 403,
  not_found: 404,
}

/** What {@link answerHistory} needs. */
export interface AnswerHistoryOptions {
  history: History
  isAllowed: boolean
  isPublic: boolean
}

/** The answer with a stream's past, `{ history }`, or a refusal with a sentence. */
export async function answerHistory(
  request: HistoryRequest,
  { history, isAllowed, isPublic }: AnswerHistoryOptions,
): Promise<Response> {
  try {
    if (!isAllowed) throw new ViewersError('forbidden', FORBIDDEN)
    const body = JSON.stringify({ history: await history.of(request) })
    // Half of it is left to a CDN.
    const headers = { ...JSON_HEADERS, ...cacheControl(isPublic, 2 * HISTORY_HOLDS_MS) }
    return new Response(body, { headers })
  } catch (error) {
    if (!isViewersError(error)) throw error
    const status = STATUSES[error.code] ?? 503
    return refuse(status, error, status === 503 ? { 'retry-after': '5' } : {})
  }
}

const FORBIDDEN = 'This request may not see the history of this stream: `authorize` refused it.'
