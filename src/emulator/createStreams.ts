import { LiveStream, type StreamOptions } from './LiveStream'

const defaultStream: StreamOptions = {
  id: 'EmuLiveStream02iUah025KM3te6ylM7W4S4silsrFtUk',
  playbackId: 'EmuPlayback3K2VjTZZAPuvd2Kx6D01XUQFv02GFBHPUk',
}

/** Makes the live streams: each is found under its own id and under its playback id. */
export function createStreams(
  options: readonly StreamOptions[] = [defaultStream],
  now: () => number,
): ReadonlyMap<string, LiveStream> {
  const streams = new Map<string, LiveStream>()
  for (const stream of options) {
    const taken = [stream.id, stream.playbackId].find((id) => streams.has(id))
    if (taken !== undefined) {
      throw new Error(
        `[mux-viewers] Two streams of the emulator share the id ${taken}, so its viewers could not be told apart. Give each stream an id and a playback id of its own.`,
      )
    }
    const live = new LiveStream(stream, now)
    streams.set(live.id, live).set(live.playbackId, live)
  }
  return streams
}
