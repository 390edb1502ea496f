import { describe, expect, test } from 'vitest'

import type { EmulatedFailure } from '../../src/emulator'
import { client } from './client'
import { askApi, askCounts, ccvPath, startEmulator, streamId } from './startEmulator'

describe('a failure made on purpose', () => {
  test('answers as Mux does, as often as asked', async () => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', status: 429, times: 2 })
    const limited = await askCounts(emulator)
    expect(limited).toMatchObject({ status: 429, body: { errors: [expect.any(String)] } })
    expect(limited.headers.has('retry-after')).toBe(false)
    expect(limited.headers.get('access-control-allow-origin')).toBe('*')
    expect((await askCounts(emulator)).status).toBe(429)
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test.each([204, 304])('of status %i has no body', async (status) => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', status })
    expect((await fetch(`${emulator.url}/counts`)).status).toBe(status)
  })

  test('is undone', async () => {
    const { emulator } = await startEmulator()
    const undo = emulator.fail({
      path: /^\/video\//,
      status: 503,
      body: '<html>',
      headers: { 'retry-after': '7' },
    })
    const url = `${emulator.url}/video/v1/live-streams/${streamId}`
    const failed = await fetch(url)
    expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([
      503,
      '7',
      '<html>',
    ])
    expect((await askCounts(emulator)).status).toBe(200)
    undo()
    expect((await fetch(url)).status).toBe(401)
  })

  test('without a status is only slow', async () => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', delayMs: 20 })
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test('may hang until the client gives up, or until the emulator closes', async () => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', hang: true })
    const leaving = new AbortController()
    const left = fetch(`${emulator.url}/counts`, { signal: leaving.signal }).catch(String)
    await expect.poll(() => emulator.requests.length).toBe(1)
    leaving.abort('left')
    expect(await left).toBe('left')
    const hanging = fetch(`${emulator.url}/counts`).catch(String)
    await expect.poll(() => emulator.requests.length).toBe(2)
    await emulator.close()
    expect(await hanging).toBe('TypeError: fetch failed')
  })
})

describe.each([
  '/data/v1/monitoring/dimensions',
  '/data/v1/monitoring/metrics',
  `${ccvPath}/timeseries`,
  `${ccvPath}/breakdown?dimension=country`,
  `${ccvPath}/breakdown-timeseries?dimension=country`,
  `/video/v1/live-streams/${streamId}`,
])('%s', (question) => {
  const path = question.split('?')[0]!
  const failing = async (failure: Omit<EmulatedFailure, 'path'>) => {
    const { emulator } = await startEmulator()
    emulator.fail({ path, ...failure })
    const { MUX_TOKEN_ID, MUX_TOKEN_SECRET } = emulator.env
    const basic = Buffer.from(`${MUX_TOKEN_ID}:${MUX_TOKEN_SECRET}`).toString('base64')
    const ask = (signal?: AbortSignal): Promise<Response> =>
      fetch(`${emulator.url}${question}`, {
        headers: { authorization: `Basic ${basic}` },
        ...(signal ? { signal } : {}),
      })
    return { emulator, ask }
  }

  test.each([
    [{ status: 503 }, 503, 'application/json', /internal_server_error/],
    [{ status: 429 }, 429, 'application/json', /^\{"errors":\["Too many/],
    [{ status: 502, body: '<html>' }, 502, 'text/plain', /^<html>$/],
    [{ status: 200, body: '' }, 200, 'text/plain', /^$/],
    [{ status: 200, body: '{"data":[{' }, 200, 'text/plain', /^\{"data":\[\{$/],
    [{ status: 200, body: { data: [] } }, 200, 'application/json', /^\{"data":\[\]\}$/],
  ])('answers %j', async (failure, status, type, body) => {
    const { ask } = await failing(failure)
    const response = await ask()
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type])
    expect(await response.text()).toMatch(body)
  })

  test('is larger, slower or slow with its body only, and right', async () => {
    const { emulator, ask } = await failing({ padBytes: 3_000_000, times: 1 })
    const large = await (await ask()).text()
    expect(large.length).toBeGreaterThan(3_000_000)
    const right = await (await ask()).text()
    expect(JSON.parse(large)).toEqual(JSON.parse(right))
    emulator.fail({ path, delayMs: 10, times: 1 })
    expect(await (await ask()).text()).toBe(right)
    emulator.fail({ path, bodyDelayMs: 10, times: 1 })
    expect(await (await ask()).text()).toBe(right)
    expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  test('never gives its body', async () => {
    const { emulator, ask } = await failing({ bodyDelayMs: 60_000 })
    const leaving = new AbortController()
    const response = await ask(leaving.signal)
    expect(response.status).toBe(200)
    leaving.abort()
    await expect(response.text()).rejects.toThrow('aborted')
    const other = await ask()
    await emulator.close()
    await expect(other.text()).rejects.toThrow('terminated')
  })

  test('is cut off in the middle, with or without a status', async () => {
    const { emulator, ask } = await failing({ truncate: true, times: 1 })
    const whole = await ask()
    expect(whole.status).toBe(200)
    await expect(whole.text()).rejects.toThrow('terminated')
    emulator.fail({ path, truncate: true, status: 500, times: 1 })
    const failed = await ask()
    expect(failed.status).toBe(500)
    await expect(failed.text()).rejects.toThrow('terminated')
    expect((await ask()).status).toBe(200)
  })

  test('is reset', async () => {
    const { emulator, ask } = await failing({ reset: true, times: 1 })
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect((await ask()).status).toBe(200)
    expect(emulator.requests.map(({ status }) => status)).toEqual([0, 200])
  })

  test('hangs', async () => {
    const { ask } = await failing({ hang: true })
    await expect(ask(AbortSignal.timeout(30))).rejects.toThrow('timeout')
  })
})

test('a browser may read what is slow or cut off, too', async () => {
  const { emulator } = await startEmulator()
  const token = await client(emulator).jwt.signViewerCounts(streamId, { type: 'live_stream' })
  for (const failure of [{ bodyDelayMs: 1 }, { truncate: true }, { padBytes: 1 }]) {
    emulator.fail({ path: '/counts', ...failure, times: 1 })
    // oxlint-disable-next-line no-await-in-loop
    const response = await fetch(`${emulator.url}/counts?token=${token}`)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    // oxlint-disable-next-line no-await-in-loop
    await response.text().catch(() => undefined)
  }
})

test('a failure of all of Monitoring leaves the rest alone', async () => {
  const { emulator } = await startEmulator()
  emulator.fail({ path: /^\/data\//, status: 404 })
  expect(await askApi(emulator, '/data/v1/monitoring/dimensions')).toMatchObject({
    status: 404,
    body: { error: { type: 'not_found' } },
  })
  expect((await askApi(emulator, `/video/v1/live-streams/${streamId}`)).status).toBe(200)
})
