import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../src/server/memoryStore'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { newServer } from './newServer'

const BEGIN = Date.parse('2026-01-02T00:00:00.000Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp(store: ViewersStore, options: Partial<MuxViewersOptions> = {}) {
  const { server, ask, logger } = newServer({ store, ...options })
  const watch = async (ms: number, everyMs = 60_000): Promise<void> => {
    for (let done = 0; done < ms; done += everyMs) {
      // oxlint-disable-next-line no-await-in-loop
      await ask('A')
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(everyMs)
    }
  }
  return { server, ask, watch, logger }
}

/** Samples, minutes and hours that are kept. */
async function keptOf(store: ViewersStore): Promise<number[]> {
  const { samples, buckets } = await store.record({
    streamId: 'A',
    from: BEGIN,
    to: BEGIN + 99 * DAY,
  })
  const inSteps = [60_000, HOUR].map((step) => buckets.filter((one) => one.step === step).length)
  return [samples.length, ...inSteps]
}

describe('what was read', () => {
  it('is kept as it is for a day, by the minute for thirty days, by the hour for ever', async () => {
    const store = memoryStore()
    const { watch } = setUp(store)
    await watch(DAY + HOUR)
    expect(await keptOf(store)).toEqual([25 * 60, 0, 0])
    await watch(2 * HOUR)
    // A whole hour is a day old, and the ten minutes that writers may be late.
    expect(await keptOf(store)).toEqual([26 * 60, 60, 0])
    await watch(30 * DAY, HOUR)
    // Read once an hour, thirty days in minutes: the first day is in hours.
    const [samples, minutes, hours] = await keptOf(store)
    expect(samples).toBe(26)
    expect(minutes! + samples!).toBeLessThanOrEqual(30 * 24 + 24 + 60)
    expect(hours).toBeGreaterThanOrEqual(24)
    const buckets = await store.buckets({
      streamId: 'A',
      from: BEGIN,
      to: BEGIN + 40 * DAY,
      step: DAY,
      recordEvery: 15_000,
    })
    expect(buckets).toHaveLength(32)
  })

  it('is kept as long as the app says', async () => {
    const store = memoryStore()
    const retention = { samples: HOUR, minutes: 3 * HOUR, hours: 5 * HOUR }
    const { watch } = setUp(store, { retention })
    await watch(8 * HOUR)
    expect(await keptOf(store)).toEqual([180, 60, 2])
  })

  it('is never thinned where the app says so', async () => {
    const store = memoryStore()
    const retention = { samples: Infinity, minutes: Infinity, hours: Infinity }
    const { watch } = setUp(store, { retention })
    await watch(3 * DAY, HOUR)
    expect(await keptOf(store)).toEqual([72, 0, 0])
  })

  it('is thinned once an hour, by one of several processes', async () => {
    const store = memoryStore()
    const oldStreams = vi.spyOn(store, 'oldStreams')
    const [one, other] = [setUp(store), setUp(store)]
    for (let hours = 0; hours < 6; hours++) {
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all([one.watch(HOUR / 2), other.watch(HOUR / 2)])
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(HOUR / 2)
    }
    expect(oldStreams.mock.calls.length).toBeGreaterThanOrEqual(5)
    expect(oldStreams.mock.calls.length).toBeLessThanOrEqual(6)
  })

  it('stays as it is while the store does not thin; that is said once, and tried again', async () => {
    const store = memoryStore()
    const oldStreams = vi.fn<ViewersStore['oldStreams']>(() =>
      Promise.reject(new Error('no space')),
    )
    const { watch, logger } = setUp({ ...store, oldStreams })
    await watch(3 * 60_000)
    expect(oldStreams).toHaveBeenCalledTimes(3)
    expect(logger.error).toHaveBeenCalledTimes(1)
    expect(logger.error.mock.calls[0]?.[0]).toMatch(/did not thin/)
  })
})

describe('the figures of a broadcast', () => {
  it('are those of its samples, though it lasts longer than they are kept', async () => {
    const store = memoryStore()
    const retention = { samples: HOUR, minutes: HOUR }
    const { server, watch } = setUp(store, { retention })
    await server.startBroadcast('A')
    // Begun and ended in the middle of a minute.
    await vi.advanceTimersByTimeAsync(100)
    await watch(20 * 60_000, 15_000)
    await server.endBroadcast('A')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(await store.lastBroadcast('A')).toMatchObject({ coveredSeconds: 1_200 })
    await server.startBroadcast('A')
    await watch(5 * HOUR, 15_000)
    await server.endBroadcast('A')
    await vi.advanceTimersByTimeAsync(61_000)
    expect(await store.lastBroadcast('A')).toMatchObject({ coveredSeconds: 5 * 3_600, average: 1 })
    // Once they are recorded, samples are thinned, as soon as others are written.
    await server.startBroadcast('A')
    await watch(3 * HOUR)
    expect((await keptOf(store))[2]).toBeGreaterThanOrEqual(5)
  })

  it('do not keep samples for ever, where no end is told', async () => {
    const store = memoryStore()
    const { server, watch } = setUp(store, { retention: { samples: HOUR } })
    await server.startBroadcast('A')
    await watch(72 * HOUR)
    const [samples, minutes] = await keptOf(store)
    expect(samples).toBeLessThanOrEqual(51 * 60)
    expect(minutes).toBeGreaterThanOrEqual(20 * 60)
  })
})

it('a writer that was cut off for longer than samples are kept doubles nothing, and says what is lost', async () => {
  const store = memoryStore()
  let isCutOff = true
  const append: ViewersStore['append'] = async (samples) => {
    if (isCutOff) throw new Error('unreachable')
    await store.append(samples)
  }
  const retention = { samples: HOUR }
  const [one, other] = [setUp(store, { retention }), setUp({ ...store, append }, { retention })]
  for (let minutes = 0; minutes < 240; minutes++) {
    isCutOff = minutes < 220
    // oxlint-disable-next-line no-await-in-loop
    await Promise.all([one.ask('A'), other.ask('A')])
    // oxlint-disable-next-line no-await-in-loop
    await vi.advanceTimersByTimeAsync(60_000)
  }
  const range = {
    streamId: 'A',
    from: BEGIN,
    to: BEGIN + 4 * HOUR,
    step: HOUR,
    recordEvery: 15_000,
  }
  const covered = (await store.buckets(range)).map(({ coveredMs }) => coveredMs / 60)
  // 37.5 of each 60 seconds: once a minute was read.
  expect(covered).toEqual([37_500, 37_500, 37_500, 37_500])
  const said = other.logger.info.mock.calls.map(([line]) => line)
  expect(said).toContainEqual(
    expect.stringMatching(/takes samples again.*16\d could not be kept and are lost/),
  )
})

it.each([
  [{ samples: HOUR - 1 }],
  [{ samples: 2 * DAY, minutes: DAY }],
  [{ hours: DAY }],
  [{ samples: Number.NaN }],
])('a retention of %j is refused with a sentence', (retention) => {
  const make = () => setUp(memoryStore(), { retention })
  expect(make).toThrow(/\[mux-viewers\] createMuxViewers was given a `retention` that is not/)
})
