import type { ViewersFetcher } from '../core/snapshot'
import { ViewersError } from '../core/ViewersError'
import { readAnswer, writeRequestUrl } from '../core/wire'
import { askRoute } from './askRoute'
import { withinTime } from './withinTime'

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
  const { url = '/api/mux-viewers', headers, credentials = 'same-origin', timeoutMs } = options
  const who = `The viewers route at ${url}`

  return async ({ streamIds, signal }) =>
    withinTime(
      async (over) =>
        readAnswer(
          await askRoute(who, options.fetch ?? fetch, writeRequestUrl(url, streamIds), {
            headers: await readHeaders(headers),
            credentials,
            signal: over,
          }),
          streamIds,
        ),
      [signal],
      who,
      timeoutMs,
    )
}

async function readHeaders(given: ViewersFetcherOptions['headers']): Promise<Headers> {
  try {
    const headers = new Headers(typeof given === 'function' ? await given() : given)
    if (!headers.has('accept')) headers.set('accept', 'application/json')
    return headers
  } catch {
    throw new ViewersError(
      'unavailable',
      'The `headers` of createViewersFetcher threw, rejected or cannot be sent, so nothing was asked. Their message is left out, it may hold a secret.',
    )
  }
}
