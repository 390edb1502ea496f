import type { MuxEmulator } from 'mux-viewers/emulator'

/** Three playbacks of two people, as their players say it to Mux. */
export function watch(emulator: MuxEmulator, streamId: string): void {
  const people = ['ann', 'ann', 'bob']
  people.forEach((viewer, playback) => {
    const src = emulator.stream(streamId).playbackUrl
    emulator.receive({
      events: ['viewstart', 'play', 'playing', 'hb'].map((event, index) => ({
        event,
        view_id: `${streamId}-${playback}`,
        view_sequence_number: index + 1,
        mux_viewer_id: viewer,
        player_is_paused: false,
        view_playing_time_ms_cumulative: 1_000 * index,
        player_source_url: src,
        video_source_url: src,
      })),
    })
  })
}
