import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { memoryStore } from '../../src/server/memoryStore'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { newServer } from './newServer'

const BEGIN = Date.parse('2026-01-02T03:04:00.000Z')

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A server whose every reading counts one more, and what is kept of it. */
function setUp(options: Partial<MuxViewersOptions> = {}, read?: () => { viewers: number }) {
  let viewers = 0
  const store = options.store ?? memoryStore()
  const counting = () => ({ viewers: (viewers += 1), views: 9 })
  const rig = newServer({ ...options, store }, read ?? counting, { ttlMs: 5_000 })
  const kept = async (streamId = 'A') =>
    (await store.samples({ streamId, from: BEGIN, to: BEGIN + 1e9 })).map(
      ({ at, tick, viewers: counted }) => [(tick - BEGIN) / 1_000, (at - BEGIN) / 1_000, counted],
    )
  return { ...rig, kept, store }
}

/** A store that does what a test says. */
function brokenStore(append: ViewersStore['append']) {
  const memory = memoryStore()
  return { ...memory, append: vi.fn<ViewersStore['append']>(append) }
}

describe('what is kept', () => {
  it('is the first reading of each tick, also when many ask', async () => {
    const { ask, kept, calls } = setUp()
    for (let second = 0; second < 40; second++) {
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all([ask('A'), ask('A'), ask('A')])
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(calls).toHaveLength(8)
    expect(await kept()).toEqual([
      [0, 0, 1],
      [15, 15, 4],
      [30, 30, 7],
    ])
  })

  it('has ticks as long as recordEvery says', async () => {
    const { ask, kept } = setUp({ recordEvery: 5_000 })
    await vi.advanceTimersByTimeAsync(3_000)
    await ask('A')
    await vi.advanceTimersByTimeAsync(6_000)
    await ask('A')
    expect(await kept()).toEqual([
      [0, 3, 1],
      [5, 9, 2],
    ])
  })

  it('says who counted what', async () => {
    const { ask, store } = setUp()
    await ask('A')
    await vi.advanceTimersByTimeAsync(0)
    expect(await store.newest('A')).toEqual({
      streamId: 'A',
      tick: BEGIN,
      at: BEGIN,
      viewers: 1,
      views: 9,
      unit: 'people',
      via: 'counts',
    })
  })

  it('is no 0 of an id that nobody has confirmed', async () => {
    let viewers = 0
    const { ask, kept } = setUp({}, () => ({ viewers }))
    expect(await ask('A')).toMatchObject([{ viewers: 0, verified: false }])
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await kept()).toEqual([])
    viewers = 2
    await ask('A')
    await vi.advanceTimersByTimeAsync(15_000)
    viewers = 0
    await ask('A')
    await vi.advanceTimersByTimeAsync(0)
    expect(await kept()).toEqual([
      [15, 15, 2],
      [30, 30, 0],
    ])
  })

  it('is written once for all streams that one moment brought', async () => {
    const store = brokenStore(async () => undefined)
    const { ask } = setUp({ store })
    await ask('A', 'B', 'C')
    await vi.advanceTimersByTimeAsync(0)
    expect(store.append.mock.calls.map(([samples]) => samples.length)).toEqual([3])
  })
})

describe('onSnapshot', () => {
  it('is handed the snapshot that is kept', async () => {
    const onSnapshot = vi.fn<(snapshot: ViewerSnapshot) => void>()
    const { ask } = setUp({ onSnapshot })
    const [answer] = await ask('A')
    await vi.advanceTimersByTimeAsync(6_000)
    await ask('A')
    expect(onSnapshot.mock.calls).toEqual([[answer]])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('that %s is a line in the log, and nothing else', async (_, onSnapshot) => {
    const { ask, kept, logger } = setUp({ onSnapshot })
    expect(await ask('A')).toMatchObject([{ viewers: 1 }])
    await vi.advanceTimersByTimeAsync(0)
    expect(logger.error.mock.calls).toEqual([
      ['[mux-viewers] `onSnapshot` of createMuxViewers failed.', new Error('full')],
    ])
    expect(await kept()).toHaveLength(1)
  })
})

describe('a store that', () => {
  const memory = memoryStore()

  it('never answers delays no answer, and is tried again after ten seconds', async () => {
    const append = vi.fn<ViewersStore['append']>(() => new Promise(() => undefined))
    const { ask, logger } = setUp({ store: { ...memory, append } })
    for (let second = 0; second < 10; second++) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await ask('A')).toMatchObject([{ source: 'mux' }])
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(999)
    }
    expect(append).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(append).toHaveBeenCalledTimes(2)
    expect(logger.error).toHaveBeenCalledTimes(1)
  })

  it('fails is told of once, and given all in order when it is back', async () => {
    let isBroken = true
    const store = brokenStore(async (samples) => {
      if (isBroken) throw new Error('no space left')
      await memory.append(samples)
    })
    const { ask, logger } = setUp({ store: { ...memory, append: store.append } })
    for (let tick = 0; tick < 20; tick++) {
      // oxlint-disable-next-line no-await-in-loop
      await ask('B')
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(15_000)
    }
    expect(logger.error.mock.calls).toEqual([
      [
        expect.stringMatching(/^\[mux-viewers\] The store takes no samples\./),
        new Error('no space left'),
      ],
    ])
    // 1, 2, 4, 8, 16 seconds, then every 30.
    expect(store.append.mock.calls.length).toBeLessThan(16)
    isBroken = false
    await vi.advanceTimersByTimeAsync(30_000)
    const range = { streamId: 'B', from: 0, to: BEGIN + 1e9, recordEvery: 15_000 }
    const viewers = (await memory.samples(range)).map((sample) => sample.viewers)
    expect(viewers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(logger.info.mock.calls).toEqual([
      ['[mux-viewers] The store takes samples again. Written late: 20.'],
    ])
  })
})

it('is written with the next reading where a retry was cut off with its request', async () => {
  let isBroken = true
  const memory = memoryStore()
  const append: ViewersStore['append'] = async (samples) => {
    if (isBroken) throw new Error('full')
    await memory.append(samples)
  }
  const { ask, kept } = setUp({ store: { ...memory, append } })
  const real = globalThis.setTimeout
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout
  await ask('A')
  await vi.advanceTimersByTimeAsync(0)
  globalThis.setTimeout = real
  isBroken = false
  await vi.advanceTimersByTimeAsync(15_000)
  await ask('A')
  await vi.advanceTimersByTimeAsync(0)
  expect(await kept()).toEqual([
    [0, 0, 1],
    [15, 15, 2],
  ])
})

it('keeps a platform awake until it is written', async () => {
  const written: string[] = []
  const store = brokenStore(async ([sample]) => {
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    written.push(sample!.streamId)
  })
  const { server } = setUp({ store })
  const kept: Promise<unknown>[] = []
  const context = { waitUntil: (promise: Promise<unknown>) => void kept.push(promise) }
  await server.fetch(new Request('https://app.test/?id=A'), context)
  expect(written).toEqual([])
  await Promise.all([...kept, vi.advanceTimersByTimeAsync(3_000)])
  await Promise.all(kept)
  expect(written).toEqual(['A'])
})
