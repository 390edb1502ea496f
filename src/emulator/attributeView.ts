import type { View } from './View'

/** The ids a view can be asked by. */
export interface Attribution {
  streamId: string | null
  playbackId: string | null
  videoId: string | null
}

/**
 * Says which stream a view belongs to. The player never sends a stream id; what it sends is the
 * address of its manifest, `…/{playbackId}.m3u8`, and a video id that is the page's own or again the
 * playback id. A video id that names a stream of the table is believed, too.
 *
 * @param streams each stream under its own id and under its playback id
 */
export function attributeView(
  view: View,
  streams: ReadonlyMap<string, { id: string; playbackId: string }>,
): Attribution {
  const { videoId } = view
  const inUrl = playbackIdIn(view.sourceUrl) ?? playbackIdIn(videoId)
  const stream = streams.get(inUrl ?? '') ?? streams.get(videoId)
  return {
    streamId: stream?.id ?? null,
    playbackId: stream?.playbackId ?? inUrl,
    videoId: videoId || null,
  }
}

function playbackIdIn(address: string): string | null {
  return /([^/]+)\.m3u8$/.exec(address)?.[1] ?? null
}
