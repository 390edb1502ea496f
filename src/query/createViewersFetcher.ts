import type { ViewersFetcher } from '../core/snapshot'
import { ViewersError } from '../core/ViewersError'
import { readAnswer, readRefusal, readRetryAfter, writeRequestUrl } from '../core/wire'
import { ASKED_AGAIN, DEFAULT_TIMEOUT_MS, withinTime } from './withinTime'

/** Where {@link createViewersFetcher} asks when nothing else is said: a path on your own origin. */
const DEFAULT_URL = '/api/mux-viewers'

/** Options of {@link createViewersFetcher}. */
export interface ViewersFetcherOptions {
  /** Where `createMuxViewers` is mounted: a path on your own origin or a full address. Default `/api/mux-viewers`. */
  url?: string | undefined
  /** Headers sent along, or a function called before each request, e.g. for a session token. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined
  /** Whether cookies go along. Default `'same-origin'`. */
  credentials?: RequestCredentials | undefined
  /** A `fetch` of your own. Default: the global one, looked up at each request. */
  fetch?: typeof fetch | undefined
  /** How long one request may take, in milliseconds; then it ends as `timeout`. Default 10,000, the most the hook waits. */
  timeoutMs?: number | undefined
}

/**
 * A fetcher that asks your own route, where `createMuxViewers` answers. It rejects with a
 * `ViewersError` (`network`, `timeout`, `bad_response`, or what the route said) and with nothing else.
 */
export function createViewersFetcher(options: ViewersFetcherOptions = {}): ViewersFetcher {
  const { url = DEFAULT_URL, headers, credentials = 'same-origin' } = options
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const late = `The viewers route at ${url} gave no answer within ${timeoutMs} ms. ${ASKED_AGAIN}`

  return async ({ streamIds, signal }) =>
    withinTime(
      async (deadline) => {
        const sent = await plainHeaders(headers)
        const ask = options.fetch ?? fetch
        let response: Response
        let body: unknown
        try {
          response = await ask(writeRequestUrl(url, streamIds), {
            headers: { accept: 'application/json', ...sent },
            credentials,
            signal: deadline,
          })
          body = await readJson(response)
        } catch {
          throw new ViewersError(
            'network',
            `The viewers route at ${url} cannot be reached. Check the connection and the fetcher's url. ${ASKED_AGAIN}`,
          )
        }
        if (!response.ok) throw refusal(response, body)
        if (body === undefined) {
          throw new ViewersError(
            'bad_response',
            `The viewers route at ${url} answered with something else than JSON. Check that createMuxViewers is mounted there, and that no login page stands before it.`,
          )
        }
        return readAnswer(body, streamIds)
      },
      { signal, timeoutMs, late },
    )
}

/** `undefined` for what is no JSON; rejects when the connection broke off in the middle. */
async function readJson(response: Response): Promise<unknown> {
  return response.json().catch((error: unknown) => {
    if ((error as Error | undefined)?.name !== 'SyntaxError') throw error
  })
}

function refusal({ status, headers }: Response, body: unknown): ViewersError {
  // A date to wait for is meant by the server's clock; a visitor's may be wrong.
  const now = Date.parse(headers.get('date') ?? '')
  const wait = readRetryAfter(headers.get('retry-after'), Number.isNaN(now) ? Date.now() : now)
  return readRefusal(status, body, wait)
}

async function plainHeaders(
  headers: ViewersFetcherOptions['headers'],
): Promise<Record<string, string>> {
  try {
    return Object.fromEntries(
      new Headers(typeof headers === 'function' ? await headers() : headers),
    )
  } catch {
    throw new ViewersError(
      'unavailable',
      'The `headers` of createViewersFetcher threw, rejected or cannot be sent, so nothing was asked. Their message is left out, it may hold a secret.',
    )
  }
}
