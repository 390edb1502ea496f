import type { RowOrder } from './MonitoringQuery'
import type { Tally } from './tallyViews'

/** A row of a breakdown, in Mux's words. */
export interface BreakdownRow {
  value: string | null
  metric_value: number | null
  concurrent_viewers: number
  starting_up_viewers: number
  negative_impact: number
}

/**
 * The rows of a breakdown at one point, in order; a value nobody has at that point makes none. Ties
 * are put in order by the value, so that the same views make the same answer.
 *
 * @param point index into the tallies
 * @param isMeasured whether the metric is the count itself; others the emulator does not measure
 */
export function breakdownRows(
  tallies: ReadonlyMap<string | null, Tally>,
  point: number,
  order: RowOrder,
  isMeasured: boolean,
): BreakdownRow[] {
  const rows = [...tallies]
    .map(([value, { concurrent, starting }]) => ({
      value,
      metric_value: isMeasured ? concurrent[point]! : null,
      concurrent_viewers: concurrent[point]!,
      starting_up_viewers: starting[point]!,
      negative_impact: 0,
    }))
    .filter((row) => row.concurrent_viewers > 0)
    .toSorted(
      (one, other) =>
        other.concurrent_viewers - one.concurrent_viewers || compareFields(one, other),
    )
  // The greatest impact is the first; what Mux computes it from is not documented.
  for (const [index, row] of rows.entries()) row.negative_impact = index + 1
  const sign = order.direction === 'asc' ? 1 : -1
  return rows.toSorted(
    (one, other) => sign * comparisons[order.by](one, other) || compareFields(one, other),
  )
}

type Compare = (one: BreakdownRow, other: BreakdownRow) => number

const compareFields: Compare = (one, other) => {
  const [a, b] = [one.value ?? '', other.value ?? '']
  if (a === b) return 0
  return a < b ? -1 : 1
}

const comparisons: Record<RowOrder['by'], Compare> = {
  field: compareFields,
  views: (one, other) => one.concurrent_viewers - other.concurrent_viewers,
  value: (one, other) => (one.metric_value ?? 0) - (other.metric_value ?? 0),
  negative_impact: (one, other) => one.negative_impact - other.negative_impact,
}
