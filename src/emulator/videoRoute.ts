import { Hono } from 'hono'

import type { Asset } from './Asset'
import { describeStream } from './describeStream'
import type { LiveStream } from './LiveStream'
import { notFound } from './muxAnswers'

/**
 * `GET /video/v1/live-streams/{id}`, `PUT /video/v1/live-streams/{id}/complete` and
 * `GET /video/v1/playback-ids/{id}`:
 * https://www.mux.com/docs/api-reference/video/live-streams
 * https://www.mux.com/docs/api-reference/video/playback-id
 */
export function createVideoRoute(
  streams: ReadonlyMap<string, LiveStream>,
  assets: ReadonlyMap<string, Asset>,
): Hono {
  const route = new Hono()
  route.get('/video/v1/live-streams/:id', (context) => {
    const id = context.req.param('id')
    const stream = streams.get(id)
    if (stream?.id !== id) return notFound(context)
    // Text here, a number in webhooks: so it is with Mux.
    const created_at = String(Math.floor(stream.createdAt / 1_000))
    return context.json({ data: { ...describeStream(stream), created_at } })
  })
  route.put('/video/v1/live-streams/:id/complete', (context) => {
    const id = context.req.param('id')
    const stream = streams.get(id)
    if (stream?.id !== id) return notFound(context)
    // Also for a stream that is not live, of which Mux does not say what it answers.
    stream.complete()
    return context.json({ data: {} })
  })
  route.get('/video/v1/playback-ids/:id', (context) => {
    const id = context.req.param('id')
    const stream = streams.get(id)
    const played = stream ?? assets.get(id)
    if (played?.playbackId !== id) return notFound(context)
    const object = { id: played.id, type: stream ? 'live_stream' : 'asset' }
    return context.json({ data: { id, policy: 'public', object } })
  })
  return route
}
