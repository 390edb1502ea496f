import type { Authorize } from './authorize'

/** How long a browser need not ask again whether it may ask, in seconds; none keeps it longer than two hours. */
const MAX_AGE_SECONDS = '7200'

/** What {@link allowOrigin} needs. */
export interface AllowOriginOptions {
  allowOrigins: readonly string[] | '*'
  authorize: Authorize
}

/**
 * `response`, readable for pages of other origins where these are allowed; with cookies only where a
 * function of the app looks at the request, and the origin is named.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function allowOrigin(
  request: Request,
  response: Response,
  { allowOrigins, authorize }: AllowOriginOptions,
): Response {
  if (allowOrigins.length === 0) return response
  const origin = request.headers.get('origin')
  const isAny = allowOrigins === '*'
  const isAllowed = origin !== null && (isAny || allowOrigins.includes(origin))
  const headers = new Headers(response.headers)
  // Also for who is not allowed: a cache must not give the answer of the one to the other.
  if (!isAny) headers.append('vary', 'Origin')
  if (isAllowed) {
    headers.set('access-control-allow-origin', isAny ? '*' : origin)
    headers.set('access-control-expose-headers', 'Retry-After')
    if (!isAny && authorize !== 'public') headers.set('access-control-allow-credentials', 'true')
    const asked = request.headers.get('access-control-request-headers')
    if (request.method === 'OPTIONS') {
      const methods = headers.get('allow') ?? 'GET, HEAD, POST, OPTIONS'
      headers.set('access-control-allow-methods', methods.replace(', OPTIONS', ''))
      if (asked !== null) headers.set('access-control-allow-headers', asked)
      headers.set('access-control-max-age', MAX_AGE_SECONDS)
    }
  }
  const { status, statusText, body } = response
  return new Response(body, { status, statusText, headers })
}
