import { Hono } from 'hono'

import type { Asset } from './Asset'
import type { LiveStream } from './LiveStream'
import { createMediaReader, mediaLoop, mediaTraits, segmentName } from './mediaFiles'
import { notFound } from './muxAnswers'

const playlistType = 'application/vnd.apple.mpegurl'

/**
 * Plays the streams and their recordings: `GET /{playbackId}.m3u8` and what it leads to. A stream
 * that is not live answers 412, as Mux does, and so does a recording without any segment:
 * https://www.mux.com/docs/guides/stream-recordings-of-live-streams
 */
export function createMediaRoute(
  streams: ReadonlyMap<string, LiveStream>,
  assets: ReadonlyMap<string, Asset>,
): Hono {
  const route = new Hono()
  const read = createMediaReader()
  const segments = new Map(
    Array.from({ length: mediaLoop.segments }, (_, file) => [segmentName(file), file] as const),
  )
  const playedBy = (playbackId: string): LiveStream | Asset | undefined => {
    const played = streams.get(playbackId) ?? assets.get(playbackId)
    return played?.playbackId === playbackId ? played : undefined
  }

  route.get('/:master{[A-Za-z0-9_-]+\\.m3u8}', (context) => {
    const playbackId = context.req.param('master').slice(0, -'.m3u8'.length)
    const played = playedBy(playbackId)
    if (!played) return notFound(context)
    if (played.refusal !== null) return context.text(played.refusal, 412)
    const { averageBandwidth, bandwidth, codecs, frameRate, resolution } = mediaTraits
    return context.body(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:3',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},AVERAGE-BANDWIDTH=${averageBandwidth},CODECS="${codecs}",RESOLUTION=${resolution},FRAME-RATE=${frameRate}`,
        `${playbackId}/live.m3u8`,
        '',
      ].join('\n'),
      200,
      { 'content-type': playlistType, 'cache-control': 'no-store' },
    )
  })

  // Not refused to a stream that has stopped: who is watching sees it stand still.
  route.get('/:playbackId/live.m3u8', (context) => {
    const played = playedBy(context.req.param('playbackId'))
    if (!played) return notFound(context)
    const playlist = played.playlist()
    if (playlist === null) return context.text('Live stream is not active', 412)
    return context.body(playlist, 200, {
      'content-type': playlistType,
      'cache-control': 'no-store',
    })
  })

  route.get('/:playbackId/:segment{[0-9]+\\.ts}', async (context) => {
    const file = segments.get(context.req.param('segment'))
    if (file === undefined || !playedBy(context.req.param('playbackId'))) return notFound(context)
    return context.body(await read(file), 200, {
      'content-type': 'video/mp2t',
      'cache-control': 'public, max-age=3600',
    })
  })
  return route
}
