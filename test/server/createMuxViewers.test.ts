import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import type { SourceReading, ViewersSource } from '../../src/core/source'
import { ViewersError } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import type { ViewersLogger } from '../../src/core/ViewersLogger'
import { fakeMux as mux, fakeSource } from './fakeSource'

const TTL = 15_000
const START = Date.parse('2026-01-02T03:04:05.000Z')

type Read = ViewersSource['read']

function setUp(
  read: (request: Parameters<Read>[0]) => SourceReading | Promise<SourceReading>,
  options: Partial<MuxViewersOptions> & { missing?: () => string | null } = {},
) {
  const { missing = () => null, ...given } = options
  const { source, calls } = fakeSource(read, { missing })
  const logger = {
    error: vi.fn<ViewersLogger['error']>(),
    info: vi.fn<(message: string) => void>(),
  }
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [source],
    logger,
    ...given,
  })
  const get = async (...ids: string[]) => {
    const response = await viewers.fetch(
      new Request(`https://app.test/api?${ids.map((id) => `id=${id}`).join('&')}`),
    )
    return { response, ...((await response.json()) as { snapshots: ViewerSnapshot[] }) }
  }
  const one = async (id = 'A') => (await get(id)).snapshots[0]!
  return { viewers, calls, logger, get, one }
}

const failure = (code: ViewersError['code'] = 'unavailable', retryAfterMs?: number) =>
  new ViewersError(code, `It is ${code}.`, { at: 'mux', retryAfterMs })

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  vi.spyOn(Math, 'random').mockReturnValue(1)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a reading', () => {
  it('carries its passport', async () => {
    const { one } = setUp(() => ({ viewers: 94, views: 95 }))
    expect(await one()).toEqual({
      streamId: 'A',
      viewers: 94,
      unit: 'people',
      views: 95,
      source: 'mux',
      via: 'counts',
      asOf: '2026-01-02T03:04:05.000Z',
      ageMs: 0,
      stream: 'unknown',
      pollAfterMs: TTL,
    })
  })

  it('is asked for once per TTL, however many ask, and ages meanwhile', async () => {
    const { one, calls } = setUp(() => ({ viewers: 1 }))
    await Promise.all(Array.from({ length: 50 }, () => one()))
    expect(calls).toHaveLength(1)
    vi.advanceTimersByTime(TTL - 1)
    expect(await one()).toMatchObject({ viewers: 1, ageMs: TTL - 1 })
    expect(calls).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(await one()).toMatchObject({ ageMs: 0 })
    expect(calls).toHaveLength(2)
  })

  it('grows old also while the clock of the server is set back', async () => {
    let isUp = true
    const { one } = setUp(() => (isUp ? { viewers: 1 } : Promise.reject(failure())))
    await one()
    isUp = false
    vi.setSystemTime(START - 600_000)
    vi.advanceTimersByTime(500_000)
    expect(await one()).toMatchObject({ viewers: 1, ageMs: 500_000 })
  })

  it('is refreshed before the answer when it has expired', async () => {
    let viewers = 1
    const { one } = setUp(() => ({ viewers }))
    await one()
    viewers = 7
    vi.advanceTimersByTime(60_000)
    expect(await one()).toMatchObject({ viewers: 7, ageMs: 0 })
  })

  it('is given old, with its true age, when the new one takes longer than maxWait', async () => {
    let delay = 0
    const { one, calls } = setUp(async () => {
      const viewers = delay === 0 ? 1 : 2
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
      return { viewers }
    })
    await one()
    vi.advanceTimersByTime(TTL)
    delay = 3_000
    const slow = one()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await slow).toMatchObject({ viewers: 1, ageMs: TTL + 2_000, source: 'mux' })
    expect(await slow).not.toHaveProperty('error')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await one()).toMatchObject({ viewers: 2, ageMs: 0 })
    expect(calls).toHaveLength(2)
  })

  it('is an unconfirmed 0 until a number above 0 was seen', async () => {
    let viewers = 0
    const { one } = setUp(() => ({ viewers }))
    expect(await one()).toMatchObject({ viewers: 0, verified: false })
    viewers = 3
    vi.advanceTimersByTime(TTL)
    expect(await one()).not.toHaveProperty('verified')
    viewers = 0
    vi.advanceTimersByTime(TTL)
    const zero = await one()
    expect(zero.viewers).toBe(0)
    expect(zero).not.toHaveProperty('verified')
  })

  it.each([Number.NaN, -1, 1.5, '94', undefined, null, Infinity])(
    'is not made of %s',
    async (viewers) => {
      const { one } = setUp(() => ({ viewers }) as SourceReading)
      expect(await one()).toMatchObject({
        viewers: null,
        source: null,
        error: { code: 'bad_response' },
      })
    },
  )

  it('goes on when the clock of the server is set back', async () => {
    const { one, calls } = setUp(() => ({ viewers: 1 }))
    await one()
    vi.setSystemTime(START - 3_600_000)
    expect(await one()).toMatchObject({ ageMs: 0 })
    expect(calls).toHaveLength(2)
  })
})

describe('a failure', () => {
  it('is null with an error, never 0, and occupies its TTL', async () => {
    const { one, calls } = setUp(() => Promise.reject(failure()))
    expect(await one()).toEqual({
      streamId: 'A',
      viewers: null,
      source: null,
      stream: 'unknown',
      pollAfterMs: TTL,
      error: { code: 'unavailable', at: 'mux', message: '[mux-viewers] It is unavailable.' },
    })
    vi.advanceTimersByTime(TTL - 1)
    expect(await one()).toMatchObject({ pollAfterMs: 1 })
    expect(calls).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await one()
    expect(calls).toHaveLength(2)
  })

  it('keeps the last good number, with its true age', async () => {
    let isBroken = false
    const { one } = setUp(() => (isBroken ? Promise.reject(failure('forbidden')) : { viewers: 5 }))
    await one()
    isBroken = true
    vi.advanceTimersByTime(TTL)
    expect(await one()).toMatchObject({
      viewers: 5,
      source: 'mux',
      ageMs: TTL,
      error: { code: 'forbidden', at: 'mux' },
    })
    isBroken = false
    vi.advanceTimersByTime(TTL)
    const repaired = await one()
    expect(repaired).toMatchObject({ viewers: 5, ageMs: 0, pollAfterMs: TTL })
    expect(repaired).not.toHaveProperty('error')
  })

  it('is tried again at twice the distance each time, up to two minutes', async () => {
    const { one, calls } = setUp(() => Promise.reject(failure()))
    const waits: number[] = []
    for (let attempt = 0; attempt < 6; attempt++) {
      // oxlint-disable-next-line no-await-in-loop
      const pollAfterMs = Number((await one()).pollAfterMs)
      expect(calls).toHaveLength(attempt + 1)
      waits.push(pollAfterMs)
      vi.advanceTimersByTime(pollAfterMs)
    }
    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 120_000, 120_000])
  })

  it('begins anew at one TTL after a good reading', async () => {
    let isBroken = true
    const { one } = setUp(() => (isBroken ? Promise.reject(failure()) : { viewers: 1 }))
    await one()
    vi.advanceTimersByTime(TTL)
    expect(await one()).toMatchObject({ pollAfterMs: 2 * TTL })
    isBroken = false
    vi.advanceTimersByTime(2 * TTL)
    await one()
    isBroken = true
    vi.advanceTimersByTime(TTL)
    expect(await one()).toMatchObject({ pollAfterMs: TTL })
  })

  it('leaves Mux alone for as long as it says and a little longer, but not for ever', async () => {
    let retryAfterMs = 40_000
    const { one, calls } = setUp(() => Promise.reject(failure('rate_limited', retryAfterMs)))
    expect(await one()).toMatchObject({ pollAfterMs: 44_000, error: { retryAfterMs: 44_000 } })
    vi.advanceTimersByTime(10_000)
    expect(await one()).toMatchObject({ pollAfterMs: 34_000, error: { retryAfterMs: 34_000 } })
    expect(calls).toHaveLength(1)
    retryAfterMs = 1e9
    vi.advanceTimersByTime(34_000)
    expect(await one()).toMatchObject({ pollAfterMs: 600_000 })
  })

  it('is a timeout when the source never answers, and the answer does not wait for it', async () => {
    const aborted = vi.fn<() => void>()
    const { one, calls } = setUp(({ signal }) => {
      signal.addEventListener('abort', aborted)
      return new Promise(() => undefined)
    })
    const first = one()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await first).toMatchObject({ viewers: null, source: null, error: { code: 'timeout' } })
    expect(aborted).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(aborted).toHaveBeenCalledTimes(1)
    expect(await one()).toMatchObject({ error: { code: 'timeout' }, pollAfterMs: TTL })
    expect(calls).toHaveLength(1)
  })

  it('of one stream leaves the others alone', async () => {
    const { get } = setUp(({ streamId }) =>
      streamId === 'B' ? Promise.reject(failure('not_found')) : { viewers: 2 },
    )
    const { snapshots, response } = await get('C', 'B', 'A', 'C')
    expect(response.status).toBe(200)
    expect(snapshots.map(({ streamId, viewers }) => [streamId, viewers])).toEqual([
      ['C', 2],
      ['B', null],
      ['A', 2],
      ['C', 2],
    ])
  })

  it('made by another copy of this package is known all the same', async () => {
    const foreign = Object.assign(new Error('[mux-viewers] Elsewhere.'), {
      [Symbol.for('mux-viewers.error')]: true,
      code: 'forbidden',
      at: 'mux',
    })
    const { one } = setUp(() => Promise.reject(foreign))
    expect(await one()).toMatchObject({ viewers: null, error: { code: 'forbidden', at: 'mux' } })
  })

  it('that is no ViewersError is replaced: nothing of it is told', async () => {
    const { one, logger } = setUp(() => Promise.reject(new Error('SECRET upstream body')))
    expect(await one()).toMatchObject({ error: { code: 'unavailable', at: 'mux' } })
    expect(JSON.stringify([await one(), logger.error.mock.calls])).not.toContain('SECRET')
  })
})

describe('an attempt', () => {
  it('leaves no timer behind', async () => {
    const { one } = setUp(() => ({ viewers: 1 }))
    await one()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('under way has no opinion on when to ask again', async () => {
    let isSlow = false
    const { one } = setUp(() => (isSlow ? new Promise(() => undefined) : Promise.reject(failure())))
    await one()
    isSlow = true
    vi.advanceTimersByTime(TTL)
    const asked = one()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await asked).toMatchObject({ error: { code: 'unavailable' } })
    expect(await asked).not.toHaveProperty('pollAfterMs')
  })

  it('that was cut off with its request is given up, occupies its TTL, and does not speak up later', async () => {
    const answers: ((reading: SourceReading) => void)[] = []
    const { viewers, calls } = setUp(() => new Promise((resolve) => answers.push(resolve)))
    const asking = { streamIds: ['A'], signal: AbortSignal.abort() }
    const ask = () => viewers.fetcher(asking).catch(() => undefined)
    await ask()
    // Time passes without a timer running, as in a runtime that stops the work of ended requests.
    vi.setSystemTime(START + 10_501)
    const { signal } = new AbortController()
    const one = async () => (await viewers.fetcher({ streamIds: ['A'], signal }))[0]
    expect(await one()).toMatchObject({
      viewers: null,
      error: { code: 'timeout', message: expect.stringMatching(/waitUntil/) },
      pollAfterMs: TTL - 10_501,
    })
    vi.setSystemTime(START + TTL - 1)
    await one()
    expect(calls).toHaveLength(1)
    vi.setSystemTime(START + TTL)
    await ask()
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).toHaveLength(2)
    answers[1]?.({ viewers: 2 })
    answers[0]?.({ viewers: 1 })
    expect(await one()).toMatchObject({ viewers: 2 })
    await vi.runAllTimersAsync()
    expect(await one()).toMatchObject({ viewers: 2 })
  })
})

describe('several sources', () => {
  it('are asked by what they have; the one that was chosen stays', async () => {
    let isMissing = true
    const first = fakeSource(() => ({ viewers: 1 }), {
      name: 'first',
      missing: () => (isMissing ? 'Set FIRST_KEY.' : null),
    })
    const second = fakeSource(() => ({ viewers: 2 }), { name: 'second', unit: 'playbacks' })
    const { one, logger } = setUp(() => ({ viewers: 0 }), {
      sources: [first.source, second.source],
    })
    expect(await one()).toMatchObject({ viewers: 2, via: 'second', unit: 'playbacks' })
    expect(logger.error.mock.calls).toEqual([['[mux-viewers] Set FIRST_KEY.']])
    isMissing = false
    vi.advanceTimersByTime(TTL)
    expect(await one()).toMatchObject({ via: 'second' })
  })

  it('that fail when asked what they need are no end of the world', async () => {
    const { one } = setUp(() => ({ viewers: 0 }), {
      missing: () => {
        throw new Error('SECRET')
      },
    })
    const snapshot = await one()
    expect(snapshot).toMatchObject({ viewers: null, error: { code: 'unauthorized' } })
    expect(JSON.stringify(snapshot)).not.toContain('SECRET')
  })
})

describe('the log', () => {
  it('tells each fault once until it changes, and once when it is over', async () => {
    let fault: ViewersError | null = failure('forbidden')
    const { one, logger } = setUp(() => (fault === null ? { viewers: 1 } : Promise.reject(fault)))
    const again = async () => {
      vi.advanceTimersByTime(120_000)
      await one()
    }
    await one()
    await again()
    expect(logger.error.mock.calls).toEqual([
      ['[mux-viewers] It is forbidden. (forbidden; stream A, source counts)'],
    ])
    fault = failure('unavailable')
    await again()
    expect(logger.error).toHaveBeenCalledTimes(2)
    fault = null
    await again()
    await again()
    expect(logger.error).toHaveBeenCalledTimes(2)
    expect(logger.info.mock.calls).toEqual([['[mux-viewers] Recovered: stream A, source counts.']])
  })

  it('does not fill up in an outage of many streams', async () => {
    const { get, logger } = setUp(() => Promise.reject(failure()))
    await get(...Array.from({ length: 100 }, (_, index) => `S${index}`))
    expect(logger.error).toHaveBeenCalledTimes(21)
    expect(logger.error.mock.lastCall?.[0]).toMatch(/not logged in this minute/)
  })

  it('may fail itself', async () => {
    const { one, logger } = setUp(() => Promise.reject(failure()))
    logger.error.mockImplementation(() => {
      throw new Error('disk full')
    })
    expect(await one()).toMatchObject({ error: { code: 'unavailable' } })
  })
})

describe('a missing credential', () => {
  it('is said in every answer and logged once, and is over when it is there', async () => {
    let missing: string | null = 'Set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.'
    const { one, calls, logger } = setUp(() => ({ viewers: 4 }), { missing: () => missing })
    for (let count = 0; count < 3; count++) {
      expect(await one()).toEqual({
        streamId: 'A',
        viewers: null,
        source: null,
        stream: 'unknown',
        pollAfterMs: TTL,
        error: {
          code: 'unauthorized',
          at: 'mux',
          message: '[mux-viewers] Set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.',
        },
      })
    }
    expect(calls).toHaveLength(0)
    expect(logger.error).toHaveBeenCalledTimes(1)
    missing = null
    expect(await one()).toMatchObject({ viewers: 4 })
  })
})

describe('misuse', () => {
  it.each([
    [undefined, /no Mux client/],
    [{}, /no Mux client/],
    [{ mux: {}, authorize: 'public' }, /no Mux client/],
    [{ mux }, /authorize/],
    [{ mux, authorize: true }, /authorize/],
    [{ mux, authorize: 'public', sources: [] }, /sources/],
    [{ mux, authorize: 'public', sources: [{ name: 'mine' }] }, /a source/],
    [{ mux, authorize: 'public', sharedCache: new Map() }, /redisCache/],
    [{ mux, authorize: 'public', resolve: 'A' }, /resolve/],
    [{ mux, authorize: 'public', allowOrigins: 'https://shop.example' }, /allowOrigins/],
    [{ mux, authorize: 'public', allowOrigins: ['https://shop.example/'] }, /allowOrigins/],
    [{ mux, authorize: 'public', stateTtl: 0 }, /stateTtl/],
    [{ mux, authorize: 'public', maxWait: Number.NaN }, /maxWait/],
    [{ mux, authorize: 'public', store: {} }, /sqlStore/],
    [{ mux, authorize: 'public', recordEvery: 999 }, /recordEvery/],
    [{ mux, authorize: 'public', recordEvery: 15_000.5 }, /recordEvery/],
    [{ mux, authorize: 'public', onSnapshot: [] }, /onSnapshot/],
    [{ mux, authorize: 'public', fallback: 247 }, /fallback/],
    [{ mux, authorize: 'public', broadcastGap: -1 }, /broadcastGap/],
    [{ mux, authorize: 'public', onBroadcastEnd: true }, /onBroadcastEnd/],
    [{ mux, authorize: 'public', onBroadcastEnd: () => undefined }, /no `store`/],
    [{ mux, authorize: 'public', broadcastGap: 1e12 }, /broadcastGap/],
    [{ mux, authorize: 'public', logger: {} }, /logger/],
  ])('throws at creation: %j', (options, sentence) => {
    expect(() => createMuxViewers(options as unknown as MuxViewersOptions)).toThrow(sentence)
    expect(() => createMuxViewers(options as unknown as MuxViewersOptions)).toThrow(
      /^\[mux-viewers\] /,
    )
  })
})

describe('the fetcher', () => {
  it('shares the readings of the route and answers in the order asked', async () => {
    const { viewers, calls, one } = setUp(() => ({ viewers: 2 }))
    await one('A')
    const { signal } = new AbortController()
    const snapshots = await viewers.fetcher({ streamIds: ['B', 'A', 'no id!'], signal })
    expect(snapshots.map(({ streamId, viewers: number }) => [streamId, number])).toEqual([
      ['B', 2],
      ['A', 2],
      ['no id!', null],
    ])
    expect(snapshots[2]?.error?.code).toBe('invalid_request')
    expect(calls).toEqual(['A', 'B'])
  })

  it('stops waiting when it is aborted, and the reading comes all the same', async () => {
    const { viewers, one } = setUp(
      () => new Promise((resolve) => setTimeout(() => resolve({ viewers: 9 }), 1_000)),
    )
    const controller = new AbortController()
    const asked = viewers.fetcher({ streamIds: ['A'], signal: controller.signal })
    controller.abort()
    await expect(asked).rejects.toThrow('aborted')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await one()).toMatchObject({ viewers: 9 })
  })
})
