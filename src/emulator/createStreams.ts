import type { Asset } from './Asset'
import { LiveStream } from './LiveStream'
import type { TellStream } from './streamNotice'
import type { StreamOptions } from './StreamOptions'

const defaultStream: StreamOptions = {
  id: 'EmuLiveStream02iUah025KM3te6ylM7W4S4silsrFtUk',
  playbackId: 'EmuPlayback3K2VjTZZAPuvd2Kx6D01XUQFv02GFBHPUk',
}

/**
 * Makes the live streams: each is found under its own id and under its playback id.
 *
 * @param tell is told what happens to them
 * @param keptAssets is given what is recorded of them, each under its id and under its playback id
 */
export function createStreams(
  options: readonly StreamOptions[] = [defaultStream],
  now: () => number,
  tell: TellStream,
  keptAssets: Map<string, Asset>,
): Map<string, LiveStream> {
  const streams = new Map<string, LiveStream>()
  for (const stream of options) {
    const taken = [stream.id, stream.playbackId].find((id) => streams.has(id))
    if (taken !== undefined) {
      throw new Error(
        `[mux-viewers] Two streams of the emulator share the id ${taken}, so its viewers could not be told apart. Give each stream an id and a playback id of its own.`,
      )
    }
    const live = new LiveStream(stream, now, tell, keptAssets)
    streams.set(live.id, live).set(live.playbackId, live)
  }
  return streams
}
