import { isViewersError, ViewersError } from '../core/ViewersError'
import { askClient, MONITORING, REQUEST_TIMEOUT_MS } from './askClient'
import type { MuxRequestOptions } from './MuxClient'

/** By what Monitoring can tell streams apart. */
export type StreamDimension = 'live_stream_id' | 'video_id' | 'video_title'

/** What {@link chooseDimension} needs. */
export interface ChooseDimensionOptions {
  listDimensions: (options: MuxRequestOptions) => PromiseLike<unknown>
  /** What is taken where there is no `live_stream_id`. */
  configured: StreamDimension
  now: () => number
}

/** An account may get a dimension that it lacked. */
const RECHECK_MS = 600_000

/**
 * Finds the dimension by which streams are told apart: `live_stream_id` where Mux offers it, which
 * its guide says and its OpenAPI does not, else the configured one. Asks once, whoever waits; a
 * failure is no answer, and that nothing fits holds for ten minutes.
 * @see https://www.mux.com/docs/guides/monitoring-metrics
 */
export function chooseDimension(options: ChooseDimensionOptions): () => Promise<StreamDimension> {
  const { listDimensions, configured, now } = options
  let chosen: StreamDimension | undefined
  let refusal: { error: ViewersError; at: number } | undefined
  let flight: { asked: Promise<StreamDimension>; at: number } | undefined

  const ask = async (): Promise<StreamDimension> => {
    const names = readNames(
      await askClient(listDimensions, { now, about: MONITORING }).catch(explain),
    )
    chosen = (['live_stream_id', configured] as const).find((name) => names.has(name))
    if (chosen !== undefined) return chosen
    refusal = { error: lacking(configured), at: now() }
    throw refusal.error
  }

  // A clock that was set back must not stop the asking.
  const isWithin = (at: number, spanMs: number): boolean => now() >= at && now() - at < spanMs

  return async () => {
    if (chosen !== undefined) return chosen
    if (refusal !== undefined && isWithin(refusal.at, RECHECK_MS)) throw refusal.error
    // A request can be cut off with the one that began it (edge runtimes): then it never settles.
    if (flight !== undefined && isWithin(flight.at, 2 * REQUEST_TIMEOUT_MS)) return flight.asked
    const mine = { asked: ask(), at: now() }
    flight = mine
    try {
      return await mine.asked
    } finally {
      if (flight === mine) flight = undefined
    }
  }
}

function readNames(body: unknown): Set<unknown> {
  const data = (body as { data?: unknown } | null | undefined)?.data
  if (Array.isArray(data)) {
    return new Set(data.map((entry) => (entry as { name?: unknown } | null | undefined)?.name))
  }
  const sentence =
    'Mux gave no answer that can be read as dimensions. Check the base URL of the client.'
  throw new ViewersError('bad_response', sentence, { at: 'mux' })
}

/** What Mux answers to an account without Monitoring is not documented: 403 and 404 are taken alike. */
function explain(error: unknown): never {
  if (!isViewersError(error) || (error.code !== 'forbidden' && error.code !== 'not_found')) {
    throw error
  }
  throw new ViewersError(
    'forbidden',
    'Mux does not offer Monitoring to this access token. It comes with a Media plan, and the token must be allowed to read ' +
      'Mux Data. Without that plan use engagement counts: set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.',
    { at: 'mux', retryAfterMs: error.retryAfterMs },
  )
}

function lacking(configured: StreamDimension): ViewersError {
  const known =
    configured === 'live_stream_id'
      ? 'Give monitoring a `dimension` that your player fills in, video_id or video_title, or'
      : `Nor does it offer ${configured}, the \`dimension\` that monitoring was given. Give it another one, or`
  return new ViewersError(
    'invalid_request',
    `Monitoring of this Mux account does not tell streams apart by live_stream_id. ${known} use engagement counts: ` +
      'set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.',
    { at: 'mux' },
  )
}
