import { breakdownRows } from './breakdownRows'
import type { Dimensions } from './dimensionsOf'
import type { MonitoringDimension } from './monitoringDimensions'
import type { MonitoringQuery } from './MonitoringQuery'
import { parseFilters } from './parseFilters'
import { emptyTally, tallyViews } from './tallyViews'
import { pointMs, pointsKept, type ViewHistory } from './ViewHistory'

/** What an answer is made of. */
export interface MonitoringAnswersOptions {
  history: ViewHistory
  now: () => number
  /** How late a point is, in milliseconds. */
  lagMs: number
  /** The dimensions there are. */
  dimensions: readonly MonitoringDimension[]
}

/** What every answer of Monitoring is wrapped in. */
interface MonitoringAnswer {
  data: unknown[]
  timeframe: readonly [number, number]
  total_row_count: number
}

/** @param isCcv whether the metric is the count of viewers; others are not measured: null */
type Answer = (query: MonitoringQuery, isCcv: boolean) => MonitoringAnswer

/** The answers about a metric, by the last part of their path. */
type MonitoringAnswers = Record<'timeseries' | 'breakdown' | 'breakdown-timeseries', Answer>

const pointSeconds = pointMs / 1_000
/** Points of a timeseries of which no start is asked: as many as in Mux's example. */
const defaultPoints = 360
/** Length of a breakdown timeseries of which no timeframe is asked, in seconds. */
const defaultTimeframe = 60

/**
 * Answers about any moment of the last 24 hours up to the newest point, which is `lagMs` old.
 * https://www.mux.com/docs/api-reference/data/monitoring
 */
export function createMonitoringAnswers(options: MonitoringAnswersOptions): MonitoringAnswers {
  const { history, now, lagMs, dimensions } = options
  const newest = (): number => Math.floor((now() - lagMs) / pointMs)
  const oldest = (): number => Math.ceil(now() / pointMs) - pointsKept

  return {
    timeseries(query, isCcv) {
      const matches = parseFilters(query.filters, dimensions)
      const { timestamp } = query
      const last = newest()
      const first =
        timestamp === null
          ? last - defaultPoints + 1
          : Math.max(Math.ceil(timestamp / pointSeconds), oldest())
      const tallies = tallyViews(history.views, { first, last, matches, by: () => null })
      const { concurrent } = tallies.get(null) ?? emptyTally(last - first + 1)
      const data = concurrent.map((viewers, index) => ({
        date: date(first + index),
        value: isCcv ? viewers : null,
        concurrent_viewers: viewers,
      }))
      return envelope(data, [first * pointSeconds, Math.max(first, last) * pointSeconds])
    },

    breakdown(query, isCcv) {
      const matches = parseFilters(query.filters, dimensions)
      const { dimension, order } = query
      const timestamp = query.timestamp ?? Math.floor(now() / 1_000)
      const point = Math.min(Math.floor(timestamp / pointSeconds), newest())
      const by = (view: Dimensions): string | null => view[dimension] ?? null
      const last = point < oldest() ? point - 1 : point
      const tallies = tallyViews(history.views, { first: point, last, matches, by })
      return envelope(breakdownRows(tallies, 0, order, isCcv), [timestamp, timestamp])
    },

    'breakdown-timeseries'(query, isCcv) {
      const matches = parseFilters(query.filters, dimensions)
      const { dimension, order, limit } = query
      const end = (newest() + 1) * pointSeconds
      const timeframe = query.timeframe(oldest() * pointSeconds) ?? [end - defaultTimeframe, end]
      // As in Mux's example: the start is a point of it, the end is not.
      const first = Math.ceil(timeframe[0] / pointSeconds)
      const last = Math.min(Math.ceil(timeframe[1] / pointSeconds) - 1, newest())
      const by = (view: Dimensions): string | null => view[dimension] ?? null
      const tallies = tallyViews(history.views, { first, last, matches, by })
      const data = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
        date: date(first + index),
        values: breakdownRows(tallies, index, order, isCcv)
          .slice(0, limit)
          .map(({ negative_impact: _impact, ...row }) => row),
      }))
      return envelope(data, timeframe, data.length)
    },
  }
}

/** In all of Mux's examples but that of a breakdown timeseries the count of rows is 1. */
function envelope(
  data: unknown[],
  timeframe: readonly [number, number],
  rows = 1,
): MonitoringAnswer {
  return { data, timeframe, total_row_count: rows }
}

function date(point: number): string {
  return new Date(point * pointMs).toISOString().replace(/\.\d+Z$/, 'Z')
}
