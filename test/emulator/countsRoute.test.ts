import { describe, expect, test } from 'vitest'

import { askCounts, type Kind, playbackId, startEmulator, streamId, watch } from './startEmulator'

describe('/counts', () => {
  test('kinds of ids are not interchangeable', async () => {
    const { emulator } = await startEmulator()
    emulator.receive(watch('a', { video_id: 'my-video' }).start())
    const count = async (id: string, type: Kind): Promise<number> =>
      (await askCounts(emulator, id, type)).body.data[0].views
    expect(await count(streamId, 'live_stream')).toBe(1)
    expect(await count(playbackId, 'playback')).toBe(1)
    expect(await count('my-video', 'video')).toBe(1)
    expect(await count(streamId, 'video')).toBe(0)
    expect(await count(streamId, 'playback')).toBe(0)
    expect(await count(playbackId, 'live_stream')).toBe(0)
    expect(await count(streamId, 'asset')).toBe(0)
  })

  test('is open to browsers, refusals included', async () => {
    const { emulator } = await startEmulator()
    expect((await askCounts(emulator)).headers.get('access-control-allow-origin')).toBe('*')
    emulator.revokeSigningKey()
    const refused = await askCounts(emulator)
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
    expect(refused.status).toBe(403)
    expect(refused.body).toEqual({
      error: { type: expect.any(String), messages: [expect.any(String)] },
    })
    emulator.restoreSigningKey()
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test('without a token is refused', async () => {
    expect((await fetch(`${(await startEmulator()).emulator.url}/counts`)).status).toBe(403)
  })

  test.each([
    ['zero', 200, { data: [{ views: 0, viewers: 0, updated_at: '2024-01-01T00:00:00Z' }] }],
    ['empty', 200, { data: [] }],
    ['forbidden', 403, { error: { type: 'forbidden', messages: [expect.any(String)] } }],
  ] as const)('an unknown id can be answered by %s', async (unknownId, status, body) => {
    const { emulator } = await startEmulator({ unknownId })
    expect(await askCounts(emulator, 'nobody')).toMatchObject({ status, body })
    expect((await askCounts(emulator)).body.data).toHaveLength(1)
  })

  test.each([
    ['always', '2024-01-01T00:00:20Z'],
    ['on-change', '2024-01-01T00:00:10Z'],
  ] as const)('updated_at moves %s', async (updatedAt, expected) => {
    const { emulator, clock } = await startEmulator({ updatedAt })
    await askCounts(emulator)
    clock.now += 10_000
    emulator.receive(watch('a').start())
    await askCounts(emulator)
    clock.now += 10_000
    expect((await askCounts(emulator)).body.data[0].updated_at).toBe(expected)
  })
})
