import { describe, expect, test } from 'vitest'

import { client } from './client'
import { playbackId, startEmulator, streamId } from './startEmulator'

const endTag = '#EXT-X-ENDLIST\n'

async function completing() {
  const { emulator, clock } = await startEmulator({
    streams: [{ id: streamId, playbackId, status: 'idle', reconnectWindow: 60 }],
  })
  const stream = emulator.stream(streamId)
  const { events } = emulator.webhooks
  return {
    emulator,
    clock,
    stream,
    /** Every event so far: short type, status and second. */
    told: (): string[] =>
      events.map(
        ({ type, data, created_at }) =>
          `${type.replace('video.live_stream.', '')} ${data.status} ${created_at.slice(17, 19)}`,
      ),
    playlist: async () => (await fetch(`${emulator.url}/${playbackId}/live.m3u8`)).text(),
  }
}

describe('a broadcast that is completed', () => {
  test('is over at once, reconnect window or not', async () => {
    const { emulator, stream, clock, told, playlist } = await completing()
    stream.start()
    const before = await playlist()
    clock.now += 1_000
    stream.complete()
    expect(stream.status).toBe('idle')
    expect(await playlist()).toBe(before + endTag)
    expect((await fetch(stream.playbackUrl)).status).toBe(412)
    expect(told().slice(3)).toEqual(['disconnected active 01', 'idle idle 01'])
    const [, , active, disconnected, idle] = emulator.webhooks.events
    expect(disconnected!.data).toMatchObject({ connected: false, status: 'active' })
    expect(idle!.data.active_asset_id).toBe(active!.data.active_asset_id)
    clock.now += 3_600_000
    await emulator.webhooks.settle()
    stream.complete()
    stream.stop()
    expect(told()).toHaveLength(5)
    expect(await playlist()).toBe(before + endTag)
  })

  test('whose encoder was gone already tells only that it is idle, and that once', async () => {
    const { emulator, stream, clock, told, playlist } = await completing()
    stream.start()
    stream.stop()
    expect(await playlist()).not.toContain(endTag)
    clock.now += 5_000
    stream.complete()
    clock.now += 60_000
    await emulator.webhooks.settle()
    expect(told().slice(3)).toEqual(['disconnected active 00', 'idle idle 05'])
    expect(await playlist()).toContain(endTag)
  })

  test('is followed by another one, which has no end and is left alone by what was pending', async () => {
    const { emulator, stream, clock, told, playlist } = await completing()
    stream.start()
    const first = stream.dvrUrl
    stream.complete()
    clock.now += 10_000
    stream.start()
    expect(stream.dvrUrl).not.toBe(first)
    expect(await playlist()).not.toContain(endTag)
    clock.now += 60_000
    await emulator.webhooks.settle()
    expect(stream.status).toBe('active')
    expect(told().slice(5)).toEqual(['connected idle 10', 'recording idle 10', 'active active 10'])
  })
})

test('a stream that was never live cannot be completed', async () => {
  const { stream, told } = await completing()
  stream.complete()
  expect([told(), stream.status, stream.dvrUrl]).toEqual([[], 'idle', null])
  stream.delete()
  expect(() => stream.complete()).toThrow('is deleted')
})

describe('the REST API', () => {
  test('completes a broadcast for the SDK', async () => {
    const { emulator, stream, playlist } = await completing()
    const { liveStreams } = client(emulator).video
    stream.start()
    await liveStreams.complete(streamId)
    expect((await liveStreams.retrieve(streamId)).status).toBe('idle')
    expect(await playlist()).toContain(endTag)
    expect(emulator.requests.map(({ method, id, status }) => [method, id, status])).toEqual([
      ['PUT', streamId, 200],
      ['GET', streamId, 200],
    ])
  })

  test('answers as documented, and only who may ask', async () => {
    const { emulator, stream } = await completing()
    const put = async (id: string, secret = emulator.env.MUX_TOKEN_SECRET) => {
      const token = Buffer.from(`${emulator.env.MUX_TOKEN_ID}:${secret}`).toString('base64')
      const response = await fetch(`${emulator.url}/video/v1/live-streams/${id}/complete`, {
        method: 'PUT',
        headers: { authorization: `Basic ${token}` },
      })
      return [response.status, await response.json()]
    }
    stream.start()
    expect(await put(streamId, 'wrong')).toMatchObject([401, { error: { type: 'unauthorized' } }])
    expect(await put(playbackId)).toMatchObject([404, { error: { type: 'not_found' } }])
    expect(stream.status).toBe('active')
    expect(await put(streamId)).toEqual([200, { data: {} }])
    expect(stream.status).toBe('idle')
  })
})
