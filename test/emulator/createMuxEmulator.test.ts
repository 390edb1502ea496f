import { Agent, get } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { createMuxEmulator } from '../../src/emulator'
import { askCounts, begin, client, playbackId, startEmulator, streamId } from './startEmulator'

test('API requests are noted, without tokens', async () => {
  const { emulator } = await startEmulator()
  await askCounts(emulator)
  emulator.fail({ path: '/counts', status: 500, times: 1 })
  await askCounts(emulator)
  await client(emulator).video.liveStreams.retrieve(streamId)
  await fetch(emulator.stream(streamId).playbackUrl)
  await fetch(`${emulator.url}/counts?token=garbage`)
  const at = begin
  expect(emulator.requests).toEqual([
    { method: 'GET', path: '/counts', id: streamId, at, status: 200 },
    { method: 'GET', path: '/counts', id: streamId, at, status: 500 },
    { method: 'GET', path: `/video/v1/live-streams/${streamId}`, id: streamId, at, status: 200 },
    { method: 'GET', path: '/counts', id: null, at, status: 403 },
  ])
})

test('an unknown path is not found', async () => {
  const response = await fetch(`${(await startEmulator()).emulator.url}/data/v1/monitoring/metrics`)
  expect([response.status, await response.json()]).toEqual([
    404,
    {
      error: {
        type: 'not_found',
        messages: ["The requested resource either doesn't exist or you don't have access to it."],
      },
    },
  ])
})

test('an unknown stream is told in a sentence', async () => {
  const { emulator } = await startEmulator()
  expect(() => emulator.stream('nobody')).toThrow(
    '[mux-viewers] The emulator has no stream "nobody".',
  )
  expect(() => emulator.stream(playbackId)).toThrow('[mux-viewers]')
})

test('without options there is one stream, live', async () => {
  const emulator = await createMuxEmulator()
  onTestFinished(emulator.close)
  expect(emulator.url).toBe(`http://${emulator.beaconDomain}`)
  expect(emulator.env.MUX_BASE_URL).toBe(emulator.url)
})

test('closes with connections open, and leaves the globals alone', async () => {
  const { Request: before, Response: responseBefore } = globalThis
  const { emulator } = await startEmulator()
  const agent = new Agent({ keepAlive: true })
  await new Promise((resolve) => {
    get(`${emulator.url}/counts`, { agent }, (response) => response.resume().on('end', resolve))
  })
  await emulator.close()
  agent.destroy()
  await expect(fetch(`${emulator.url}/counts`)).rejects.toThrow('fetch failed')
  expect(globalThis.Request).toBe(before)
  expect(globalThis.Response).toBe(responseBefore)
})

test('two streams with one id are refused with a sentence', async () => {
  const streams = [
    { id: 'a', playbackId: 'b' },
    { id: 'b', playbackId: 'c' },
  ]
  await expect(createMuxEmulator({ streams })).rejects.toThrow(
    '[mux-viewers] Two streams of the emulator share the id b',
  )
})
