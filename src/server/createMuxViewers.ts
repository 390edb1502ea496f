import type { ViewersFetcher, ViewerSnapshot } from '../core/snapshot'
import { isStreamId } from '../core/streamId'
import { unlessAborted } from '../core/unlessAborted'
import { engagementCounts } from '../mux/engagementCounts'
import { monitoring } from '../mux/monitoring'
import { sourceTtl } from '../mux/sourceTtl'
import { checkOptions } from './checkOptions'
import { Fallbacks } from './Fallbacks'
import { FaultLog } from './FaultLog'
import { GuardedCache } from './GuardedCache'
import type { MuxViewersOptions } from './MuxViewersOptions'
import { Readings } from './Readings'
import { readSource } from './readSource'
import { answerRequest } from './route'
import { SampleWriter } from './SampleWriter'
import { StreamResolver } from './StreamResolver'
import { STATE_TTL_MS } from './StreamStates'
import { createTokenRoute } from './token'
import type { ViewersLogger } from '../core/ViewersLogger'

/** How often a reading is kept, in milliseconds. */
const RECORD_EVERY_MS = 15_000

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
  /**
   * Answers `GET ?id=A`, exactly one id, with `{ token, expiresInMs }`, for `createCountsFetcher` in a
   * browser: signed after `authorize`, for `tokenLife`. Who has it can ask Mux for the counts of this
   * one stream until then (Mux's live stream health takes such tokens too), and for nothing else.
   * 400, 403 and 405 with a sentence; 503 where there is no signing key, with the names of its
   * variables. Never rejects, and nobody may cache it.
   * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
   */
  token(this: void, request: Request): Promise<Response>
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
  checkOptions(options)
  const { mux, authorize, logger = console, now = Date.now, maxWait = 2_000, resolve } = options
  const { sources = [engagementCounts({ mux, logger }), monitoring({ mux, logger, now })] } =
    options
  const faultLog = new FaultLog(logger, now)
  const { store, onSnapshot, fallback, recordEvery = RECORD_EVERY_MS } = options
  const resolver = resolve && new StreamResolver(resolve, faultLog)
  const readings = new Readings({
    mux,
    sources: sources.map((source) => (typeof source === 'function' ? readSource(source) : source)),
    faultLog,
    now,
    maxWaitMs: maxWait,
    stateTtlMs: stateTtl(options, logger),
    confirmsCollapse: options.confirmCollapse === true,
    cache: options.sharedCache && new GuardedCache(options.sharedCache, faultLog),
    resolver,
    writer:
      (store ?? onSnapshot) &&
      new SampleWriter({ store, onSnapshot, recordEveryMs: recordEvery, faultLog }),
    fallbacks: (store ?? fallback) && new Fallbacks({ store, fallback, faultLog, now }),
  })
  const route = { authorize, allowOrigins: options.allowOrigins ?? [], readings, faultLog }

  const answer: MuxViewers['fetch'] = (request, context) => {
    const runtime: MuxViewersContext = context ?? {}
    // Called as a method: a Worker's `ctx` does not bear it otherwise.
    const waitUntil =
      typeof runtime.waitUntil === 'function'
        ? (promise: Promise<unknown>) => keepAwake(runtime, promise)
        : undefined
    return answerRequest(request, route, waitUntil)
  }
  // One argument only: what frameworks pass as the second (params) is nothing of ours.
  const handler = (request: Request): Promise<Response> => answer(request)

  return {
    fetch: answer,
    handlers: { GET: handler, HEAD: handler, POST: handler, OPTIONS: handler },
    async fetcher({ streamIds, signal }) {
      const answers = Promise.all(
        streamIds.map(async (id) =>
          isStreamId(id) ? (await readings.read(id)).snapshot : badId(id),
        ),
      )
      // Heard once for all of them: Node warns of a signal to which many listen.
      return unlessAborted(answers, signal)
    },
    token: createTokenRoute({
      ...route,
      mux,
      resolver,
      maxWaitMs: maxWait,
      tokenLife: options.tokenLife,
    }),
  }
}

/** A platform that does not take a promise any more is no reason to fail the answer. */
function keepAwake(runtime: MuxViewersContext, promise: Promise<unknown>): void {
  try {
    runtime.waitUntil?.(promise)
  } catch {
    // Then the work ends with the request, and is known to be lost later.
  }
}

function stateTtl(
  { mux, stateTtl: ttl = STATE_TTL_MS }: MuxViewersOptions,
  logger: ViewersLogger,
): number {
  const url = mux.baseURL ?? ''
  return sourceTtl({ caller: 'stateTtl', ttl, floorMs: STATE_TTL_MS, url, logger })
}

function badId(streamId: string): ViewerSnapshot {
  const message = '[mux-viewers] This is no stream id: it is 1 to 128 letters, digits, _ or -.'
  return {
    streamId,
    viewers: null,
    source: null,
    error: { code: 'invalid_request', at: 'route', message },
  }
}
