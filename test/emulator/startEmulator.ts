import { generateKeyPairSync } from 'node:crypto'

import { onTestFinished } from 'vitest'

import { createMuxEmulator, type MuxEmulator, type MuxEmulatorOptions } from '../../src/emulator'
import type { BeaconEvent } from '../../src/emulator/decodeBeacon'
import { client } from './client'
import { syntheticPlayer } from './syntheticPlayer'

export const streamId = 'stream-one'
export const playbackId = 'playback-one'

// In the past, so that tokens which the SDK signs by the real clock have not ended.
export const begin = Date.UTC(2024, 0, 1)

// One key for all, since making one takes its time.
const signingKey = {
  id: 'signing-key',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
}

/** An emulator for one test: one stream, and a clock that stands still until it is moved. */
export async function startEmulator(options: MuxEmulatorOptions = {}) {
  const clock = { now: begin }
  const emulator = await createMuxEmulator({
    streams: [{ id: streamId, playbackId }],
    signingKey,
    now: () => clock.now,
    ...options,
  })
  onTestFinished(emulator.close)
  return { emulator, clock }
}

export type Kind = 'live_stream' | 'playback' | 'asset' | 'video'

/** Asks `/counts` as a server would: with a token that the SDK signed. */
export async function askCounts(emulator: MuxEmulator, id = streamId, type: Kind = 'live_stream') {
  const token = await client(emulator).jwt.signViewerCounts(id, { type })
  const response = await fetch(`${emulator.env.MUX_STATS_URL}/counts?token=${token}`)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

/** Asks the REST API with the access token. */
export async function askApi(emulator: MuxEmulator, path: string) {
  const { MUX_TOKEN_ID, MUX_TOKEN_SECRET } = emulator.env
  const basic = Buffer.from(`${MUX_TOKEN_ID}:${MUX_TOKEN_SECRET}`).toString('base64')
  const headers = { authorization: `Basic ${basic}` }
  const response = await fetch(`${emulator.url}${path}`, { headers })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

/** Where Monitoring tells how many watch now. */
export const ccvPath = '/data/v1/monitoring/metrics/current-concurrent-viewers'

/** A player that plays the stream of `startEmulator`. */
export function watch(view_id: string, more: Partial<BeaconEvent> = {}) {
  const video_source_url = `http://localhost/${playbackId}.m3u8`
  return syntheticPlayer({ view_id, video_source_url, ...more })
}
