import { describe, expect, test } from 'vitest'

import { playbackId, startEmulator, streamId, watch } from './startEmulator'
import { ask, ofStream, openApiDimensions, start, threeWatching } from './threeWatching'

const second = 1_000

describe('a breakdown', () => {
  test('has a row for each value, also for none, the most viewers first', async () => {
    const { emulator, clock, play } = await threeWatching()
    clock.now += 10 * second
    play()
    clock.now += 6 * second
    const row = (value: string | null, viewers: number, starting: number, impact: number) => ({
      value,
      metric_value: viewers,
      concurrent_viewers: viewers,
      starting_up_viewers: starting,
      negative_impact: impact,
    })
    expect(await ask(emulator, 'breakdown?dimension=country')).toEqual({
      status: 200,
      data: [row('FR', 2, 2, 1), row(null, 1, 1, 2), row('ES', 1, 1, 3)],
      timeframe: [start + 16, start + 16],
      total_row_count: 1,
    })
    clock.now += 10 * second
    const later = await ask(emulator, `breakdown?dimension=country&${ofStream}`)
    expect(later.data).toEqual([row('FR', 2, 0, 1), row(null, 1, 0, 2)])
    const before = await ask(emulator, `breakdown?dimension=live_stream_id&timestamp=${start + 4}`)
    expect(before.data).toEqual([row(streamId, 3, 3, 1), row(null, 1, 1, 2)])
    expect(before.timeframe).toEqual([start + 4, start + 4])
  })

  test('of a moment that is not there yet is of the newest one, of one long gone is empty', async () => {
    const { emulator, clock } = await threeWatching()
    clock.now += 20 * second
    const of = async (timestamp: number): Promise<number> =>
      (await ask(emulator, `breakdown?dimension=cdn&timestamp=${timestamp}`)).data.length
    expect(await of(start + 10)).toBe(1)
    expect(await of(start + 1_000_000)).toBe(1)
    expect(await of(start - 5)).toBe(0)
    clock.now += 86_400 * second
    expect(await of(start + 10)).toBe(0)
    expect(await of(start + 30)).toBe(1)
  })

  test.each([
    ['', ['FR', null, 'ES']],
    ['&order_by=views', ['FR', null, 'ES']],
    ['&order_by=views&order_direction=asc', [null, 'ES', 'FR']],
    ['&order_by=value&order_direction=asc', [null, 'ES', 'FR']],
    ['&order_by=field', ['FR', 'ES', null]],
    ['&order_by=field&order_direction=asc', [null, 'ES', 'FR']],
    ['&order_by=negative_impact&order_direction=asc', ['FR', null, 'ES']],
    ['&order_by=negative_impact', ['ES', null, 'FR']],
  ])('is put in order by %j', async (order, expected) => {
    const { emulator } = await threeWatching({ monitoringLagMs: 0 })
    const { data } = await ask(emulator, `breakdown?dimension=country${order}`)
    expect(data.map(({ value }: { value: string | null }) => value)).toEqual(expected)
  })

  test('knows what a page says, and what Mux finds out', async () => {
    const { emulator } = await startEmulator({ monitoringLagMs: 0 })
    const said = {
      asn: '3320',
      country: 'DE',
      region: 'BE',
      video_cdn: 'fastly',
      viewer_os_family: 'Linux',
      player_name: 'mine',
      video_stream_type: 'live',
      sub_property_id: 'sub',
      video_series: 'series',
      video_title: 'title',
      view_has_ad: false,
      video_id: 'video',
    }
    emulator.receive(watch('a', said).start())
    const answers = await Promise.all(
      ([...openApiDimensions, 'video_id', 'asset_id', 'playback_id'] as const).map(
        async (dimension) => {
          const { data } = await ask(emulator, `breakdown?dimension=${dimension}`)
          return [dimension, data[0].value]
        },
      ),
    )
    expect(Object.fromEntries(answers)).toEqual({
      asn: '3320',
      cdn: 'fastly',
      country: 'DE',
      operating_system: 'Linux',
      player_name: 'mine',
      region: 'BE',
      stream_type: 'live',
      sub_property_id: 'sub',
      video_series: 'series',
      video_title: 'title',
      view_has_ad: 'false',
      video_id: 'video',
      asset_id: null,
      playback_id: playbackId,
    })
  })
})

describe('a breakdown timeseries', () => {
  const path = 'breakdown-timeseries?dimension=country'

  test('is of the last 60 s if nothing is asked', async () => {
    const { emulator, clock } = await threeWatching()
    clock.now += 20 * second
    const { data, timeframe, total_row_count } = await ask(emulator, path)
    expect([timeframe, total_row_count]).toEqual([[start - 50, start + 10], 12])
    expect(data[9]).toEqual({ date: '2023-12-31T23:59:55Z', values: [] })
    const row = (value: string | null, viewers: number) => ({
      value,
      metric_value: viewers,
      concurrent_viewers: viewers,
      starting_up_viewers: viewers,
    })
    expect(data[11]).toEqual({
      date: '2024-01-01T00:00:05Z',
      values: [row('FR', 2), row(null, 1), row('ES', 1)],
    })
  })

  test('is of the timeframe asked: its start is a point, its end is not', async () => {
    const { emulator, clock } = await threeWatching()
    clock.now += 30 * second
    const frame = (from: number, to: number): string =>
      `${path}&timeframe[]=${start + from}&timeframe[]=${start + to}`
    const dates = async (from: number, to: number): Promise<string> =>
      (await ask(emulator, frame(from, to))).data
        .map(({ date }: { date: string }) => date.slice(-4, -1))
        .join()
    expect(await dates(0, 10)).toBe(':00,:05')
    expect(await dates(1, 11)).toBe(':05,:10')
    expect(await dates(6, 9)).toBe('')
    expect(await dates(10, 100)).toBe(':10,:15')
    expect((await ask(emulator, frame(10, 100))).timeframe).toEqual([start + 10, start + 100])
    expect((await ask(emulator, frame(-600, 0))).data).toHaveLength(120)
  })

  test('has 10 rows at each point, or as many as asked', async () => {
    const { emulator } = await startEmulator({ monitoringLagMs: 0 })
    for (let index = 0; index < 120; index += 1) {
      emulator.receive(watch(`view-${index}`, { video_title: `title ${index}` }).start())
    }
    const rows = async (more: string): Promise<number> =>
      (await ask(emulator, `breakdown-timeseries?dimension=video_title${more}`)).data.at(-1).values
        .length
    expect(await rows('')).toBe(10)
    expect(await rows('&limit=3')).toBe(3)
    expect(await rows('&limit=100')).toBe(100)
    expect((await ask(emulator, 'breakdown?dimension=video_title')).data).toHaveLength(120)
  })
})
