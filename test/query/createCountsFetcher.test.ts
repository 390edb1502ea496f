// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { createCountsFetcher } from '../../src/query'
import { counted, createCountsDouble, never, pass } from './countsDouble'
import { rejection, setUpClock } from './fakeRoute'

setUpClock()

const refused = (status: number, headers?: HeadersInit): Response =>
  new Response('upstream text', { status, ...(headers && { headers }) })

describe('a reading', () => {
  it('comes from Mux, with a token of our own route', async () => {
    const double = createCountsDouble()
    expect(await double.ask()).toEqual({
      streamId: 'A',
      viewers: 12,
      views: 14,
      unit: 'people',
      source: 'mux',
      via: 'counts',
      ageMs: 0,
      stream: 'unknown',
      pollAfterMs: 15_000,
    })
    expect(double.urls).toEqual([
      '/api/mux-viewers/token?id=A',
      'https://stats.mux.com/counts?token=A-1',
    ])
  })

  it('comes from the addresses given', async () => {
    const double = createCountsDouble({ tokenUrl: '/t?app=1', baseUrl: 'http://localhost:1/' })
    await double.ask()
    expect(double.urls).toEqual(['/t?app=1&id=A', 'http://localhost:1/counts?token=A-1'])
  })

  it('goes through the global fetch of the moment', async () => {
    const fetcher = createCountsFetcher({ getToken: () => 'T' })
    const fetch = vi.fn(async (_url: string) => counted(3))
    vi.stubGlobal('fetch', fetch)
    const [snapshot] = await fetcher({ streamIds: ['A'], signal: new AbortController().signal })
    expect(snapshot?.viewers).toBe(3)
    expect(fetch.mock.calls.map(([url]) => url)).toEqual(['https://stats.mux.com/counts?token=T'])
  })

  it('of 0 is confirmed by a number above it, and only by that of the same stream', async () => {
    const double = createCountsDouble()
    const both = async () =>
      double.fetcher({ streamIds: ['A', 'B'], signal: new AbortController().signal })
    double.mux = (token) => counted(token.startsWith('B') ? 1 : 0)
    expect((await both()).map(({ viewers, verified }) => [viewers, verified])).toEqual([
      [0, false],
      [1, undefined],
    ])
    double.mux = (token) => counted(token.startsWith('B') ? 0 : 1)
    await pass(15_000)
    await both()
    double.mux = () => counted(0)
    await pass(15_000)
    expect((await both()).map(({ viewers, verified }) => [viewers, verified])).toEqual([
      [0, undefined],
      [0, undefined],
    ])
  })
})

describe('one call for each stream in 15 s', () => {
  it('of this page: who asks meanwhile is answered from memory, at its true age', async () => {
    const double = createCountsDouble()
    await double.ask()
    await pass(13_999)
    expect(await double.ask()).toMatchObject({ viewers: 12, ageMs: 13_999, pollAfterMs: 1_001 })
    expect(double.asked).toHaveLength(1)
    await pass(1_001)
    expect(await double.ask()).toMatchObject({ viewers: 12, ageMs: 0, pollAfterMs: 15_000 })
    expect(double.asked).toEqual(['A-1', 'A-1'])
  })

  it('and who comes a moment early waits for the moment', async () => {
    const double = createCountsDouble()
    await double.ask()
    await pass(14_500)
    const asked = double.ask()
    await pass(499)
    expect(double.asked).toHaveLength(1)
    await pass(1)
    expect(await asked).toMatchObject({ ageMs: 0 })
    expect(double.asked).toHaveLength(2)
  })

  it('also for those who ask at once', async () => {
    const double = createCountsDouble()
    const snapshots = await Promise.all([double.ask(), double.ask(), double.ask()])
    expect(snapshots.map(({ viewers }) => viewers)).toEqual([12, 12, 12])
    expect([double.routed, double.asked]).toEqual([['A'], ['A-1']])
  })

  it('counts from when Mux was asked, however long the token took', async () => {
    const double = createCountsDouble({
      getToken: () => new Promise((resolve) => void setTimeout(() => resolve('T'), 4_000)),
    })
    const first = double.ask()
    await pass(4_000)
    await first
    await pass(13_000)
    await double.ask()
    expect(double.asked).toHaveLength(1)
  })

  it('holds for a thousand streams; the one asked longest ago is forgotten then', async () => {
    const double = createCountsDouble()
    const { signal } = new AbortController()
    const asked = (streamIds: string[]) => double.fetcher({ streamIds, signal })
    await asked(Array.from({ length: 1_000 }, (_, index) => `S${index}`))
    await asked(['S0', 'S999'])
    expect(double.asked).toHaveLength(1_000)
    await asked(['another'])
    await asked(['S0', 'S999', 'S2'])
    expect(double.asked).toHaveLength(1_001)
    await asked(['S1'])
    expect(double.asked).toHaveLength(1_002)
  })
})

describe('trouble with Mux', () => {
  it.each([
    [400, 'invalid_request'],
    [404, 'not_found'],
    [500, 'unavailable'],
    [504, 'timeout'],
  ])(
    'of status %i is an error beside the last number, and holds 15 s too',
    async (status, code) => {
      const double = createCountsDouble()
      await double.ask()
      double.mux = () => refused(status)
      await pass(15_000)
      const snapshot = await double.ask()
      expect(snapshot).toMatchObject({ viewers: 12, ageMs: 15_000, error: { code, at: 'mux' } })
      expect(snapshot.pollAfterMs).toBeGreaterThanOrEqual(15_000)
      await pass(13_000)
      expect(await double.ask()).toMatchObject({ ageMs: 28_000, error: { code, at: 'mux' } })
      expect(double.asked).toHaveLength(2)
    },
  )

  it('is waited out longer each time, two minutes at most, and forgotten at the first success', async () => {
    const double = createCountsDouble()
    double.mux = () => refused(500)
    const waits: number[] = []
    for (let round = 0; round < 6; round += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const { pollAfterMs } = await double.ask()
      waits.push(pollAfterMs!)
      // oxlint-disable-next-line no-await-in-loop
      await pass(pollAfterMs!)
    }
    expect(double.asked).toHaveLength(6)
    for (const [round, wait] of waits.entries()) {
      const full = Math.min(15_000 * 2 ** round, 120_000)
      expect(wait).toBeGreaterThanOrEqual(Math.max(15_000, full * 0.8))
      expect(wait).toBeLessThanOrEqual(full)
    }
    double.mux = () => counted(1)
    expect(await double.ask()).toMatchObject({ viewers: 1, pollAfterMs: 15_000 })
    expect(await double.ask()).not.toHaveProperty('error')
  })

  it('that does not let the question out, as a blocker does, is tried every 15 s', async () => {
    const double = createCountsDouble()
    double.mux = () => Promise.reject(new TypeError('Failed to fetch'))
    for (let round = 1; round < 5; round += 1) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await double.ask()).toMatchObject({
        viewers: null,
        source: null,
        pollAfterMs: 15_000,
        error: { code: 'network', at: 'mux' },
      })
      expect(double.asked).toHaveLength(round)
      // oxlint-disable-next-line no-await-in-loop
      await pass(15_000)
    }
  })

  it('of status 429 is left alone for as long as it says', async () => {
    const double = createCountsDouble()
    double.mux = () => refused(429, { 'retry-after': '90' })
    expect(await double.ask()).toMatchObject({
      pollAfterMs: 90_000,
      error: { code: 'rate_limited', at: 'mux', retryAfterMs: 90_000 },
    })
    await pass(60_000)
    expect((await double.ask()).error).toMatchObject({ retryAfterMs: 30_000 })
    expect(double.asked).toHaveLength(1)
    await pass(30_000)
    await double.ask()
    expect(double.asked).toHaveLength(2)
  })

  it('is that of its own stream only', async () => {
    const double = createCountsDouble()
    double.mux = (token) => (token.startsWith('B') ? refused(500) : counted(7))
    const { signal } = new AbortController()
    const snapshots = await double.fetcher({ streamIds: ['A', 'B', 'C'], signal })
    expect(snapshots.map(({ viewers, error }) => [viewers, error?.code])).toEqual([
      [7, undefined],
      [null, 'unavailable'],
      [7, undefined],
    ])
  })

  it.each([false, true])(
    'that is silence ends after 5 s (ignoring its signal: %s)',
    async (deaf) => {
      const double = createCountsDouble()
      double.mux = deaf ? () => new Promise<Response>(() => {}) : never
      const asked = double.ask()
      await pass(5_000)
      expect(await asked).toMatchObject({ viewers: null, error: { code: 'timeout', at: 'mux' } })
    },
  )
})

describe('the caller', () => {
  it('who has left before is rejected, and nothing is asked', async () => {
    const double = createCountsDouble()
    expect(await rejection(double.ask(AbortSignal.abort()))).toMatchObject({ code: 'network' })
    expect(double.urls).toEqual([])
  })

  it('who leaves while the token is waited for takes the attempt away', async () => {
    const double = createCountsDouble()
    const signals: AbortSignal[] = []
    double.route = (id, signal) => {
      signals.push(signal)
      return never(id, signal)
    }
    const leaving = new AbortController()
    const rejected = rejection(double.ask(leaving.signal))
    await pass(1)
    leaving.abort()
    expect(await rejected).toMatchObject({ code: 'network' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    double.route = () => Response.json('T')
    expect(await double.ask()).toMatchObject({ viewers: 12, ageMs: 0 })
    expect(double.asked).toEqual(['T'])
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 8, 12])(
    'who leaves takes nothing from the others, nor from who comes %i turns later',
    async (turns) => {
      const double = createCountsDouble({
        getToken: (id, { signal }) =>
          new Promise((resolve, reject) => {
            setTimeout(() => resolve(`${id}-1`), 1_000)
            signal.addEventListener('abort', () => reject(signal.reason as Error))
          }),
      })
      const [one, two] = [new AbortController(), new AbortController()]
      const left = [rejection(double.ask(one.signal)), rejection(double.ask(two.signal))]
      await pass(1)
      one.abort()
      await pass(1)
      two.abort()
      // oxlint-disable-next-line no-await-in-loop
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      const joined = double.ask()
      await pass(1_000)
      expect(await joined).toMatchObject({ viewers: 12, ageMs: 0 })
      await Promise.all(left)
    },
  )

  it('who leaves while Mux is asked leaves its answer to who comes next', async () => {
    const double = createCountsDouble()
    let answer = (_response: Response): void => {}
    double.mux = () => new Promise((resolve) => void (answer = resolve))
    const leaving = new AbortController()
    const rejected = rejection(double.ask(leaving.signal))
    await pass(1)
    leaving.abort()
    await rejected
    await pass(1_000)
    answer(counted(5))
    await pass(2_000)
    expect(await double.ask()).toMatchObject({ viewers: 5, ageMs: 2_000 })
    expect(double.asked).toHaveLength(1)
  })

  it('who leaves while waiting for the moment takes the question away', async () => {
    const double = createCountsDouble()
    await double.ask()
    await pass(14_500)
    const leaving = new AbortController()
    const rejected = rejection(double.ask(leaving.signal))
    await pass(100)
    leaving.abort()
    await rejected
    await pass(10_000)
    expect(double.asked).toHaveLength(1)
  })
})
