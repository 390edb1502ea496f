import { Hono } from 'hono'
import { cors } from 'hono/cors'

import type { Asset } from './Asset'
import { type AccessToken, requireAccessToken } from './basicAuth'
import { createBeaconRoute } from './beaconRoute'
import { type CountsRouteOptions, createCountsRoute } from './countsRoute'
import type { Failures } from './failures'
import type { LiveStream } from './LiveStream'
import { limitRate, type RateLimits } from './limitRate'
import { createMediaRoute } from './mediaRoute'
import { createMonitoringRoute, type MonitoringRouteOptions } from './monitoringRoute'
import { notFound } from './muxAnswers'
import { type ApiRequest, logRequests } from './requestLog'
import { createSystemRoute } from './systemRoute'
import { createVideoRoute } from './videoRoute'

/** What the routes are made of. */
export interface EmulatorAppOptions extends CountsRouteOptions {
  token: AccessToken
  limits: RateLimits
  monitoring: MonitoringRouteOptions
  streams: ReadonlyMap<string, LiveStream>
  assets: ReadonlyMap<string, Asset>
  requests: ApiRequest[]
  failures: Failures
  receive: (body: unknown) => void
}

const restApi = ['/data/*', '/video/*', '/system/*']

/**
 * All of Mux's hosts in one: the beacon collector, the player's media, `stats.mux.com` and
 * `api.mux.com` have no path in common.
 */
export function createEmulatorApp(options: EmulatorAppOptions): Hono {
  const { token, limits, monitoring, streams, assets, requests, failures, receive, now } = options
  const app = new Hono()
  // Outermost, so that a browser can read failures, too. Only the REST API of Mux, whose paths are
  // longer, is not for browsers.
  for (const path of ['/', '/:name', '/:playbackId/:name']) app.use(path, cors())
  for (const path of ['/counts', ...restApi]) app.use(path, logRequests(requests, now))
  app.use('*', failures.middleware)
  for (const path of restApi) app.use(path, requireAccessToken(token))
  app.use('/data/v1/monitoring/*', limitRate(limits.monitoringPerSecond, limits, now))
  app.use('/counts', limitRate(limits.countsPerSecond, limits, now))
  app.use('/video/*', limitRate(limits.videoPerSecond, limits, now))
  app.route('/', createBeaconRoute(receive))
  app.route('/', createCountsRoute(options))
  app.route('/', createMonitoringRoute(monitoring))
  app.route('/', createVideoRoute(streams, assets))
  app.route('/', createSystemRoute())
  app.route('/', createMediaRoute(streams, assets))
  app.notFound(notFound)
  return app
}
