import type { Subject } from './subject'
import type { View } from './View'

/**
 * Says under which ids a view is counted. The player never sends a stream id; what it sends is the
 * address of its manifest, `…/{playbackId}.m3u8`, and a video id that is the page's own or again the
 * playback id. A video id that names one of the streams is believed, too.
 *
 * @param streams each stream under its own id and under its playback id
 */
export function attributeView(
  view: View,
  streams: ReadonlyMap<string, { id: string; playbackId: string }>,
): Subject[] {
  const { videoId } = view
  const playbackId = playbackIdIn(view.sourceUrl) ?? playbackIdIn(videoId)
  const stream = streams.get(playbackId ?? '') ?? streams.get(videoId)
  const subjects: Subject[] = []
  if (stream) {
    subjects.push(
      { kind: 'live_stream_id', id: stream.id },
      { kind: 'playback_id', id: stream.playbackId },
    )
  }
  if (videoId) subjects.push({ kind: 'video_id', id: videoId })
  return subjects
}

function playbackIdIn(address: string): string | null {
  return /([^/]+)\.m3u8$/.exec(address)?.[1] ?? null
}
