import type { ViewerSnapshot } from '../core/snapshot'
import { isStreamId } from '../core/streamId'
import { unlessAborted } from '../core/unlessAborted'
import { engagementCounts } from '../mux/engagementCounts'
import { monitoring } from '../mux/monitoring'
import { sourceTtl } from '../mux/sourceTtl'
import { checkOptions } from './checkOptions'
import { createRecord, RECORD_EVERY_MS } from './createRecord'
import { FaultLog } from './FaultLog'
import { GuardedCache } from './GuardedCache'
import { History } from './History'
import type { WaitUntil } from './KeptAnswers'
import type { MuxViewersOptions } from './MuxViewersOptions'
import { Readings } from './Readings'
import { readSource } from './readSource'
import { createRecorder } from './createRecorder'
import { answerRequest } from './route'
import { StreamResolver } from './StreamResolver'
import { STATE_TTL_MS } from './StreamStates'
import type { MuxViewers, MuxViewersContext } from './MuxViewers'
import { createTokenRoute } from './token'
import { createBroadcastControls } from './broadcastControls'
import type { ViewersLogger } from '../core/ViewersLogger'

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
  const resolver = resolve && new StreamResolver(resolve, faultLog)
  const cache = options.sharedCache && new GuardedCache(options.sharedCache, faultLog)
  const record = createRecord(options, { now, faultLog, found: (id) => readings.found(id) })
  const readings: Readings = new Readings({
    mux,
    sources: sources.map((source) => (typeof source === 'function' ? readSource(source) : source)),
    faultLog,
    now,
    maxWaitMs: maxWait,
    stateTtlMs: stateTtl(options, logger),
    confirmsCollapse: options.confirmCollapse === true,
    cache,
    resolver,
    ...record,
  })
  const { store, recordEvery: recordEveryMs = RECORD_EVERY_MS } = options
  const history = new History({ store, resolver, maxWaitMs: maxWait, recordEveryMs, now, faultLog })
  const allowOrigins = options.allowOrigins ?? []
  const route = { authorize, allowOrigins, readings, history, faultLog }

  const answer: MuxViewers['fetch'] = (request, context) =>
    answerRequest(request, route, waitUntilOf(context))
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
    history: (request) => history.of(request),
    recorder: (recording) =>
      createRecorder(recording, {
        ...record,
        vouch: (id) => readings.vouch(id),
        read: (id, waitUntil) => readings.readStream(id, waitUntil),
        recordEveryMs,
        store,
        cache,
        now,
        faultLog,
      }),
    token: createTokenRoute({
      ...route,
      mux,
      resolver,
      maxWaitMs: maxWait,
      tokenLife: options.tokenLife,
    }),
    ...createBroadcastControls({ mux, now, faultLog, broadcasts: record.broadcasts, waitUntilOf }),
  }
}

function waitUntilOf(context: MuxViewersContext | object = {}): WaitUntil {
  const runtime: MuxViewersContext = context
  return typeof runtime.waitUntil === 'function'
    ? (promise) => keepAwake(runtime, promise)
    : undefined
}

/** A platform that does not take a promise any more is no reason to fail the answer. */
function keepAwake(runtime: MuxViewersContext, promise: Promise<unknown>): void {
  try {
    // Called as a method: a Worker's `ctx` does not bear it otherwise.
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
