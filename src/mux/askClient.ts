import { isViewersError, ViewersError, type ViewersErrorCode } from '../core/ViewersError'
import { readLimited } from '../core/readLimited'
import { errorCodeOf, readRetryAfter } from '../core/wire'
import type { MuxRequestOptions } from './MuxClient'
import { untilAborted } from './untilAborted'

/** How long one request may take, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 5_000

/** A longer answer is no answer of Mux. */
const MAX_ANSWER_BYTES = 2_000_000

/** What requests to Monitoring are about. */
export const MONITORING: AskClientOptions['about'] = {
  name: 'Monitoring',
  needs: 'It comes with a Media plan, and needs an access token that may read Mux Data',
}

/** What {@link askClient} needs. */
export interface AskClientOptions {
  /** Ends the request; the error is then a `timeout`. */
  signal?: AbortSignal | undefined
  now: () => number
  /** Whether the client gives the `data` of the answer and not all of it. */
  isUnwrapped?: boolean
  /** What it is about, and what one needs for it: for the sentences. */
  about: { name: string; needs: string }
}

/**
 * One request by the caller's own client, body included; never a second attempt. Rejects with a
 * `ViewersError` and with nothing else: what the SDK throws has the answer of Mux for its text, so
 * only its `status` and its `Retry-After` are looked at.
 * @see https://www.mux.com/docs/core/make-api-requests
 */
export async function askClient(
  ask: (options: MuxRequestOptions) => PromiseLike<unknown>,
  { signal, now, about, isUnwrapped = false }: AskClientOptions,
): Promise<unknown> {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  // The SDK's own timeout ends with the headers; a body may take for ever.
  const timer = setTimeout(abort, REQUEST_TIMEOUT_MS)
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  try {
    const options = {
      maxRetries: 0,
      timeout: REQUEST_TIMEOUT_MS,
      signal: controller.signal,
    }
    const asked = ask(options)
    if (!hasResponse(asked)) return await untilAborted(asked, controller.signal)
    const body = await untilAborted(readBody(asked), controller.signal)
    return isUnwrapped ? (body as { data?: unknown } | null)?.data : body
  } catch (error) {
    if (isViewersError(error)) throw error
    throw readFault(error, now, about)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** What the SDK's methods give: the answer before it is read, whatever its size. */
interface Asked {
  asResponse(): Promise<Response>
}

const hasResponse = (asked: unknown): asked is Asked =>
  typeof (asked as Partial<Asked> | null)?.asResponse === 'function'

async function readBody(asked: Asked): Promise<unknown> {
  const { body } = await asked.asResponse()
  const text = await readLimited(body, MAX_ANSWER_BYTES)
  if (text === null) throw fault('bad_response', 'Mux gave an answer of more than 2 MB.')
  return JSON.parse(text)
}

type About = AskClientOptions['about']

const reasonsOf = ({ name, needs }: About): Partial<Record<ViewersErrorCode, string>> => ({
  unauthorized:
    'refused the access token. Check that MUX_TOKEN_ID and MUX_TOKEN_SECRET belong together and exist',
  forbidden: `refused ${name}. ${needs}`,
  not_found: `has no ${name} there. Check the base URL of the client`,
  rate_limited: 'is asked too often. It is left alone for a while',
  invalid_request: 'did not understand the question. Check the base URL of the client',
  bad_response: UNREADABLE,
})

const UNREADABLE = 'gave no answer that can be read. Check the base URL of the client'

function readFault(error: unknown, now: () => number, about: About): ViewersError {
  const { status, headers, name } = (error ?? {}) as {
    status?: unknown
    headers?: { get?: (name: string) => string | null } | null
    name?: unknown
  }
  if (typeof status === 'number') {
    const code = errorCodeOf(status)
    const reason = reasonsOf(about)[code] ?? 'is having trouble. It is asked again by itself'
    const retryAfter = typeof headers?.get === 'function' ? headers.get('retry-after') : null
    return fault(code, `Mux ${reason} (HTTP ${status}).`, readRetryAfter(retryAfter, now()))
  }
  // A body that is no JSON, under a header that says it is.
  if (name === 'SyntaxError') return fault('bad_response', `Mux ${UNREADABLE}.`)
  return fault(
    'network',
    'Mux could not be reached, or its answer broke off. It is asked again by itself.',
  )
}

const fault = (code: ViewersErrorCode, sentence: string, retryAfterMs?: number): ViewersError =>
  new ViewersError(code, sentence, { at: 'mux', retryAfterMs })
