import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { batchesOf, lives, stateOf } from './lives'
import { askApi, begin, ccvPath, playbackId, startEmulator, streamId } from './startEmulator'
import { ask, ofStream, openApiDimensions, start, threeWatching } from './threeWatching'

const second = 1_000

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

test('what is not asked by its documented name is not seen', async () => {
  const { emulator } = await threeWatching({ monitoringLagMs: 0 })
  const question = `timeseries?filters=country:FR&timestamp=${start}`
  expect((await ask(emulator, question)).data[0].value).toBe(4)
})
