import type { SourceReading, SourceRequest, ViewersSource } from '../core/source'
import { isStreamId } from '../core/streamId'
import { ViewersError } from '../core/ViewersError'
import type { ViewersLogger } from '../core/ViewersLogger'
import { askClient, MONITORING } from './askClient'
import { chooseDimension, type StreamDimension } from './chooseDimension'
import { assertMuxClient, hasAccessToken, type MuxClient } from './MuxClient'
import { newestPoint } from './newestPoint'
import { newestRows } from './newestRows'
import { assertPerSecond, assertTtl, sourceTtl } from './sourceTtl'
import { untilAborted } from './untilAborted'

/** Mux makes one point in five seconds. */
const TTL_FLOOR_MS = 5_000

/** The newest point is up to 20 seconds old; without a start Mux would give 360 of them. */
const LOOK_BACK_MS = 60_000

/** More rows Mux does not give at once; it is never asked about so many streams that any could be cut off. */
const ROWS_MAX = 100

const METRIC = 'current-concurrent-viewers'

const DIMENSIONS: readonly unknown[] = ['live_stream_id', 'video_id', 'video_title']

const NO_TOKEN =
  'Monitoring needs a Mux access token that may read Mux Data. Set MUX_TOKEN_ID and MUX_TOKEN_SECRET, or give both to new Mux().'

const NO_MONITORING =
  'Monitoring needs a Mux client with data.monitoring. Give it the client of @mux/mux-node 14 or later.'

/** Options of {@link monitoring}. */
export interface MonitoringOptions {
  /**
   * Your `new Mux()`, with an access token that may read Mux Data (`MUX_TOKEN_ID`,
   * `MUX_TOKEN_SECRET`). Throws when it is none.
   */
  mux: MuxClient
  /**
   * How long a reading holds, in milliseconds: Mux is asked once per stream in that time. Default
   * and least 5,000; less only when the client's `baseURL` is not on mux.com, else it is raised
   * with one warning. Streams that are due together are read by one request. Throws when it is no
   * number above 0.
   */
  ttl?: number | undefined
  /**
   * What streams are told apart by where Mux does not offer `live_stream_id`, which is taken first:
   * `video_id` or `video_title`, as your player's metadata give it. Default `'live_stream_id'`:
   * nothing else is tried. Throws when it is none of these.
   */
  dimension?: StreamDimension | undefined
  /**
   * What your player gives as `video_id` or `video_title` for a stream; not asked while
   * `live_stream_id` is used. Default: the stream id itself.
   */
  valueFor?: ((streamId: string) => string) | undefined
  /**
   * How many requests a second Mux bears. Default 1, which is what Mux says of Monitoring; raise it
   * when Mux has raised it for you. Throws when it is no number above 0.
   * @see https://www.mux.com/docs/core/make-api-requests
   */
  perSecond?: number | undefined
  /** Told once when `ttl` is raised. Default `console`. */
  logger?: ViewersLogger | undefined
  /** The server's clock, in milliseconds since the epoch. Default `Date.now`. */
  now?: (() => number) | undefined
}

/**
 * Mux Monitoring: playbacks of one live stream, a second tab among them, as of up to 20 seconds
 * ago. Comes with a Media plan; needs an access token, and no signing key.
 * @see https://www.mux.com/docs/guides/monitoring-metrics
 */
export function monitoring(options: MonitoringOptions): ViewersSource {
  assertMuxClient(options.mux, 'monitoring')
  const { mux, ttl = TTL_FLOOR_MS, dimension: configured = 'live_stream_id' } = options
  const { valueFor = String, perSecond = 1, logger = console, now = Date.now } = options
  assertTtl(ttl, 'monitoring')
  assertPerSecond(perSecond, 'monitoring')
  if (!DIMENSIONS.includes(configured)) {
    throw misuse('`dimension` of monitoring is live_stream_id, video_id or video_title.')
  }
  if (typeof valueFor !== 'function') throw misuse('`valueFor` of monitoring is a function.')

  let ttlMs: number | undefined
  let dimension: StreamDimension | undefined
  const dimensionOf = chooseDimension({
    listDimensions: (request) => apiOf(mux).listDimensions(request),
    configured,
    now,
  })

  return {
    name: 'monitoring',
    unit: 'playbacks',
    get ttlMs() {
      const url = mux.baseURL ?? ''
      ttlMs ??= sourceTtl({ caller: 'monitoring', ttl, floorMs: TTL_FLOOR_MS, url, logger })
      return ttlMs
    },
    missing() {
      const api = mux.data?.monitoring
      if (typeof api?.metrics?.getTimeseries !== 'function') return NO_MONITORING
      return hasAccessToken(mux) ? null : NO_TOKEN
    },
    perSecond,
    async read({ streamId, signal, turn }) {
      if (!isStreamId(streamId)) throw misuse('This is no id of a Mux live stream.')
      const name = await settle(signal, turn)
      const query = {
        filters: [`${name}:${valueOf(streamId, name)}`],
        timestamp: Math.floor((now() - LOOK_BACK_MS) / 1_000),
      }
      const body = await askClient(
        (request) => apiOf(mux).metrics.getTimeseries(METRIC, query, request),
        { signal, now, about: MONITORING },
      )
      return { viewers: newestPoint(body) }
    },
    ...(typeof mux.data?.monitoring.metrics.getBreakdownTimeseries === 'function' && { readMany }),
  }

  async function readMany({
    streamIds,
    signal,
    turn,
  }: ManyRequest): Promise<ReadonlyMap<string, SourceReading | ViewersError>> {
    const name = await settle(signal, turn)
    const values = new Map<string, string>()
    const readings = new Map<string, SourceReading | ViewersError>()
    for (const streamId of streamIds) {
      try {
        values.set(streamId, valueOf(streamId, name))
      } catch (error) {
        readings.set(streamId, error as ViewersError)
      }
    }
    if (values.size === 0) return readings
    const query = {
      dimension: name as 'video_title',
      filters: Array.from(new Set(values.values()), (value) => `${name}:${value}`),
      limit: ROWS_MAX,
    }
    const body = await askClient(
      (request) => apiOf(mux).metrics.getBreakdownTimeseries!(METRIC, query, request),
      { signal, now, about: MONITORING },
    )
    const rowOf = newestRows(body, ROWS_MAX)
    for (const [streamId, value] of values) readings.set(streamId, rowOf(value))
    return readings
  }

  /** The dimension; where it took a call to find it, the reading is another call, with a turn of its own. */
  async function settle(
    signal: AbortSignal,
    turn: SourceRequest['turn'],
  ): Promise<StreamDimension> {
    if (dimension !== undefined) return dimension
    const found = await untilAborted(dimensionOf(), signal)
    await untilAborted(turn?.() ?? Promise.resolve(), signal)
    dimension = found
    return found
  }

  function valueOf(streamId: string, name: StreamDimension): string {
    if (name === 'live_stream_id') return streamId
    let value: unknown
    try {
      value = valueFor(streamId)
    } catch {
      // What the app's own code throws may quote anything.
    }
    if (typeof value === 'string' && value !== '') return value
    throw misuse('`valueFor` of monitoring gave no text for a stream, or threw. Mend it.')
  }
}

type ManyRequest = Parameters<NonNullable<ViewersSource['readMany']>>[0]

type MonitoringApi = NonNullable<MuxClient['data']>['monitoring']

function apiOf(mux: MuxClient): MonitoringApi {
  if (mux.data === undefined) throw misuse(NO_MONITORING)
  return mux.data.monitoring
}

const misuse = (sentence: string): ViewersError => new ViewersError('invalid_request', sentence)
