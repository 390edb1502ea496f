import { readFileSync } from 'node:fs'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { MonitoringDimension, MuxEmulator } from '../../src/emulator'
import { batchesOf, lives, stateOf } from './lives'
import { askApi, begin, ccvPath, playbackId, startEmulator, streamId, watch } from './startEmulator'
import { syntheticPlayer } from './syntheticPlayer'

const second = 1_000
const start = begin / second
const ofStream = `filters[]=live_stream_id:${streamId}`

/** An emulator whose stream three people of two countries watch since its clock stood at `begin`. */
async function threeWatching(options = {}) {
  const { emulator, clock } = await startEmulator(options)
  const players = [
    watch('a', { country: 'FR', viewer_user_id: 'ann' }),
    watch('b', { country: 'FR', viewer_user_id: 'ann' }),
    watch('c'),
  ]
  for (const player of players) emulator.receive(player.start())
  emulator.receive(syntheticPlayer({ view_id: 'd', country: 'ES' }).start())
  const play = (): void => {
    for (const player of players) emulator.receive(player.playing(clock.now - begin + 1_000))
  }
  return { emulator, clock, play, players }
}

const ask = (emulator: MuxEmulator, question: string) =>
  askApi(emulator, `${ccvPath}/${question}`).then(({ status, body }) => ({ status, ...body }))

describe('lists', () => {
  test.each(['dimensions', 'metrics'])('%s are those of the OpenAPI', async (name) => {
    const { emulator } = await startEmulator({ monitoringDimensions: openApiDimensions })
    const { body } = await askApi(emulator, `/data/v1/monitoring/${name}`)
    const documented = JSON.parse(
      readFileSync(new URL(`./fixtures/monitoring-list-${name}.json`, import.meta.url), 'utf8'),
    )
    expect(body).toEqual({ ...documented, timeframe: [start - 86_400, start] })
  })

  test("dimensions are those of Mux's guide too, if nothing is said", async () => {
    const { body } = await askApi(
      (await startEmulator()).emulator,
      '/data/v1/monitoring/dimensions',
    )
    const names = body.data.map(({ name }: { name: string }) => name)
    expect(names).toEqual([
      ...openApiDimensions,
      'video_id',
      'asset_id',
      'live_stream_id',
      'playback_id',
    ])
  })
})

describe('a timeseries', () => {
  const values = ({ data }: { data: { value: number }[] }) => data.map(({ value }) => value)

  test('is late, and counts playbacks', async () => {
    const { emulator, clock, play } = await threeWatching()
    clock.now += 10 * second
    play()
    const since = `timeseries?${ofStream}&timestamp=${start}`
    expect(await ask(emulator, since)).toMatchObject({ data: [], timeframe: [start, start] })
    clock.now += 4_999
    expect((await ask(emulator, since)).data).toEqual([])
    clock.now += 1
    expect(await ask(emulator, since)).toEqual({
      status: 200,
      data: [{ date: '2024-01-01T00:00:00Z', value: 3, concurrent_viewers: 3 }],
      timeframe: [start, start],
      total_row_count: 1,
    })
    clock.now += 4_999
    expect((await ask(emulator, since)).data).toHaveLength(1)
    clock.now += 1
    const { data, timeframe } = await ask(emulator, since)
    expect([data.length, timeframe]).toEqual([2, [start, start + 5]])
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 2, views: 3 })
  })

  test('is as late as asked', async () => {
    const { emulator, clock } = await threeWatching({ monitoringLagMs: 0 })
    clock.now += 7 * second
    const { data } = await ask(emulator, `timeseries?timestamp=${start + 1}`)
    expect(data).toEqual([{ date: '2024-01-01T00:00:05Z', value: 4, concurrent_viewers: 4 }])
  })

  test('has the last half hour if no start is asked', async () => {
    const { emulator, clock } = await threeWatching()
    clock.now += 16 * second
    const answer = await ask(emulator, 'timeseries')
    expect(answer.timeframe).toEqual([start - 1_795, start])
    expect(answer.data).toHaveLength(360)
    expect(values(answer).slice(-2)).toEqual([0, 4])
  })

  test('reaches 24 hours back, however early a start is asked', async () => {
    const { emulator, clock } = await threeWatching()
    clock.now += 24 * 3_600 * second + second
    const { data, timeframe } = await ask(emulator, 'timeseries?timestamp=0')
    expect(timeframe).toEqual([start + 5, start + 86_400 - 15])
    expect(data).toHaveLength(17_277)
    expect(data[5]).toEqual({ date: '2024-01-01T00:00:30Z', value: 4, concurrent_viewers: 4 })
    expect(data[6].value).toBe(0)
  })

  test('of a metric that is not measured has no values, but the viewers', async () => {
    const { emulator, clock } = await threeWatching({ monitoringLagMs: 0 })
    clock.now += second
    const metric = '/data/v1/monitoring/metrics/playback-failure-percentage'
    const { body } = await askApi(emulator, `${metric}/timeseries?timestamp=${start}`)
    expect(body.data).toEqual([
      { date: '2024-01-01T00:00:00Z', value: null, concurrent_viewers: 4 },
    ])
  })

  test.each([
    ['live_stream_id:nobody', 0],
    [`live_stream_id:${playbackId}`, 0],
    [`playback_id:${playbackId}`, 3],
    ['country:FR', 2],
    ['!country:FR', 2],
    ['asset_id:a', 0],
    ['country:FR&filters[]=country:ES', 3],
    [`country:ES&${ofStream}`, 0],
  ])('filtered by %s counts %i', async (filter, expected) => {
    const { emulator } = await threeWatching({ monitoringLagMs: 0 })
    const question = `timeseries?filters[]=${filter}&timestamp=${start}`
    expect(values(await ask(emulator, question))).toEqual([expected])
  })

  test('tells what is wrong in the shape of the Data API', async () => {
    const { emulator } = await threeWatching({ monitoringDimensions: openApiDimensions })
    const refused = await askApi(emulator, `${ccvPath}/timeseries?${ofStream}`)
    expect(refused).toMatchObject({
      status: 400,
      body: { error: 'Invalid filter dimension live_stream_id' },
    })
  })

  test('follows the life of any views', { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (all) => {
        const { emulator, clock } = await startEmulator()
        const video_source_url = emulator.stream(streamId).playbackUrl
        for (const { at, body } of batchesOf(all, { video_source_url })) {
          emulator.receive(body, begin + at)
        }
        clock.now = begin + 1_100 * second + 15 * second
        const question = `timeseries?${ofStream}&filters[]=!country:ES&timestamp=${start}`
        const shown = all.filter(({ country }) => country !== 'ES')
        expect(values(await ask(emulator, question))).toEqual(
          Array.from(
            { length: 221 },
            (_, point) => shown.filter((life) => stateOf(life, point * 5 * second)).length,
          ),
        )
        await emulator.close()
      }),
      { numRuns: 25 },
    )
  })
})

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

describe('is refused with a sentence', () => {
  const frame = (from: number, to: number): string =>
    `breakdown-timeseries?dimension=country&timeframe[]=${from}&timeframe[]=${to}`

  test.each([
    ['timeseries?filters[]=country', 'Invalid filter country. Use'],
    ['timeseries?filters[]=city:Rome', 'Invalid filter dimension city'],
    ['timeseries?timestamp=soon', 'Invalid timestamp soon'],
    ['timeseries?timestamp=-5', 'Invalid timestamp -5'],
    ['timeseries?timestamp=1e9', 'Invalid timestamp 1e9'],
    ['timeseries?timestamp=99999999999999999999', 'Invalid timestamp 9999'],
    ['breakdown', 'Missing dimension'],
    ['breakdown?dimension=city', 'Invalid dimension city'],
    ['breakdown?dimension=country&order_by=name', 'Invalid order_by name'],
    ['breakdown?dimension=country&order_direction=up', 'Invalid order_direction up'],
    ['breakdown-timeseries', 'Missing dimension'],
    ['breakdown-timeseries?dimension=country&limit=101', 'Invalid limit 101'],
    ['breakdown-timeseries?dimension=country&limit=0', 'Invalid limit 0'],
    ['breakdown-timeseries?dimension=country&limit=many', 'Invalid limit many'],
    ['breakdown-timeseries?dimension=country&timeframe[]=24:hours', 'Invalid timeframe. Give'],
    [frame(start, start), 'Invalid timeframe. It must end'],
    [frame(start - 601, start), 'Invalid timeframe. It must not be larger than 10 minutes'],
    [frame(start - 86_401, start - 86_390), 'Invalid timeframe. It must be within the last 24'],
  ])('%s', async (question, sentence) => {
    const { emulator } = await startEmulator()
    const { status, error, ...more } = await ask(emulator, question)
    expect([status, error, more]).toEqual([400, expect.stringContaining(sentence), {}])
  })
})

test('what is not asked by its documented name is not seen', async () => {
  const { emulator } = await threeWatching({ monitoringLagMs: 0 })
  const question = `timeseries?filters=country:FR&timestamp=${start}`
  expect((await ask(emulator, question)).data[0].value).toBe(4)
})

describe('who may ask', () => {
  const paths = [
    '/data/v1/monitoring/dimensions',
    '/data/v1/monitoring/metrics',
    `${ccvPath}/timeseries`,
    `${ccvPath}/breakdown`,
    `${ccvPath}/breakdown-timeseries`,
  ]

  test.each(paths)('%s: the holder of the token, from a server', async (path) => {
    const { emulator } = await startEmulator()
    const refused = await fetch(`${emulator.url}${path}`)
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: { type: 'unauthorized', messages: ['Unauthorized request'] } },
    ])
    expect(refused.headers.has('access-control-allow-origin')).toBe(false)
  })

  test.each(paths)('%s: not an account whose plan lacks it', async (path) => {
    const { emulator } = await startEmulator({ monitoringPlan: false })
    expect(await askApi(emulator, path)).toMatchObject({
      status: 403,
      body: { error: { type: 'forbidden', messages: [expect.any(String)] } },
    })
    expect((await fetch(`${emulator.url}${path}`)).status).toBe(401)
  })
})

const openApiDimensions: MonitoringDimension[] = [
  'asn',
  'cdn',
  'country',
  'operating_system',
  'player_name',
  'region',
  'stream_type',
  'sub_property_id',
  'video_series',
  'video_title',
  'view_has_ad',
]
