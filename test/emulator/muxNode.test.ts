import Mux from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { describe, expect, test } from 'vitest'

import { client } from './client'
import { begin, playbackId, startEmulator, streamId, watch } from './startEmulator'

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

  describe('asks Monitoring', () => {
    const filters = [`live_stream_id:${streamId}`]
    const start = begin / 1_000

    /** One person in two tabs, since 20 s. */
    async function twoTabs() {
      const { emulator, clock } = await startEmulator()
      for (const view of ['a', 'b']) {
        emulator.receive(watch(view, { viewer_user_id: 'ann', country: 'FR' }).start())
      }
      clock.now += 20_000
      return { emulator, monitoring: client(emulator, Client).data.monitoring }
    }

    test('which dimensions and metrics there are', async () => {
      const { monitoring } = await twoTabs()
      const dimensions = await monitoring.listDimensions()
      expect(dimensions.data).toContainEqual({
        name: 'live_stream_id',
        display_name: 'Mux Livestream ID',
      })
      const metrics = await monitoring.metrics.list()
      expect(metrics.data.map(({ name }) => name)).toContain('current-concurrent-viewers')
    })

    test('how many watch, now and in time', async () => {
      const { emulator, monitoring } = await twoTabs()
      const series = await monitoring.metrics.getTimeseries('current-concurrent-viewers', {
        filters,
        timestamp: start - 10,
      })
      expect(series).toEqual({
        data: [-10, -5, 0, 5].map((seconds) => ({
          date: new Date(begin + seconds * 1_000).toISOString().replace('.000', ''),
          value: seconds < 0 ? 0 : 2,
          concurrent_viewers: seconds < 0 ? 0 : 2,
        })),
        timeframe: [start - 10, start + 5],
        total_row_count: 1,
      })
      expect(emulator.requests).toMatchObject([{ id: streamId, status: 200 }])
    })

    test('where they are', async () => {
      const { monitoring } = await twoTabs()
      const french = { value: 'FR', concurrent_viewers: 2, starting_up_viewers: 2, metric_value: 2 }
      const breakdown = await monitoring.metrics.getBreakdown('current-concurrent-viewers', {
        dimension: 'country',
        filters: [...filters, '!country:US'],
        timestamp: start + 7,
        order_by: 'value',
        order_direction: 'desc',
      })
      expect(breakdown.data).toEqual([{ ...french, negative_impact: 1 }])
      const series = await monitoring.metrics.getBreakdownTimeseries('current-concurrent-viewers', {
        dimension: 'country',
        filters,
        timeframe: [String(start), String(start + 10)],
        limit: 1,
      })
      expect(series.data.map(({ values }) => values)).toEqual([[french], [french]])
      expect(series.timeframe).toEqual([start, start + 10])
    })

    test('and is told what is wrong', async () => {
      const { emulator, monitoring } = await twoTabs()
      await expect(
        monitoring.metrics.getTimeseries('current-concurrent-viewers', { filters: ['city:Rome'] }),
      ).rejects.toMatchObject({ status: 400, error: { error: expect.any(String) } })
      emulator.fail({ path: /^\/data\//, status: 403 })
      await expect(monitoring.listDimensions()).rejects.toMatchObject({ status: 403 })
      emulator.fail({ path: /^\/video\//, reset: true })
      await expect(client(emulator, Client).video.liveStreams.retrieve(streamId)).rejects.toThrow(
        'Connection error.',
      )
    })
  })

  test('signs tokens that hold', async () => {
    const { emulator } = await startEmulator({ now: Date.now })
    const token = await client(emulator, Client).jwt.signViewerCounts(streamId, {
      type: 'live_stream',
    })
    expect((await fetch(`${emulator.url}/counts?token=${token}`)).status).toBe(200)
  })
})
