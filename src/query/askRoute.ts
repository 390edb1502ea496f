import { readTime } from '../core/fallback'
import { ViewersError } from '../core/ViewersError'
import { readRefusal, readRetryAfter } from '../core/wire'
import { ASKED_AGAIN } from './withinTime'

/**
 * The JSON that a route of your own answers with; `who` names it in sentences. Rejects with a
 * `ViewersError` (`network`, or what the route said) and with nothing else.
 */
export async function askRoute(
  who: string,
  ask: typeof fetch,
  ...request: [url: string, init: RequestInit]
): Promise<unknown> {
  let response: Response
  let body: unknown
  try {
    response = await ask(...request)
    body = await response.json().catch((error: unknown) => {
      // What is no JSON is read as a refusal; any other error is a connection that broke off.
      if ((error as Error | undefined)?.name !== 'SyntaxError') throw error
    })
  } catch {
    throw new ViewersError(
      'network',
      `${who} cannot be reached. Check the connection and the fetcher's url. ${ASKED_AGAIN}`,
    )
  }
  if (response.ok && body !== undefined) return body
  const { status, headers } = response
  // A date to wait for is meant by the server's clock; a visitor's may be wrong.
  const now = readTime(headers.get('date')) ?? Date.now()
  throw readRefusal(status, body, readRetryAfter(headers.get('retry-after'), now), who)
}
