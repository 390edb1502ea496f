import { isWhole } from '../core/isWhole'
import type { SourceReading } from '../core/source'
import { isViewersError, ViewersError, type ViewersErrorCode } from '../core/ViewersError'
import { errorCodeOf, readRetryAfter } from '../core/wire'
import { readLimited } from '../core/readLimited'

/** Where Mux answers Engagement Counts. */
export const STATS_URL = 'https://stats.mux.com'

/** An answer is about 100 bytes; whatever is longer than this is not one. */
const MAX_ANSWER_BYTES = 16_384

/** What {@link readCounts} needs. */
export interface ReadCountsOptions {
  /** A token for one stream (`aud: live_stream_id`). It is sent to `baseUrl` only. */
  token: string
  /** Ends the request; the error is then a `timeout`. */
  signal: AbortSignal
  /** Default {@link STATS_URL}. */
  baseUrl?: string | undefined
  /** Default: the runtime's own, looked up at each call. */
  fetch?: typeof fetch | undefined
}

/**
 * Asks Mux once how many are watching the stream that `token` names. Knows no secret but the token,
 * so it runs in browsers too. Rejects with a `ViewersError` and with nothing else; no text of Mux's
 * answer, nor the token, is ever in it.
 * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export async function readCounts(options: ReadCountsOptions): Promise<SourceReading> {
  const { token, signal, baseUrl = STATS_URL, fetch = globalThis.fetch } = options
  const url = `${baseUrl.replace(/\/+$/, '')}/counts?token=${encodeURIComponent(token)}`
  let text: string | null
  try {
    const response = await fetch(url, {
      signal,
      // The token is for Mux, and not for where an answer points to.
      redirect: 'manual',
      headers: { accept: 'application/json' },
      ...NO_CACHE(),
    })
    if (!response.ok) {
      response.body?.cancel().catch(() => undefined)
      throw refused(response.status, response.headers.get('retry-after'))
    }
    text = await readLimited(response.body, MAX_ANSWER_BYTES)
  } catch (error) {
    if (isViewersError(error)) throw error
    throw signal.aborted
      ? fault('timeout', 'Mux did not answer in time. It is asked again by itself.')
      : fault(
          'network',
          'Mux could not be reached, or its answer broke off. It is asked again by itself.',
        )
  }
  return readBody(text)
}

// workerd without its cache flag throws on `cache`; Next 14 and some browsers would answer from a cache without it.
const NO_CACHE = (): RequestInit =>
  typeof Request === 'function' && 'cache' in Request.prototype ? { cache: 'no-store' } : {}

function readBody(text: string | null): SourceReading {
  const data = parse(text)?.data
  if (!Array.isArray(data)) throw unreadable()
  if (data.length === 0) {
    throw fault(
      'not_found',
      'Mux knows no counts for this stream. Check that the id is that of a live stream.',
    )
  }
  const { viewers, views } = (data[0] ?? {}) as { viewers?: unknown; views?: unknown }
  if (data.length > 1 || !isWhole(viewers)) throw unreadable()
  return isWhole(views) ? { viewers, views } : { viewers }
}

function parse(text: string | null): { data?: unknown } | null {
  try {
    return JSON.parse(text ?? '') as { data?: unknown } | null
  } catch {
    return null
  }
}

const REASONS: Partial<Record<ViewersErrorCode, string>> = {
  unauthorized:
    'refused the counts token. Check that the signing key exists and belongs to the environment of the stream',
  forbidden:
    'refused the counts token. Check that the signing key exists and belongs to the environment of the stream',
  not_found: 'knows no such stream, or not in the environment of the signing key',
  rate_limited: 'is asked too often. It is left alone for a while',
  invalid_request: 'did not understand the question. Check the base URL',
  bad_response: 'gave no answer that can be read. Check the base URL',
}

function refused(status: number, retryAfter: string | null): ViewersError {
  const code = errorCodeOf(status)
  const reason = REASONS[code] ?? 'is having trouble. It is asked again by itself'
  return fault(code, `Mux ${reason} (HTTP ${status}).`, readRetryAfter(retryAfter, Date.now()))
}

const unreadable = (): ViewersError =>
  fault('bad_response', 'Mux gave no answer that can be read as counts. Check the base URL.')

const fault = (code: ViewersErrorCode, sentence: string, retryAfterMs?: number): ViewersError =>
  new ViewersError(code, sentence, { at: 'mux', retryAfterMs })
