import { describe, expect, test } from 'vitest'

import { askApi, playbackId, startEmulator, streamId } from './startEmulator'

const path = (id: string): string => `/video/v1/live-streams/${id}`

describe('the state of a stream', () => {
  test('is that of its encoder, after its reconnect window', async () => {
    const { emulator, clock } = await startEmulator({
      streams: [{ id: streamId, playbackId, status: 'idle', reconnectWindow: 60 }],
    })
    const stream = emulator.stream(streamId)
    const state = async (): Promise<string> =>
      (await askApi(emulator, path(streamId))).body.data.status
    expect(await state()).toBe('idle')
    stream.start()
    expect(await state()).toBe('active')
    stream.stop()
    clock.now += 59_999
    expect(await state()).toBe('active')
    clock.now += 1
    expect(await state()).toBe('idle')
    stream.start()
    expect(await state()).toBe('active')
    stream.disable()
    expect([await state(), stream.status]).toEqual(['disabled', 'disabled'])
    expect((await fetch(stream.playbackUrl)).status).toBe(412)
    stream.start()
    expect(await state()).toBe('active')
  })

  test.each([
    [0, 'reduced'],
    [60, 'standard'],
  ])('comes with its reconnect window of %i s', async (reconnectWindow, latency) => {
    const streams = [{ id: streamId, playbackId, reconnectWindow }]
    const { emulator } = await startEmulator({ streams })
    expect((await askApi(emulator, path(streamId))).body.data).toMatchObject({
      reconnect_window: reconnectWindow,
      latency_mode: latency,
    })
  })
})

describe('can be told apart', () => {
  const notFound = {
    error: {
      type: 'not_found',
      messages: ["The requested resource either doesn't exist or you don't have access to it."],
    },
  }

  test.each([
    ['an unknown id', 'nobody'],
    ['a playback id', playbackId],
  ])('%s: 404', async (_, id) => {
    const { emulator } = await startEmulator()
    expect(await askApi(emulator, path(id))).toMatchObject({ status: 404, body: notFound })
  })

  test.each([streamId, 'nobody'])('a wrong token: 401, whether or not there is %s', async (id) => {
    const { emulator } = await startEmulator()
    const headers = { authorization: `Basic ${Buffer.from('me:wrong').toString('base64')}` }
    const response = await fetch(`${emulator.url}${path(id)}`, { headers })
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: { type: 'unauthorized', messages: ['Unauthorized request'] } },
    ])
  })

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
  ])('made on purpose: %i', async (status, type) => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: /^\/video\//, status })
    expect(await askApi(emulator, path(streamId))).toMatchObject({
      status,
      body: { error: { type } },
    })
  })
})

describe('a playback id', () => {
  test('tells whose it is', async () => {
    const { emulator } = await startEmulator()
    const { status, body } = await askApi(emulator, `/video/v1/playback-ids/${playbackId}`)
    expect([status, body.data]).toEqual([
      200,
      { id: playbackId, policy: 'public', object: { id: streamId, type: 'live_stream' } },
    ])
    const other = await askApi(emulator, `/video/v1/playback-ids/${streamId}`)
    expect([other.status, other.body.error.type]).toEqual([404, 'not_found'])
  })
})
