import { Agent, get } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { createMuxEmulator } from '../../src/emulator'
import { client } from './client'
import {
  askApi,
  askCounts,
  begin,
  ccvPath,
  playbackId,
  startEmulator,
  streamId,
} from './startEmulator'

test('API requests are noted, without tokens', async () => {
  const { emulator } = await startEmulator()
  await askCounts(emulator)
  emulator.fail({ path: '/counts', status: 500, times: 1 })
  await askCounts(emulator)
  await client(emulator).video.liveStreams.retrieve(streamId)
  await fetch(emulator.stream(streamId).playbackUrl)
  await fetch(`${emulator.url}/counts?token=garbage`)
  const counts = { method: 'GET', path: '/counts', query: '', at: begin }
  expect(emulator.requests).toEqual([
    { ...counts, id: streamId, status: 200 },
    { ...counts, id: streamId, status: 500 },
    { ...counts, path: `/video/v1/live-streams/${streamId}`, id: streamId, status: 200 },
    { ...counts, id: null, status: 403 },
  ])
})

test('requests of Monitoring are noted with what they asked', async () => {
  const { emulator } = await startEmulator()
  const noted = { method: 'GET', at: begin, status: 200 }
  const filters = `filters%5B%5D=live_stream_id%3A${streamId}&filters%5B%5D=!country%3AFR`
  await askApi(emulator, '/data/v1/monitoring/dimensions')
  await askApi(emulator, `${ccvPath}/timeseries?${filters}&timestamp=1704067140`)
  await fetch(`${emulator.url}/data/v1/monitoring/metrics`)
  expect(emulator.requests).toEqual([
    { ...noted, path: '/data/v1/monitoring/dimensions', query: '', id: null },
    {
      ...noted,
      path: `${ccvPath}/timeseries`,
      query: `filters[]=live_stream_id:${streamId}&filters[]=!country:FR&timestamp=1704067140`,
      id: streamId,
    },
    { ...noted, path: '/data/v1/monitoring/metrics', query: '', id: null, status: 401 },
  ])
})

test.each([
  '/data/v1/monitoring',
  '/data/v1/monitoring/nothing',
  '/data/v1/metrics/views/overall',
  '/data/v1/monitoring/metrics/current-viewers/timeseries',
  '/data/v1/monitoring/metrics/video-startup-time/timeseries',
  ccvPath,
])('the unknown path %s is not found', async (path) => {
  const { status, body } = await askApi((await startEmulator()).emulator, path)
  expect([status, body]).toEqual([
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
