import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { askApi, ccvPath, startEmulator } from './startEmulator'
import { ask, openApiDimensions, start } from './threeWatching'

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
