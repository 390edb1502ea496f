import { describe, expect, test } from 'vitest'

import type { RateLimits } from '../../src/emulator'
import { askApi, askCounts, ccvPath, startEmulator, streamId } from './startEmulator'

const videoPath = `/video/v1/live-streams/${streamId}`

describe('a limit', () => {
  const asking = async (rateLimits: RateLimits, path = `${ccvPath}/timeseries`) => {
    const { emulator, clock } = await startEmulator({ rateLimits })
    /** Asks as many times; gives the statuses, in a row. */
    const ask = async (times: number): Promise<string> => {
      const statuses: number[] = []
      for (let time = 0; time < times; time += 1) {
        // oxlint-disable-next-line no-await-in-loop
        statuses.push((await askApi(emulator, path)).status)
      }
      return statuses.join(' ')
    }
    return { emulator, clock, ask }
  }

  test('is off if nothing is said', async () => {
    const { ask } = await asking({})
    expect(await ask(5)).toBe('200 200 200 200 200')
  })

  test('of one a second, as Mux has it for Monitoring', async () => {
    const { emulator, clock, ask } = await asking({ monitoringPerSecond: 1 })
    expect(await ask(3)).toBe('200 429 429')
    clock.now += 999
    expect(await ask(1)).toBe('429')
    clock.now += 1
    expect(await ask(2)).toBe('200 429')
    clock.now += 10_000
    expect(await ask(2)).toBe('200 429')
    expect(emulator.requests.map(({ status }) => status)).toHaveLength(8)
    expect(emulator.requests.filter(({ status }) => status === 429)).toHaveLength(5)
  })

  test('is kept however small the steps of the clock', async () => {
    const { clock, ask } = await asking({ monitoringPerSecond: 1 })
    await ask(1)
    const statuses: string[] = []
    for (let step = 0; step < 10; step += 1) {
      clock.now += 100
      // oxlint-disable-next-line no-await-in-loop
      statuses.push(await ask(1))
    }
    expect(statuses.join(' ')).toBe('429 429 429 429 429 429 429 429 429 200')
  })

  test('of several a second, all at once or one after the other', async () => {
    const { clock, ask } = await asking({ videoPerSecond: 5 }, videoPath)
    expect(await ask(6)).toBe('200 200 200 200 200 429')
    clock.now += 200
    expect(await ask(2)).toBe('200 429')
  })

  test('may have a burst of its own', async () => {
    const { clock, ask } = await asking({ monitoringPerSecond: 1, burst: 3 })
    expect(await ask(4)).toBe('200 200 200 429')
    clock.now += 60_000
    expect(await ask(4)).toBe('200 200 200 429')
  })

  test('survives a clock that is set back', async () => {
    const { clock, ask } = await asking({ monitoringPerSecond: 1 })
    await ask(1)
    clock.now -= 3_600_000
    expect(await ask(1)).toBe('429')
    clock.now += 1_000
    expect(await ask(1)).toBe('200')
  })

  test('is each API its own', async () => {
    const { emulator, ask } = await asking({
      monitoringPerSecond: 1,
      videoPerSecond: 1,
      countsPerSecond: 1,
    })
    expect(await ask(2)).toBe('200 429')
    expect((await askApi(emulator, '/data/v1/monitoring/dimensions')).status).toBe(429)
    expect((await askApi(emulator, videoPath)).status).toBe(200)
    expect((await askApi(emulator, videoPath)).status).toBe(429)
    expect((await askCounts(emulator)).status).toBe(200)
    expect(await askCounts(emulator)).toMatchObject({ status: 429, body: refusal })
    expect((await askApi(emulator, '/system/v1/whoami')).status).toBe(200)
  })

  test('is not used up by who has no token, nor by failures made on purpose', async () => {
    const { emulator, ask } = await asking({ monitoringPerSecond: 1 })
    await fetch(`${emulator.url}${ccvPath}/timeseries`)
    const undo = emulator.fail({ path: `${ccvPath}/timeseries`, status: 503 })
    expect(await ask(1)).toBe('503')
    undo()
    expect(await ask(1)).toBe('200')
  })
})

const refusal = { errors: ['Too many requests, retry later.'] }

describe('a refusal', () => {
  test.each([
    [{ monitoringPerSecond: 1 }, 0, null],
    [{ monitoringPerSecond: 1, retryAfter: true }, 0, '1'],
    [{ monitoringPerSecond: 0.1, retryAfter: true }, 0, '10'],
    [{ monitoringPerSecond: 0.1, retryAfter: true }, 4_500, '6'],
  ])('by %j after %i ms says Retry-After %s', async (rateLimits, wait, expected) => {
    const { emulator, clock } = await startEmulator({ rateLimits })
    await askApi(emulator, `${ccvPath}/timeseries`)
    clock.now += wait
    const { status, body, headers } = await askApi(emulator, `${ccvPath}/timeseries`)
    expect([status, body]).toEqual([429, refusal])
    expect(headers.get('retry-after')).toBe(expected)
  })
})
