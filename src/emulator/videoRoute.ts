import { Hono } from 'hono'

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
    return stream?.id === id ? context.json({ data: describe(stream) }) : notFound(context)
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

function describe(stream: LiveStream): Record<string, unknown> {
  return {
    // Mux's answer holds the key with which anybody may broadcast; so a double must, too, or nobody
    // would notice it being passed on.
    stream_key: `not-a-real-stream-key-of-${stream.id}`,
    status: stream.status,
    reconnect_window: stream.reconnectWindow,
    playback_ids: [{ policy: 'public', id: stream.playbackId }],
    new_asset_settings: { playback_policies: ['public'] },
    id: stream.id,
    created_at: String(Math.floor(stream.createdAt / 1_000)),
    latency_mode: stream.reconnectWindow > 0 ? 'standard' : 'reduced',
    max_continuous_duration: 43_200,
  }
}
