import { isWhole } from '../core/isWhole'
import type { SourceReading } from '../core/source'
import { ViewersError } from '../core/ViewersError'

/**
 * The newest rows in an answer of Monitoring about current viewers by a dimension, by its values; a
 * value without a row has no viewers. Points without any row are passed over, since Mux may not
 * have them yet, unless all are. Rows are never added up. Throws a `ViewersError` for what is no such answer.
 *
 * @param limit how many rows a point could have; where one has so many it may have been cut off
 * @see https://www.mux.com/docs/api-reference/data/monitoring
 */
export function newestRows(
  body: unknown,
  limit: number,
): (value: string) => SourceReading | ViewersError {
  const data = (body as { data?: unknown } | null | undefined)?.data
  if (!Array.isArray(data) || data.length === 0) throw unreadable()
  let newest = { time: Number.NEGATIVE_INFINITY, rows: new Map<unknown, unknown>() }
  for (const point of data) {
    const { date, values } = (point ?? {}) as { date?: unknown; values?: unknown }
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
    if (Number.isNaN(time) || !Array.isArray(values)) throw unreadable()
    // By their dates, since nothing says in which order they come.
    if (values.length > 0 && time >= newest.time) newest = { time, rows: readRows(values) }
  }
  const { rows } = newest
  return (value) => {
    if (!rows.has(value) && rows.size >= limit) return unreadable()
    const viewers = rows.has(value) ? rows.get(value) : 0
    return isWhole(viewers) ? { viewers } : unreadable()
  }
}

function readRows(values: readonly unknown[]): Map<unknown, unknown> {
  const rows = new Map<unknown, unknown>()
  for (const row of values) {
    const { value, metric_value: viewers } = (row ?? {}) as Record<string, unknown>
    if (!(value === null || typeof value === 'string') || rows.has(value)) throw unreadable()
    rows.set(value, viewers)
  }
  return rows
}

const unreadable = (): ViewersError =>
  new ViewersError(
    'bad_response',
    'Mux gave no answer that can be read as a breakdown. Check the base URL of the client.',
    { at: 'mux' },
  )
