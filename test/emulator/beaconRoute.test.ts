import { describe, expect, test } from 'vitest'

import type { MuxEmulator } from '../../src/emulator'
import { recorded } from './recorded'
import { askCounts, playbackId, startEmulator, streamId, watch } from './startEmulator'
import { syntheticPlayer } from './syntheticPlayer'

const post = (emulator: MuxEmulator, body: string): Promise<Response> =>
  fetch(emulator.url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })

describe('beacons', () => {
  test('recorded ones are counted for the stream they play', async () => {
    const { emulator } = await startEmulator()
    const [first] = recorded('refresh')
    const text = JSON.stringify(first!.body).replaceAll('ch-refresh.m3u8', `${playbackId}.m3u8`)
    const response = await post(emulator, text)
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 1, views: 1 })
    expect((await askCounts(emulator)).body).toEqual({
      data: [{ views: 1, viewers: 1, updated_at: '2024-01-01T00:00:00Z' }],
    })
  })

  test('a preflight is answered', async () => {
    const response = await fetch((await startEmulator()).emulator.url, { method: 'OPTIONS' })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  test.each([
    ['no JSON', 400, '{'],
    ['no beacon', 400, '[]'],
    ['nothing to count', 400, '{"events":[1]}'],
    ['too much', 413, ' '.repeat(1_000_001)],
  ])('%s is answered by a sentence', async (_, status, body) => {
    const response = await post((await startEmulator()).emulator, body)
    expect([response.status, await response.text()]).toEqual([
      status,
      expect.stringMatching(/^\[mux-viewers\] .+\.$/),
    ])
  })

  test.each([
    [
      'the playback id in the address',
      { video_source_url: `https://x/a/${playbackId}.m3u8?t=1` },
      true,
    ],
    ['the address as video id', { video_id: `http://x/${playbackId}.m3u8` }, true],
    ['the playback id as video id', { video_id: playbackId }, true],
    ['the stream id as video id', { video_id: streamId }, true],
    ['another playback id', { video_source_url: 'https://x/other.m3u8' }, false],
    ['nothing', {}, false],
  ])('a view belongs to a stream by %s', async (_, view, belongs) => {
    const { emulator } = await startEmulator()
    emulator.receive(syntheticPlayer({ view_id: 'a', ...view }).start())
    expect(emulator.stream(streamId).counts().views).toBe(belongs ? 1 : 0)
  })

  test('without HTTP they are taken at the time given', async () => {
    const { emulator, clock } = await startEmulator()
    emulator.receive(watch('a').start(), clock.now - 30_001)
    emulator.receive(watch('b').start())
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 1, views: 1 })
    expect(() => emulator.receive('nonsense')).toThrow('[mux-viewers] This is no beacon')
  })

  test('their timing can be changed', async () => {
    const { emulator, clock } = await startEmulator({ timing: { lostMs: 3_000 } })
    emulator.receive(watch('a').start())
    clock.now += 3_001
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 0, views: 0 })
  })
})
