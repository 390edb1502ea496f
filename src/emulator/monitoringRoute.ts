import { type Context, Hono } from 'hono'

import { createMonitoringAnswers, type MonitoringAnswersOptions } from './createMonitoringAnswers'
import { monitoringDimensions } from './monitoringDimensions'
import { monitoringMetrics } from './monitoringMetrics'
import { MonitoringQuery } from './MonitoringQuery'
import { muxError, notFound } from './muxAnswers'
import { RefusedQuery } from './RefusedQuery'

/** What the route asks of the emulator. */
export interface MonitoringRouteOptions extends MonitoringAnswersOptions {
  /** Whether the account's plan has Monitoring. */
  plan: boolean
}

const base = '/data/v1/monitoring'

/**
 * `GET /data/v1/monitoring/…`, who is watching now and in the last 24 hours, counted by views:
 * https://www.mux.com/docs/api-reference/data/monitoring
 */
export function createMonitoringRoute(options: MonitoringRouteOptions): Hono {
  const { now, plan, dimensions } = options
  const answers = createMonitoringAnswers(options)
  const route = new Hono()

  route.use(`${base}/*`, (context, next) => {
    if (plan) return next()
    // Mux says who may ask, not what others are told.
    const sentence = 'Monitoring is not available on the plan of this account'
    return Promise.resolve(context.json(muxError('forbidden', sentence), 403))
  })

  const list = (context: Context, names: readonly [string, string][]): Response => {
    const end = Math.floor(now() / 1_000)
    return context.json({
      data: names.map(([name, display_name]) => ({ name, display_name })),
      timeframe: [end - 24 * 60 * 60, end],
      total_row_count: 1,
    })
  }
  route.get(`${base}/dimensions`, (context) =>
    list(
      context,
      dimensions.map((name) => [name, monitoringDimensions[name]]),
    ),
  )
  route.get(`${base}/metrics`, (context) => list(context, Object.entries(monitoringMetrics)))

  for (const [path, answer] of Object.entries(answers)) {
    route.get(`${base}/metrics/:metric/${path}`, (context) => {
      const metric = context.req.param('metric')
      if (!Object.hasOwn(monitoringMetrics, metric) || metric === 'video-startup-time') {
        return notFound(context)
      }
      try {
        const query = new MonitoringQuery(context.req.url, dimensions)
        return context.json(answer(query, metric === 'current-concurrent-viewers'))
      } catch (error) {
        if (error instanceof RefusedQuery) return context.json({ error: error.message }, 400)
        throw error
      }
    })
  }
  return route
}
