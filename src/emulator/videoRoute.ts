import { Hono } from 'hono'

import { describeStream } from './describeStream'
import type { LiveStream } from './LiveStream'
import { notFound } from './muxAnswers'

/**
 * `GET /video/v1/live-streams/{id}` and `GET /video/v1/playback-ids/{id}`:
 * https://www.mux.com/docs/api-reference/video/live-streams
 * https://www.mux.com/docs/api-reference/video/playback-id
 */
export function createVideoRoute(streams: ReadonlyMap<string, LiveStream>): Hono {
  const route = new Hono()
  route.get('/video/v1/live-streams/:id', (context) => {
    const id = context.req.param('id')
    const stream = streams.get(id)
    if (stream?.id !== id) return notFound(context)
    // Text here, a number in webhooks: so it is with Mux.
    const created_at = String(Math.floor(stream.createdAt / 1_000))
    return context.json({ data: { ...describeStream(stream), created_at } })
  })
  route.get('/video/v1/playback-ids/:id', (context) => {
    const id = context.req.param('id')
    const stream = streams.get(id)
    if (stream?.playbackId !== id) return notFound(context)
    const object = { id: stream.id, type: 'live_stream' }
    return context.json({ data: { id, policy: 'public', object } })
  })
  return route
}
