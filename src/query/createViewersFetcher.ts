import type { ViewersFetcher } from '../core/snapshot'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { readAnswer, readRefusal, readRetryAfter, writeRequestUrl } from '../core/wire'

/** Where {@link createViewersFetcher} asks when nothing else is said: a path on your own origin. */
export const DEFAULT_URL = '/api/mux-viewers'

/** How long one request may take, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000

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
  /** How long one request may take, in milliseconds. Default 10,000; then it ends as `timeout`. */
  timeoutMs?: number | undefined
}

/**
 * A fetcher that asks your own route, where `createMuxViewers` answers. It rejects with a
 * `ViewersError` (`network`, `timeout`, `bad_response`, or what the route said) and with nothing else.
 */
export function createViewersFetcher(options: ViewersFetcherOptions = {}): ViewersFetcher {
  const { url = DEFAULT_URL, headers, credentials = 'same-origin' } = options
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
  return async ({ streamIds, signal }) => {
    const deadline = new AbortController()
    const abort = (): void => deadline.abort()
    signal.addEventListener('abort', abort, { once: true })
    const timer = setTimeout(abort, timeoutMs)
    try {
      const ask = options.fetch ?? fetch
      const response = await ask(writeRequestUrl(url, streamIds), {
        headers: { accept: 'application/json', ...(await plainHeaders(headers)) },
        credentials,
        signal: deadline.signal,
      })
      const body: unknown = await response.json().catch(() => undefined)
      if (!response.ok) {
        const wait = readRetryAfter(response.headers.get('retry-after'), Date.now())
        throw readRefusal(response.status, body, wait)
      }
      return readAnswer(body, streamIds)
    } catch (error) {
      if (isViewersError(error)) throw error
      throw deadline.signal.aborted && !signal.aborted
        ? new ViewersError(
            'timeout',
            `The viewers route at ${url} gave no answer within ${timeoutMs} ms. It is asked again at the next poll.`,
          )
        : new ViewersError(
            'network',
            `The viewers route at ${url} cannot be reached. Check the connection and the fetcher's url; it is asked again at the next poll.`,
          )
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }
}

async function plainHeaders(
  headers: ViewersFetcherOptions['headers'],
): Promise<Record<string, string>> {
  const given = typeof headers === 'function' ? await headers() : headers
  return Object.fromEntries(new Headers(given))
}
