import type { BeaconEvent } from '../../src/emulator/decodeBeacon'

/** Writes beacons as the player does, for one view: numbered, each event with its age. */
export function syntheticPlayer(view: Partial<BeaconEvent> & { view_id: string }) {
  let sequence = 0
  const event = (name: string, more: Partial<BeaconEvent> = {}): BeaconEvent => {
    sequence += 1
    return { ...more, view_id: view.view_id, event: name, view_sequence_number: sequence }
  }
  return {
    start: () => ({
      events: [
        event('networkchange', { ...view, player_is_paused: true }),
        event('viewstart', { ...view, player_is_paused: false }),
      ],
    }),
    playing: (playedMs = 0) => ({
      events: [
        event('play'),
        event('playing', { view_playing_time_ms_cumulative: Math.max(0, playedMs - 1_000) }),
        event('hb', { view_playing_time_ms_cumulative: playedMs }),
      ],
    }),
    say: (name: string, more: Partial<BeaconEvent> = {}) => ({ events: [event(name, more)] }),
    end: () => ({ events: [event('viewend', { ...view, player_is_paused: false })] }),
  }
}
