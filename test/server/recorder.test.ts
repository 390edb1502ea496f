import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { memoryStore } from '../../src/server/memoryStore'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import type { RecorderOptions } from '../../src/server/Recorder'
import type { LeaseRequest, ViewersStore } from '../../src/server/ViewersStore'
import { fakeMux, fakeSource } from './fakeSource'
import { newServer } from './newServer'
import { memoryCache } from './memoryCache'

const BEGIN = Date.parse('2026-01-02T03:04:05.000Z')
const TICK = 15_000
const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp(options: Partial<MuxViewersOptions> = {}) {
  let viewers = 0
  const store = options.store ?? memoryStore()
  return { store, ...newServer({ store, ...options }, () => ({ viewers: (viewers += 1) })) }
}

/** In which seconds after the beginning samples were read. */
async function readAt(store: ViewersStore, streamId = 'A'): Promise<number[]> {
  const samples = await store.samples({ streamId, from: BEGIN, to: BEGIN + 1e9 })
  return samples.map(({ at }) => (at - BEGIN) / 1_000)
}

describe('a recorder', () => {
  it('reads each stream once in each tick, while nobody looks, until it is stopped', async () => {
    const { server, store, calls } = setUp()
    const recorder = server.recorder({ streams: ['A', 'B'] })
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(calls).toEqual([])
    recorder.start()
    recorder.start()
    await vi.advanceTimersByTimeAsync(MINUTE)
    await recorder.stop()
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    // At once, and then at each quarter of a minute, when the reading before has run out.
    expect(await readAt(store)).toEqual([60, 75, 90, 105, 120])
    expect(await readAt(store, 'B')).toEqual([60, 75, 90, 105, 120])
    expect(calls).toHaveLength(10)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('asks Mux no more than the visitors do together with it', async () => {
    const { server, store, ask, calls } = setUp()
    const recorder = server.recorder({ streams: ['A'] })
    recorder.start()
    for (let second = 0; second < 120; second++) {
      // oxlint-disable-next-line no-await-in-loop
      await ask('A')
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(1_000)
    }
    await recorder.stop()
    expect(calls.length).toBeLessThanOrEqual(9)
    expect(await readAt(store)).toHaveLength(9)
  })

  it('has a sample of each tick, though a reading holds as long as a tick', async () => {
    const { server, store, ask } = setUp()
    // Read just before a tick ends, so that it holds almost until the next one.
    await vi.advanceTimersByTimeAsync(9_900)
    await ask('A')
    const recorder = server.recorder({ streams: ['A'] })
    recorder.start()
    await vi.advanceTimersByTimeAsync(MINUTE)
    await recorder.stop()
    const ticks = (await store.samples({ streamId: 'A', from: BEGIN, to: BEGIN + 1e9 })).map(
      ({ tick }) => (tick - BEGIN + 5_000) / TICK,
    )
    expect(ticks).toEqual([0, 1, 2, 3, 4])
  })

  it('has kept what it read when it has stopped', async () => {
    const memory = memoryStore()
    const append: ViewersStore['append'] = async (samples) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      await memory.append(samples)
    }
    const { server, store } = setUp({ store: { ...memory, append } })
    const recorder = server.recorder({ streams: ['A'] })
    recorder.start()
    await vi.advanceTimersByTimeAsync(100)
    const stopping = recorder.stop()
    await vi.advanceTimersByTimeAsync(5_000)
    await stopping
    expect(await readAt(store)).toEqual([0])
  })

  it('goes on where it is stopped and started at once', async () => {
    const { server, store } = setUp()
    const recorder = server.recorder({ streams: ['A'] })
    recorder.start()
    await vi.advanceTimersByTimeAsync(1_000)
    const stopping = recorder.stop()
    recorder.start()
    await vi.advanceTimersByTimeAsync(MINUTE)
    await stopping
    expect(
      (
        await setUp({ store })
          .server.recorder({ streams: ['A'] })
          .run()
      ).isLeader,
    ).toBe(false)
    await recorder.stop()
    expect(await readAt(store)).toEqual([0, 15, 30, 45, 60])
  })

  it('asks a store that hangs no more than once at a time', async () => {
    const memory = memoryStore()
    const lastBroadcast = vi.fn<ViewersStore['lastBroadcast']>(() => new Promise(() => undefined))
    const { server } = setUp({ store: { ...memory, lastBroadcast } })
    const streams = Array.from({ length: 200 }, (_, index) => `Stream${index}`)
    const recorder = server.recorder({ streams })
    recorder.start()
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    // Twenty at a time by the recorder and fifty by the readings, each given up after ten seconds.
    expect(lastBroadcast.mock.calls.length).toBeLessThan(70 * 31)
    void recorder.stop()
  })

  it('records the streams that a function gives each time, and the last ones when it fails', async () => {
    const { server, store, logger } = setUp()
    const given: (readonly string[] | Error)[] = [
      ['A'],
      ['A', 'B', 'B'],
      new Error('db'),
      ['B', 'no id'],
    ]
    const streams = (): readonly string[] => {
      const next = given.shift() ?? []
      if (next instanceof Error) throw next
      return next
    }
    const recorder = server.recorder({ streams })
    recorder.start()
    await vi.advanceTimersByTimeAsync(50_000)
    await recorder.stop()
    expect(await readAt(store, 'A')).toEqual([0, 15, 30])
    expect(await readAt(store, 'B')).toEqual([10, 25, 40])
    const said = logger.error.mock.calls.map(([line]) => line)
    expect(said).toEqual([
      expect.stringMatching(/`streams` of the recorder failed/),
      expect.stringMatching(/no list of ids of live streams/),
    ])
  })

  it('hands readings to an app with tables of its own', async () => {
    const onSnapshot = vi.fn<(snapshot: { streamId: string }) => void>()
    const { source } = fakeSource(() => ({ viewers: 5 }))
    const mux = fakeMux
    const server = createMuxViewers({ mux, authorize: 'public', sources: [source], onSnapshot })
    await server.recorder({ streams: ['A'] }).run()
    expect(onSnapshot).toHaveBeenCalledTimes(1)
  })

  it.each([[''], ['a b'], ['x'.repeat(101)]])('refuses the name %j with a sentence', (name) => {
    const { server } = setUp()
    const make = () => server.recorder({ streams: ['A'], name })
    expect(make).toThrow(/^\[mux-viewers\] viewers.recorder was given a `name`/)
  })

  it.each([
    [{ streams: 'A' }],
    [{ streams: ['A', 'no id'] }],
    [{ streams: [1] }],
    [{}],
    [{ streams: null }],
  ])('refuses %j with a sentence', (options) => {
    const { server } = setUp()
    const make = () => server.recorder(options as unknown as RecorderOptions)
    expect(make).toThrow(/^\[mux-viewers\] .*no list of ids of live streams/)
  })

  it('has somewhere to keep what it reads', () => {
    const { server } = setUp({ store: undefined })
    // Left away by the helper, so that one is made here.
    expect(server.recorder).toBeTypeOf('function')
    const { source } = fakeSource(() => ({ viewers: 5 }))
    const bare = createMuxViewers({ mux: fakeMux, authorize: 'public', sources: [source] })
    expect(() => bare.recorder({ streams: ['A'] })).toThrow(/nowhere to keep what it reads/)
  })
})

describe('once per cron run', () => {
  it('reads each stream, and resolves when all is kept', async () => {
    const memory = memoryStore()
    const append = vi.fn<ViewersStore['append']>(async (samples) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      await memory.append(samples)
    })
    const { server, store } = setUp({ store: { ...memory, append } })
    const running = server.recorder({ streams: ['A', 'B'] }).run()
    await vi.advanceTimersByTimeAsync(2_900)
    expect(await readAt(store)).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    const { isLeader, snapshots } = await running
    expect(isLeader).toBe(true)
    expect(snapshots.map(({ streamId }) => streamId)).toEqual(['A', 'B'])
    expect(new Set(snapshots.map(({ viewers }) => viewers))).toEqual(new Set([1, 2]))
    expect(await readAt(store)).toEqual([0])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('records an end that is over, and has told of it when it resolves', async () => {
    const store = memoryStore()
    const onBroadcastEnd = vi.fn<(broadcast: { last: number | null }) => Promise<void>>(
      () => new Promise((resolve) => setTimeout(resolve, 2_000)),
    )
    await store.addEvent({ id: 'began', streamId: 'A', type: 'active', at: BEGIN })
    await setUp({ store })
      .server.recorder({ streams: ['A'] })
      .run()
    await store.addEvent({ id: 'ended', streamId: 'A', type: 'idle', at: BEGIN + MINUTE })
    await vi.advanceTimersByTimeAsync(MINUTE)

    // Another process, which nobody asks for the stream.
    await vi.advanceTimersByTimeAsync(MINUTE)
    const second = setUp({ store, onBroadcastEnd })
    const running = second.server.recorder({ streams: ['A'] }).run()
    await vi.advanceTimersByTimeAsync(1_900)
    expect(onBroadcastEnd).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    await running
    expect(await store.lastBroadcast('A')).toMatchObject({ peak: 1, last: 1 })
    expect(await store.claimUntold(1e15, 1e15)).toEqual([])
  })

  it('records in each run, though each is another process', async () => {
    const store = memoryStore()
    for (let runs = 0; runs < 5; runs++) {
      const { server } = setUp({ store, recordEvery: MINUTE })
      // oxlint-disable-next-line no-await-in-loop
      const { isLeader } = await server.recorder({ streams: ['A'] }).run()
      expect(isLeader).toBe(true)
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(MINUTE)
    }
    expect(await readAt(store)).toEqual([0, 60, 120, 180, 240])
  })

  it('waits for a store that fails at first, also in two runs at once', async () => {
    const memory = memoryStore()
    let fails = 2
    const append: ViewersStore['append'] = async (samples) => {
      if ((fails -= 1) >= 0) throw new Error('hiccup')
      await memory.append(samples)
    }
    const { server, store } = setUp({ store: { ...memory, append } })
    const recorder = server.recorder({ streams: ['A'] })
    const runs = Promise.all([recorder.run(), recorder.run()])
    await vi.advanceTimersByTimeAsync(5_000)
    await runs
    expect(await readAt(store)).toEqual([0])
  })

  it('says that what takes too long is given up', async () => {
    const store = memoryStore()
    const { server, logger } = setUp({
      store: { ...store, append: () => new Promise(() => undefined) },
    })
    const running = server.recorder({ streams: ['A'] }).run()
    await vi.advanceTimersByTimeAsync(21_000)
    expect((await running).snapshots).toHaveLength(1)
    const said = logger.error.mock.calls.map(([line]) => line)
    expect(said).toContainEqual(expect.stringMatching(/before all that it read was kept/))
  })

  it('records ends of all its streams, however slow the store is', async () => {
    const memory = memoryStore()
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    const store: ViewersStore = {
      ...memory,
      events: async (streamId, since) => slow().then(() => memory.events(streamId, since)),
      lastBroadcast: async (streamId) => slow().then(() => memory.lastBroadcast(streamId)),
    }
    const streams = Array.from({ length: 500 }, (_, index) => `Stream${index}`)
    const last = streams.at(-1)!
    await memory.addEvent({ id: 'on', streamId: last, type: 'active', at: BEGIN - 9 * MINUTE })
    await memory.addEvent({ id: 'off', streamId: last, type: 'idle', at: BEGIN - 5 * MINUTE })
    const running = setUp({ store }).server.recorder({ streams }).run()
    await vi.advanceTimersByTimeAsync(20_000)
    await running
    expect(await memory.lastBroadcast(last)).toMatchObject({ id: 'on' })
  })

  it('reads other ones each time, where they are more than the pace bears', async () => {
    const store = memoryStore()
    const streams = Array.from({ length: 200 }, (_, index) => `Stream${index}`)
    const seen = new Set<string>()
    for (let runs = 0; runs < 12; runs++) {
      const { source, calls } = fakeSource(() => ({ viewers: 1 }), { perSecond: 10 })
      const { server } = setUp({ store, sources: [source] })
      const running = server.recorder({ streams }).run()
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(25_000)
      // oxlint-disable-next-line no-await-in-loop
      await running
      for (const id of calls) seen.add(id)
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(MINUTE)
    }
    expect(seen.size).toBe(200)
  })
})

describe('a stream that the app names', () => {
  it('has its zeros kept, though nobody else vouches for it', async () => {
    const { source } = fakeSource(() => ({ viewers: 0 }))
    const { server, store, ask } = setUp({ sources: [source] })
    await ask('B')
    await server.recorder({ streams: ['A'] }).run()
    expect(await readAt(store, 'A')).toEqual([0])
    expect(await readAt(store, 'B')).toEqual([])
  })
})

describe.each(['store', 'shared cache'] as const)('several processes with one %s', (keeper) => {
  function setUpTogether(count: number) {
    const store = memoryStore()
    const sharedCache = keeper === 'shared cache' ? memoryCache() : undefined
    const lease =
      keeper === 'shared cache'
        ? () => Promise.reject(new Error('not asked'))
        : (request: LeaseRequest) => store.lease(request)
    const servers = Array.from({ length: count }, () =>
      setUp({ store: { ...store, lease }, sharedCache }),
    )
    const recorders = servers.map(({ server }) => server.recorder({ streams: ['A'] }))
    return { store, servers, recorders }
  }

  it('have one that records', async () => {
    const { store, servers, recorders } = setUpTogether(4)
    for (const recorder of recorders) recorder.start()
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    const busy = servers.filter(({ calls }) => calls.length > 0)
    expect(busy).toHaveLength(1)
    expect(await readAt(store)).toHaveLength(21)
    await Promise.all(recorders.map((recorder) => recorder.stop()))
  })

  it('have another one within a tick when it stops', async () => {
    const { store, recorders } = setUpTogether(2)
    recorders[0]!.start()
    await vi.advanceTimersByTimeAsync(1)
    recorders[1]!.start()
    await vi.advanceTimersByTimeAsync(MINUTE - 2)
    await recorders[0]!.stop()
    await vi.advanceTimersByTimeAsync(MINUTE)
    await recorders[1]!.stop()
    expect(await readAt(store)).toEqual([0, 15, 30, 45, 70, 85, 100, 115])
  })
})

it('records in each process while nobody says which one is to', async () => {
  const store = { ...memoryStore(), lease: () => Promise.reject(new Error('gone')) }
  const servers = [setUp({ store }), setUp({ store })]
  const runs = servers.map(({ server }) => server.recorder({ streams: ['A'] }).run())
  await vi.advanceTimersByTimeAsync(10)
  expect((await Promise.all(runs)).map(({ isLeader }) => isLeader)).toEqual([true, true])
  expect(await readAt(store)).toEqual([0])
  const said = servers[0]!.logger.error.mock.calls.map(([line]) => line)
  expect(said[0]).toMatch(/did not say which process/)
})

it('of different names record beside each other', async () => {
  const { server, store } = setUp()
  await server.recorder({ streams: ['A'], name: 'one' }).run()
  const other = server.recorder({ streams: ['B'], name: 'other' })
  other.start()
  await vi.advanceTimersByTimeAsync(1)
  expect((await server.recorder({ streams: ['C'], name: 'other' }).run()).isLeader).toBe(false)
  await other.stop()
  expect([await readAt(store, 'A'), await readAt(store, 'B'), await readAt(store, 'C')]).toEqual([
    [0],
    [0],
    [],
  ])
})
