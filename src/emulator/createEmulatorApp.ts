import { Hono } from 'hono'
import { cors } from 'hono/cors'

import { type AccessToken, requireAccessToken } from './basicAuth'
import { createBeaconRoute } from './beaconRoute'
import { type CountsRouteOptions, createCountsRoute } from './countsRoute'
import type { Failures } from './failures'
import type { LiveStream } from './LiveStream'
import { createMediaRoute } from './mediaRoute'
import { notFound } from './muxAnswers'
import { type ApiRequest, logRequests } from './requestLog'
import { createSystemRoute } from './systemRoute'
import { createVideoRoute } from './videoRoute'

/** What the routes are made of. */
export interface EmulatorAppOptions extends CountsRouteOptions {
  token: AccessToken
  streams: ReadonlyMap<string, LiveStream>
  requests: ApiRequest[]
  failures: Failures
  receive: (body: unknown) => void
}

/**
 * All of Mux's hosts in one: the beacon collector, the player's media, `stats.mux.com` and
 * `api.mux.com` have no path in common.
 */
export function createEmulatorApp(options: EmulatorAppOptions): Hono {
  const { token, streams, requests, failures, receive, now } = options
  const app = new Hono()
  // Outermost, so that a browser can read failures, too. Only the REST API of Mux, whose paths are
  // longer, is not for browsers.
  for (const path of ['/', '/:name', '/:playbackId/:name']) app.use(path, cors())
  for (const path of ['/counts', '/video/*', '/system/*']) app.use(path, logRequests(requests, now))
  app.use('*', failures.middleware)
  for (const path of ['/video/*', '/system/*']) app.use(path, requireAccessToken(token))
  app.route('/', createBeaconRoute(receive))
  app.route('/', createCountsRoute(options))
  app.route('/', createVideoRoute(streams))
  app.route('/', createSystemRoute())
  app.route('/', createMediaRoute(streams))
  app.notFound(notFound)
  return app
}
