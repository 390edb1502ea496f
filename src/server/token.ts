import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { readRequestUrl, writeToken } from '../core/wire'
import type { MuxClient } from '../mux/MuxClient'
import { missingKey, signCounts } from '../mux/signCounts'
import { allowOrigin } from './allowOrigin'
import { askAuthorize, type Allows, type Authorize } from './authorize'
import { cacheControl } from './cacheControl'
import type { FaultLog } from './FaultLog'
import { JSON_HEADERS, refuse } from './refuse'
import type { StreamResolver } from './StreamResolver'

const DEFAULT_LIFE_MS = 600_000
const MIN_LIFE_MS = 60_000
const MAX_LIFE_MS = 3_600_000

const ALLOWED_METHODS = 'GET, HEAD, OPTIONS'

/** What {@link createTokenRoute} needs. */
export interface TokenRouteOptions {
  mux: MuxClient
  authorize: Authorize
  allowOrigins: readonly string[] | '*'
  /** How long a token holds, in milliseconds, 60,000 to 3,600,000. Default 600,000. */
  tokenLife?: number | undefined
  /** Makes the id asked into that of the live stream. Default: they are one. */
  resolver?: Pick<StreamResolver, 'streamIdOf'> | undefined
  /** How long an answer waits for `resolver`, in milliseconds. */
  maxWaitMs: number
  faultLog: Pick<FaultLog, 'tellOnce' | 'tellThrown'>
}

/**
 * The token route: `GET ?id=ID` gives `{ token, expiresInMs }` to whom `authorize` lets see that
 * stream. Throws when `tokenLife` is out of its bounds.
 */
export function createTokenRoute(
  options: TokenRouteOptions,
): (request: Request) => Promise<Response> {
  const { tokenLife: lifeMs = DEFAULT_LIFE_MS } = options
  if (!(lifeMs >= MIN_LIFE_MS && lifeMs <= MAX_LIFE_MS)) {
    throw new ViewersError(
      'invalid_request',
      `createMuxViewers was given a \`tokenLife\` that is no number of milliseconds from ${MIN_LIFE_MS} (a minute) to ${MAX_LIFE_MS} (an hour).`,
    )
  }
  const seconds = Math.floor(lifeMs / 1_000)
  return async (request) => {
    try {
      return allowOrigin(request, await answer(request, options, seconds), options)
    } catch (error) {
      // What failed may also be a `Response` of the app's own that cannot be given again.
      const refusal = isViewersError(error) ? refuse(400, error) : failed(error, options)
      return allowOrigin(request, refusal, options)
    }
  }
}

function failed(error: unknown, { faultLog }: TokenRouteOptions): Response {
  faultLog.tellThrown('The token route failed.', error)
  return refuse(500, unavailable('The token route failed.'))
}

async function answer(
  request: Request,
  { mux, authorize, resolver, maxWaitMs, faultLog }: TokenRouteOptions,
  seconds: number,
): Promise<Response> {
  const { method } = request
  if (method === 'OPTIONS')
    return new Response(null, { status: 204, headers: { allow: ALLOWED_METHODS } })
  if (method !== 'GET' && method !== 'HEAD') {
    const error = new ViewersError('invalid_request', `This route takes ${ALLOWED_METHODS}.`)
    return refuse(405, error, { allow: ALLOWED_METHODS })
  }

  const id = readId(request)
  let allows: Allows | Response
  try {
    allows = await askAuthorize(authorize, request, [id])
  } catch (error) {
    faultLog.tellThrown('`authorize` of createMuxViewers failed; no token was given.', error)
    return refuse(500, unavailable('This request could not be authorised.'))
  }
  if (typeof allows !== 'function') return allows
  if (!allows(id)) return refuse(403, forbidden())

  const streamId = resolver ? await resolver.streamIdOf(id, maxWaitMs) : id
  if (isViewersError(streamId)) return refuse(streamId.code === 'not_found' ? 404 : 503, streamId)
  let token: string
  try {
    const missing = missingKey(mux)
    if (missing !== null) throw new ViewersError('unavailable', missing)
    token = await signCounts(mux, streamId, `${seconds}s`)
  } catch (error) {
    // The visitor is not the one who is unauthorized.
    const { message } = error as ViewersError
    faultLog.tellOnce(message.replace('[mux-viewers] ', ''))
    return refuse(503, new ViewersError('unavailable', message))
  }
  // A second less: the SDK counts from the full second that has begun.
  const body = writeToken({ token, expiresInMs: (seconds - 1) * 1_000 })
  return new Response(method === 'HEAD' ? null : body, {
    headers: { ...JSON_HEADERS, ...cacheControl(false, 0) },
  })
}

function readId(request: Request): string {
  const ids = readRequestUrl(new URL(request.url))
  const [id] = ids
  if (ids.length === 1 && isStreamId(id)) return id
  throw new ViewersError(
    'invalid_request',
    'A token is for one stream: ?id=LIVE_STREAM_ID, an id of 1 to 128 letters, digits, _ or -.',
  )
}

const unavailable = (sentence: string): ViewersError =>
  new ViewersError('unavailable', `${sentence} The reason is in the log of the server.`)

const forbidden = (): ViewersError =>
  new ViewersError(
    'forbidden',
    'This request may not see the viewers of this stream: `authorize` refused it.',
  )
