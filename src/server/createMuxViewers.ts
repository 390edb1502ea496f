import type { ViewersFetcher, ViewerSnapshot } from '../core/snapshot'
import type { ViewersSource } from '../core/source'
import { isStreamId } from '../core/streamId'
import { ViewersError } from '../core/ViewersError'
import { engagementCounts } from '../mux/engagementCounts'
import { monitoring } from '../mux/monitoring'
import { assertMuxClient, type MuxClient } from '../mux/MuxClient'
import type { Authorize } from './authorize'
import { FaultLog } from './FaultLog'
import { Readings } from './Readings'
import { answerRequest } from './route'
import type { ViewersLogger } from '../core/ViewersLogger'

/** Options of {@link createMuxViewers}. */
export interface MuxViewersOptions {
  /**
   * Your `new Mux()` of `@mux/mux-node` 14 or later. Throws when it is none. A variable that it
   * lacks throws nothing: every answer then says which one, and so does the log, once.
   */
  mux: MuxClient
  /** Who may see which streams, or `'public'`. No default: throws when it is left away. */
  authorize: Authorize
  /**
   * Who is asked: the first that has what it needs. Default
   * `[engagementCounts({ mux }), monitoring({ mux })]`: people where there is a signing key, else
   * playbacks. Throws when the list is empty.
   */
  sources?: readonly ViewersSource[] | undefined
  /** Told of each fault once until it changes, and once when it is over. Default `console`. */
  logger?: ViewersLogger | undefined
  /** The server's clock, in milliseconds since the epoch. Default `Date.now`. */
  now?: (() => number) | undefined
  /**
   * How long an answer waits for a new reading, in milliseconds; then the old one is given with its
   * true age, and the asking goes on. Default 2,000. Throws when it is no number, 0 or more.
   */
  maxWait?: number | undefined
}

/** What a runtime gives beside the request. */
export interface MuxViewersContext {
  /** Keeps an edge function alive for work that goes on after the answer, as `ctx` of a Worker does. */
  waitUntil?(promise: Promise<unknown>): void
}

/** The server part: a route, and the same readings without it. */
export interface MuxViewers {
  /**
   * Answers `GET ?id=A&id=B` with `{ snapshots }` in the order asked, and `POST {"liveStreamId":"A"}`
   * with one snapshot and `currentViewers`. 400 with a sentence for what it cannot read, 405 for
   * other methods, 500 when `authorize` throws. Trouble with Mux is `error` in a snapshot, under
   * status 200. Never rejects. Fits where a server takes a fetch function: what it passes as its
   * second argument may be anything, only `waitUntil` is used.
   */
  fetch(this: void, request: Request, context?: MuxViewersContext | object): Promise<Response>
  /** {@link MuxViewers.fetch} by method, to be exported from a route file. */
  readonly handlers: Readonly<
    Record<'GET' | 'HEAD' | 'POST' | 'OPTIONS', (request: Request) => Promise<Response>>
  >
  /**
   * The same readings without HTTP, for rendering on the server. It is not behind `authorize`. An id
   * of the wrong form gets an `invalid_request` snapshot. Rejects only when its signal is aborted.
   */
  readonly fetcher: ViewersFetcher
}

/**
 * Asks Mux how many are watching, for any number of visitors: in each server process one upstream
 * call per stream per TTL, failures included. Make one for the whole process and keep it.
 *
 * @example
 * export const viewers = createMuxViewers({ mux: new Mux(), authorize: 'public' })
 * export const { GET, POST, OPTIONS } = viewers.handlers
 */
export function createMuxViewers(options: MuxViewersOptions): MuxViewers {
  check(options)
  const { mux, authorize, logger = console, now = Date.now, maxWait = 2_000 } = options
  const { sources = [engagementCounts({ mux, logger }), monitoring({ mux, logger, now })] } =
    options
  const faultLog = new FaultLog(logger, now)
  const readings = new Readings({ sources, faultLog, now, maxWaitMs: maxWait })

  const answer: MuxViewers['fetch'] = (request, context) => {
    const runtime: MuxViewersContext = context ?? {}
    // Called as a method: a Worker's `ctx` does not bear it otherwise.
    const waitUntil =
      typeof runtime.waitUntil === 'function'
        ? (promise: Promise<unknown>) => runtime.waitUntil?.(promise)
        : undefined
    return answerRequest(request, { authorize, readings, faultLog }, waitUntil)
  }
  // One argument only: what frameworks pass as the second (params) is nothing of ours.
  const handler = (request: Request): Promise<Response> => answer(request)

  return {
    fetch: answer,
    handlers: { GET: handler, HEAD: handler, POST: handler, OPTIONS: handler },
    async fetcher({ streamIds, signal }) {
      const answers = await Promise.all(
        streamIds.map(async (id) =>
          isStreamId(id) ? (await readings.read(id, { signal })).snapshot : badId(id),
        ),
      )
      signal.throwIfAborted()
      return answers
    },
  }
}

function check(options: MuxViewersOptions): void {
  const { authorize, sources, logger, maxWait } =
    (options as MuxViewersOptions | undefined) ?? ({} as MuxViewersOptions)
  assertMuxClient((options as MuxViewersOptions | undefined)?.mux, 'createMuxViewers')
  if (authorize !== 'public' && typeof authorize !== 'function') {
    throw misuse(
      "no `authorize`. Give it a function (request, streamIds) that says who may see which streams, or the word 'public'",
    )
  }
  if (sources !== undefined && (!Array.isArray(sources) || sources.length === 0)) {
    throw misuse(
      'no source in `sources`. Leave it away for [engagementCounts({ mux }), monitoring({ mux })]',
    )
  }
  if (logger !== undefined && typeof logger.error !== 'function') {
    throw misuse('a `logger` without `error(message)`')
  }
  if (maxWait !== undefined && !(Number.isFinite(maxWait) && maxWait >= 0)) {
    throw misuse('a `maxWait` that is no number of milliseconds, 0 or more')
  }
}

const misuse = (what: string): ViewersError =>
  new ViewersError('invalid_request', `createMuxViewers was given ${what}.`)

function badId(streamId: string): ViewerSnapshot {
  const message = '[mux-viewers] This is no stream id: it is 1 to 128 letters, digits, _ or -.'
  return {
    streamId,
    viewers: null,
    source: null,
    error: { code: 'invalid_request', at: 'route', message },
  }
}
