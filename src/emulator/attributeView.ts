import type { Subject } from './subject'
import type { View } from './View'

/**
 * Says under which ids a view is counted. The player never sends a stream id; what it sends is the
 * address of its manifest, `…/{playbackId}.m3u8`, and a video id that is the page's own or again the
 * playback id. A video id that names one of the streams is believed, too.
 *
 * Who plays the recording of a stream, be it while it is made (DVR), is a viewer of the asset:
 * https://www.mux.com/docs/guides/stream-recordings-of-live-streams
 * Whether Mux counts such a view for the live stream as well is not documented. The emulator does
 * not, which is the harder case for a client.
 *
 * @param streams each stream under its own id and under its playback id
 * @param assets the recordings, likewise
 */
export function attributeView(
  view: View,
  streams: ReadonlyMap<string, { id: string; playbackId: string }>,
  assets: ReadonlyMap<string, { id: string; playbackId: string }>,
): Subject[] {
  const { videoId } = view
  const playbackId = playbackIdIn(view.sourceUrl) ?? playbackIdIn(videoId)
  const named = [playbackId ?? '', videoId].find((id) => streams.has(id) || assets.has(id)) ?? ''
  const stream = streams.get(named)
  const played = stream ?? assets.get(named)
  const subjects: Subject[] = []
  if (played) {
    subjects.push(
      { kind: stream ? 'live_stream_id' : 'asset_id', id: played.id },
      { kind: 'playback_id', id: played.playbackId },
    )
  }
  if (videoId) subjects.push({ kind: 'video_id', id: videoId })
  return subjects
}

function playbackIdIn(address: string): string | null {
  return /([^/]+)\.m3u8$/.exec(address)?.[1] ?? null
}
