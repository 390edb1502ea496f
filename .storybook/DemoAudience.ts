import type { MuxEmulator } from '../src/emulator'
import type { DemoChannel } from './demoChannels.ts'

/** How often a player reports, in milliseconds. */
const REPORT_MS = 10_000

/** One playback; the emulator hears of it as of any other. */
interface Playback {
  viewId: string
  viewer: string
  reports: number
  playedMs: number
}

/**
 * The audience of the demo's other streams: players without a picture, which send the beacons that
 * a player sends, so that each number on a page was counted. Now and then somebody comes or goes.
 */
export class DemoAudience {
  readonly #emulator: MuxEmulator
  readonly #faster: number
  readonly #rooms: { channel: DemoChannel; playbacks: Playback[] }[]
  readonly #timer: NodeJS.Timeout
  #turn = 0
  #people = 0

  /** @param faster by how much the emulator's own times are shortened */
  constructor(emulator: MuxEmulator, channels: readonly DemoChannel[], faster: number) {
    this.#emulator = emulator
    this.#faster = faster
    this.#rooms = channels.map((channel) => ({ channel, playbacks: [] }))
    this.#report()
    this.#timer = setInterval(() => this.#report(), REPORT_MS / faster)
    this.#timer.unref()
  }

  leave(): void {
    clearInterval(this.#timer)
  }

  /** What all of them send, in one batch. */
  #report(): void {
    this.#turn += 1
    const events = this.#rooms.flatMap(({ channel, playbacks }, index) => {
      const wanted = audienceAt(channel.audience, this.#turn + index)
      const gone = playbacks.splice(wanted)
      const come = Array.from({ length: wanted - playbacks.length }, () => this.#newcomer())
      playbacks.push(...come)
      return [
        ...gone.map((playback) => this.#event(playback, 'viewend')),
        ...come.flatMap((playback) => this.#beginning(playback, channel)),
        ...playbacks.map((playback) => this.#event(playback, 'hb')),
      ]
    })
    if (events.length > 0) this.#emulator.receive({ events })
  }

  #newcomer(): Playback {
    this.#people += 1
    // Each eighth is somebody who has it open twice: one viewer, two views.
    const viewer = `demo-viewer-${this.#people - (this.#people % 8 === 0 ? 1 : 0)}`
    return { viewId: `demo-view-${this.#people}`, viewer, reports: 0, playedMs: 0 }
  }

  #beginning(playback: Playback, channel: DemoChannel): object[] {
    const about = {
      viewer_user_id: playback.viewer,
      video_id: channel.streamId,
      video_title: channel.title,
      video_stream_type: 'live',
      video_source_url: this.#emulator.stream(channel.streamId).playbackUrl,
      player_is_paused: false,
    }
    return [
      this.#event(playback, 'viewstart', about),
      this.#event(playback, 'play'),
      this.#event(playback, 'playing'),
    ]
  }

  #event(playback: Playback, event: string, more: object = {}): object {
    playback.reports += 1
    if (event === 'hb') playback.playedMs += REPORT_MS / this.#faster
    return {
      ...more,
      event,
      view_id: playback.viewId,
      view_sequence_number: playback.reports,
      view_playing_time_ms_cumulative: playback.playedMs,
    }
  }
}

/** A slow wave, up and down by a fifth: an audience never stands still. */
function audienceAt(size: number, turn: number): number {
  return Math.round(size * (1 + 0.2 * Math.sin(turn / 3)))
}
