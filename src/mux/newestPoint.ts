import { isWhole } from '../core/isWhole'
import { ViewersError } from '../core/ViewersError'

/**
 * The newest number in an answer of Monitoring about current viewers. Points without one are passed
 * over; by their dates, since nothing says in which order they come. Throws a `ViewersError`: a series
 * without a number is not known, which is not 0, and one with anything else in it is not read at all.
 * @see https://www.mux.com/docs/api-reference/data/monitoring
 */
export function newestPoint(body: unknown): number {
  const data = (body as { data?: unknown } | null | undefined)?.data
  if (!Array.isArray(data)) throw unreadable()
  let newest: { time: number; value: number } | null = null
  for (const point of data) {
    const { date, value } = (point ?? {}) as { date?: unknown; value?: unknown }
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
    if (Number.isNaN(time) || !(value === null || isWhole(value))) throw unreadable()
    if (value !== null && (newest === null || time >= newest.time)) newest = { time, value }
  }
  if (newest !== null) return newest.value
  throw new ViewersError(
    'not_found',
    'Mux Monitoring has no number for this stream in the last minute. Check that the id is that of a live stream, ' +
      'and that the clock of this server is right.',
    { at: 'mux' },
  )
}

const unreadable = (): ViewersError =>
  new ViewersError(
    'bad_response',
    'Mux gave no answer that can be read as Monitoring. Check the base URL of the client.',
    { at: 'mux' },
  )
