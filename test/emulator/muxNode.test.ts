import Mux from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { describe, expect, test } from 'vitest'

import { begin, client, playbackId, startEmulator, streamId } from './startEmulator'

describe.each([
  ['15', Mux],
  ['14', Mux14 as unknown as typeof Mux],
])('the SDK of Mux, version %s', (_, Client) => {
  test('asks who it is', async () => {
    const { emulator } = await startEmulator()
    const me = await client(emulator, Client).system.utilities.whoami()
    expect(me).toMatchObject({
      environment_type: expect.any(String),
      environment_id: expect.any(String),
    })
    expect(me.permissions).toContain('data:read')
  })

  test('reads a stream through its life', async () => {
    const { emulator } = await startEmulator()
    const retrieve = () => client(emulator, Client).video.liveStreams.retrieve(streamId)
    expect(await retrieve()).toMatchObject({
      id: streamId,
      status: 'active',
      playback_ids: [{ id: playbackId, policy: 'public' }],
      reconnect_window: 0,
      created_at: String(begin / 1_000),
      stream_key: expect.any(String),
    })
    emulator.stream(streamId).stop()
    expect((await retrieve()).status).toBe('idle')
  })

  test('is told of a stream that is not there, and of a wrong secret', async () => {
    const { emulator } = await startEmulator()
    const mux = client(emulator, Client)
    const error = (status: number, type: string) => ({
      status,
      error: { error: { type, messages: [expect.any(String)] } },
    })
    await expect(mux.video.liveStreams.retrieve('nobody')).rejects.toMatchObject(
      error(404, 'not_found'),
    )
    await expect(mux.video.liveStreams.retrieve(playbackId)).rejects.toMatchObject(
      error(404, 'not_found'),
    )
    mux.tokenSecret = 'wrong'
    await expect(mux.video.liveStreams.retrieve(streamId)).rejects.toMatchObject(
      error(401, 'unauthorized'),
    )
    await expect(mux.system.utilities.whoami()).rejects.toMatchObject(error(401, 'unauthorized'))
  })

  test('signs tokens that hold', async () => {
    const { emulator } = await startEmulator({ now: Date.now })
    const token = await client(emulator, Client).jwt.signViewerCounts(streamId, {
      type: 'live_stream',
    })
    expect((await fetch(`${emulator.url}/counts?token=${token}`)).status).toBe(200)
  })
})
