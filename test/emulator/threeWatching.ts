import type { MonitoringDimension, MuxEmulator, MuxEmulatorOptions } from '../../src/emulator'
import { askApi, begin, ccvPath, startEmulator, streamId, watch } from './startEmulator'
import { syntheticPlayer } from './syntheticPlayer'

/** The second at which the clock of an emulator stands first. */
export const start = begin / 1_000

/** The filter of the stream of `startEmulator`. */
export const ofStream = `filters[]=live_stream_id:${streamId}`

/**
 * An emulator whose stream is watched in three views since its clock stood at `begin`, two of them
 * in France by one person. A fourth view, in Spain, is of no stream.
 */
export async function threeWatching(options: MuxEmulatorOptions = {}) {
  const { emulator, clock } = await startEmulator(options)
  const players = [
    watch('a', { country: 'FR', viewer_user_id: 'ann' }),
    watch('b', { country: 'FR', viewer_user_id: 'ann' }),
    watch('c'),
  ]
  for (const player of players) emulator.receive(player.start())
  emulator.receive(syntheticPlayer({ view_id: 'd', country: 'ES' }).start())
  const play = (): void => {
    for (const player of players) emulator.receive(player.playing(clock.now - begin + 1_000))
  }
  return { emulator, clock, play }
}

/** Asks Monitoring about the count of viewers. */
export async function ask(emulator: MuxEmulator, question: string) {
  const { status, body } = await askApi(emulator, `${ccvPath}/${question}`)
  return { status, ...body }
}

/** The dimensions of Mux's OpenAPI, without the four that are only in its guide. */
export const openApiDimensions: MonitoringDimension[] = [
  'asn',
  'cdn',
  'country',
  'operating_system',
  'player_name',
  'region',
  'stream_type',
  'sub_property_id',
  'video_series',
  'video_title',
  'view_has_ad',
]
