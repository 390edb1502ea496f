import { isNotLive } from '../core/isNotLive'
import type { ViewerSnapshot } from '../core/snapshot'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { writeAnswer } from '../core/wire'
import { allowOrigin } from './allowOrigin'
import { askAuthorize, type Allows, type Authorize } from './authorize'
import { cacheControl } from './cacheControl'
import type { FaultLog } from './FaultLog'
import { answerHistory } from './answerHistory'
import type { History } from './History'
import { readGet, readPost } from './readRequest'
import type { WaitUntil } from './KeptAnswers'
import type { Answer, Readings } from './Readings'
import { JSON_HEADERS, refuse } from './refuse'

/** A reading older than this is not called current in the answer to a POST, in milliseconds. */
const CURRENT_MS = 60_000

const ALLOWED_METHODS = 'GET, HEAD, POST, OPTIONS'

/** What {@link answerRequest} needs. */
export interface RouteOptions {
  authorize: Authorize
  allowOrigins: readonly string[] | '*'
  readings: Readings
  history: History
  faultLog: FaultLog
}

/** The route: a Web `Request` in, a Web `Response` out. Never rejects. */
export async function answerRequest(
  request: Request,
  options: RouteOptions,
  waitUntil?: WaitUntil,
): Promise<Response> {
  try {
    const given = await answer(request, options, waitUntil)
    return allowOrigin(request, bodiless(request, given), options)
  } catch (error) {
    // What failed may also be a `Response` of the app's own that cannot be given again.
    const refusal = isViewersError(error) ? refuse(400, error) : failed(error, options.faultLog)
    return allowOrigin(request, bodiless(request, refusal), options)
  }
}

/** `response` as it is given to a HEAD. */
function bodiless({ method }: Request, response: Response): Response {
  if (method !== 'HEAD' || response.body === null) return response
  const { status, statusText, headers } = response
  return new Response(null, { status, statusText, headers })
}

function failed(error: unknown, faultLog: FaultLog): Response {
  faultLog.tellThrown('The viewers route failed.', error)
  return refuse(
    500,
    new ViewersError(
      'unavailable',
      'The viewers route failed. The reason is in the log of the server.',
    ),
  )
}

async function answer(
  request: Request,
  { authorize, readings, history, faultLog }: RouteOptions,
  waitUntil: WaitUntil,
): Promise<Response> {
  const { method } = request
  if (method === 'OPTIONS')
    return new Response(null, { status: 204, headers: { allow: ALLOWED_METHODS } })
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    const error = new ViewersError('invalid_request', `This route takes ${ALLOWED_METHODS}.`)
    return refuse(405, error, { allow: ALLOWED_METHODS })
  }

  // `authorize` may want to read the body too.
  const isRead = authorize !== 'public' && !request.bodyUsed
  const { streamIds, past } =
    method === 'POST'
      ? { streamIds: [await readPost(isRead ? request.clone() : request)] }
      : readGet(request)
  let allows: Allows | Response
  try {
    allows = await askAuthorize(authorize, request, streamIds)
  } catch (error) {
    faultLog.tellThrown('`authorize` of createMuxViewers failed; the request was refused.', error)
    return refuse(
      500,
      new ViewersError(
        'unavailable',
        'This request could not be authorised. The reason is in the log of the server.',
      ),
    )
  }
  if (typeof allows !== 'function') return allows
  if (past !== undefined) {
    return answerHistory(past, {
      history,
      isAllowed: allows(past.streamId),
      isPublic: authorize === 'public',
    })
  }

  const given: (Answer | Promise<Answer>)[] = []
  for (const id of streamIds) given.push(allows(id) ? readings.read(id, waitUntil) : forbidden(id))
  const answers: readonly Answer[] = areHere(given)
    ? given
    : await Promise.all(given.map(async (one) => one))
  const holdsMs = method === 'POST' ? 0 : Math.min(...answers.map((one) => one.holdsMs))
  const headers = { ...JSON_HEADERS, ...cacheControl(authorize === 'public', holdsMs) }
  const snapshots = answers.map(({ snapshot }) => snapshot)
  const [first] = snapshots
  const body =
    method === 'POST' && first !== undefined
      ? JSON.stringify({ ...first, currentViewers: currentViewers(first) })
      : writeAnswer(snapshots)
  return new Response(body, { headers })
}

/** Nothing is waited for where all is cached: fifty promises take longer than fifty answers. */
const areHere = (answers: readonly (Answer | Promise<Answer>)[]): answers is readonly Answer[] =>
  !answers.some((one) => one instanceof Promise)

/** The number for a client that knows only a number: Mux's own and recent, 0 when nobody can be watching, else null. */
function currentViewers({ viewers, source, ageMs, stream }: ViewerSnapshot): number | null {
  if (isNotLive(stream)) return 0
  return source === 'mux' && ageMs !== undefined && ageMs < CURRENT_MS ? viewers : null
}

function forbidden(streamId: string): Answer {
  const message =
    '[mux-viewers] This request may not see the viewers of this stream: `authorize` refused it.'
  return {
    snapshot: {
      streamId,
      viewers: null,
      source: null,
      error: { code: 'forbidden', at: 'route', message },
    },
    holdsMs: 0,
  }
}
