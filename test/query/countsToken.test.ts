// @vitest-environment node
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { isViewersError, ViewersError, type CountsToken } from '../../src/query'
import { writeRefusal } from '../../src/core/wire'
import { keepToken, readExpiry, type KeptToken } from '../../src/query/keepToken'
import { counted, createCountsDouble, jwt, LIFE_MS, never, pass } from './countsDouble'
import { setUpClock } from './fakeRoute'

setUpClock()

const forbidden = (): Response => new Response('upstream text', { status: 403 })
const minutes = (many: number): number => many * 60_000

/** What `keep` gives; where it throws an error of ours, a token of no account. */
function attempt(keep: () => KeptToken): KeptToken {
  try {
    return keep()
  } catch (error) {
    if (!isViewersError(error)) throw error
    return { token: 'none', renewAt: 1_000, endsAt: 1_000 }
  }
}

/** Asks every 30 s, as the hook does, for this long; gives what it saw. */
async function watch(double: ReturnType<typeof createCountsDouble>, forMs: number) {
  const seen = []
  for (let ms = 0; ms <= forMs; ms += 30_000) {
    // oxlint-disable-next-line no-await-in-loop
    seen.push(await double.ask())
    // oxlint-disable-next-line no-await-in-loop
    await pass(30_000)
  }
  return seen
}

describe('a token', () => {
  it('is renewed after three quarters of its life, with no reading lost', async () => {
    const double = createCountsDouble()
    const seen = await watch(double, LIFE_MS * 2)
    expect(seen.filter(({ viewers, error }) => viewers !== 12 || error)).toEqual([])
    expect(double.routed).toHaveLength(3)
    // At 7.5 min the old one is used once more, while the new one comes.
    expect(double.asked.indexOf('A-2')).toBe(16)
  })

  it.each([
    ['ten minutes behind', -600_000],
    ['right', 0],
    ['ten minutes ahead', 600_000],
    ['of another year', 40_000_000_000],
  ])('holds as long as was said, with a clock that is %s', async (_, offset) => {
    const server = Date.now()
    vi.setSystemTime(server + offset)
    const double = createCountsDouble()
    double.route = () => {
      const exp = Math.floor((server + performance.now() + LIFE_MS) / 1_000)
      return Response.json({ token: jwt({ exp, n: double.routed.length }), expiresInMs: LIFE_MS })
    }
    await watch(double, LIFE_MS * 2)
    expect(double.routed).toHaveLength(3)
  })

  it.each([
    ['is right', 0, 3],
    // Each time Mux says so.
    ['is an hour behind', -3_600_000, 3],
    ['is an hour ahead', 3_600_000, 3],
    // Renewed sooner: it seems to hold five minutes.
    ['is five minutes ahead', 300_000, 6],
  ])(
    'of which only exp is told brings every number, where the clock %s',
    async (_, offset, tokens) => {
      let server = Date.now()
      const started = performance.now()
      const serverNow = (): number => server + performance.now() - started
      vi.setSystemTime(server + offset)
      const double = createCountsDouble({
        getToken: (id) => {
          double.routed.push(id)
          return jwt({ exp: Math.floor((serverNow() + LIFE_MS) / 1_000) })
        },
      })
      double.mux = (token) => (readExpiry(token)! > serverNow() ? counted(12) : forbidden())
      const seen = await watch(double, LIFE_MS * 2)
      expect(seen.filter(({ viewers, error }) => viewers !== 12 || error)).toEqual([])
      expect(double.routed).toHaveLength(tokens)
    },
  )

  it('that Mux refuses is thrown away, and Mux asked once more with a new one', async () => {
    const double = createCountsDouble()
    await double.ask()
    double.mux = (token) => (token === 'A-1' ? forbidden() : counted(3))
    await pass(15_000)
    const snapshot = await double.ask()
    expect(snapshot).toMatchObject({ viewers: 3, ageMs: 0 })
    expect(snapshot).not.toHaveProperty('error')
    expect(double.asked).toEqual(['A-1', 'A-1', 'A-2'])
  })

  it.each([401, 403])('that is new and refused with %i is an error at Mux', async (status) => {
    const double = createCountsDouble()
    double.mux = () => new Response('', { status })
    expect((await double.ask()).error).toMatchObject({ at: 'mux' })
    expect([double.asked, double.routed]).toEqual([['A-1'], ['A']])
    double.mux = (token) => (token === 'A-2' ? counted(4) : forbidden())
    await pass(15_000)
    expect(await double.ask()).toMatchObject({ viewers: 4 })
  })

  it('that is refused although it was just exchanged is not exchanged without end', async () => {
    const double = createCountsDouble()
    await double.ask()
    double.mux = forbidden
    await pass(15_000)
    expect((await double.ask()).error).toMatchObject({ code: 'forbidden', at: 'mux' })
    expect([double.asked, double.routed]).toEqual([
      ['A-1', 'A-1', 'A-2'],
      ['A', 'A'],
    ])
  })

  it.each<[string, () => CountsToken | Promise<CountsToken>]>([
    ['text', () => 'T'],
    ['an object', () => ({ token: 'T' })],
    ['a promise', async () => ({ token: 'T', expiresInMs: 60_000 })],
    ['an object with a life that is none', () => ({ token: 'T', expiresInMs: Number.NaN })],
  ])('may be given as %s', async (_, getToken) => {
    const double = createCountsDouble({ getToken })
    expect(await double.ask()).toMatchObject({ viewers: 12 })
    expect(double.asked).toEqual(['T'])
    expect(double.routed).toEqual([])
  })

  it('is asked for each stream by itself', async () => {
    const getToken = vi.fn((id: string) => {
      if (id === 'B') throw new Error('no')
      return `token of ${id}`
    })
    const double = createCountsDouble({ getToken })
    const { signal } = new AbortController()
    const snapshots = await double.fetcher({ streamIds: ['A', 'B'], signal })
    expect(snapshots.map(({ viewers, error }) => [viewers, error?.at])).toEqual([
      [12, undefined],
      [null, 'route'],
    ])
    expect(double.asked).toEqual(['token of A'])
  })
})

describe('a renewal that fails', () => {
  it('is told beside new numbers while the old token holds, and again and again tried', async () => {
    const double = createCountsDouble()
    await double.ask()
    double.route = () =>
      new Response(writeRefusal(new ViewersError('forbidden', 'Log in.')), { status: 403 })
    await pass(minutes(7.5))
    const seen = await watch(double, minutes(2))
    for (const snapshot of seen) {
      expect(snapshot).toMatchObject({
        viewers: 12,
        ageMs: 0,
        pollAfterMs: 15_000,
        error: { code: 'forbidden', at: 'route', message: '[mux-viewers] Log in.' },
      })
    }
    expect(double.routed).toHaveLength(1 + seen.length)
    // Ten minutes are over.
    expect(await double.ask()).toMatchObject({ viewers: 12, ageMs: 30_000, error: { at: 'route' } })
    expect(new Set(double.asked)).toEqual(new Set(['A-1']))
    double.route = () => Response.json({ token: 'new', expiresInMs: LIFE_MS })
    await pass(15_000)
    const recovered = await double.ask()
    expect(recovered).toMatchObject({ viewers: 12, ageMs: 0 })
    expect(recovered).not.toHaveProperty('error')
  })

  it('by silence delays the number by 5 s at most, and its age is true', async () => {
    const double = createCountsDouble()
    await double.ask()
    double.route = never
    await pass(minutes(8))
    const asked = double.ask()
    await pass(5_000)
    expect(await asked).toMatchObject({
      viewers: 12,
      ageMs: 5_000,
      error: { code: 'timeout', at: 'route' },
    })
  })

  it('with a Retry-After is left alone so long, and the counting goes on', async () => {
    const double = createCountsDouble()
    await double.ask()
    double.route = () => new Response('', { status: 429, headers: { 'retry-after': '180' } })
    await pass(minutes(7.5))
    const seen = await watch(double, minutes(2))
    expect(double.routed).toHaveLength(2)
    for (const { ageMs, error } of seen) {
      expect(ageMs).toBe(0)
      expect(error).toMatchObject({ code: 'rate_limited', at: 'route' })
      // It would keep the hook from asking Mux.
      expect(error).not.toHaveProperty('retryAfterMs')
    }
    // The token has ended, 150 s after the route said 180.
    expect((await double.ask()).error).toMatchObject({ retryAfterMs: 30_000 })
    expect(double.routed).toHaveLength(2)
    await pass(30_000)
    await double.ask()
    expect(double.routed).toHaveLength(3)
  })

  it('leaves the rest to the renewed one where Mux refuses the old one meanwhile', async () => {
    const double = createCountsDouble()
    await double.ask()
    await pass(minutes(8))
    double.mux = (token) => (token === 'A-1' ? forbidden() : counted(9))
    expect(await double.ask()).toMatchObject({ viewers: 9, ageMs: 0 })
    expect([double.asked.slice(1), double.routed]).toEqual([
      ['A-1', 'A-2'],
      ['A', 'A'],
    ])
  })
})

describe('the first token that fails', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a throw',
      () => {
        throw new Error('SECRET')
      },
      'unavailable',
    ],
    ['a rejection', () => Promise.reject(new Error('SECRET')), 'unavailable'],
    ['null', () => null, 'bad_response'],
    ['nothing', () => undefined, 'bad_response'],
    ['an empty text', () => '', 'bad_response'],
    ['another JSON', () => ({ jwt: 'SECRET' }), 'bad_response'],
    [
      'an error of ours',
      () => {
        throw new ViewersError('unauthorized', 'Log in.', { at: 'mux' })
      },
      'unauthorized',
    ],
  ])('by %s is an error of the route, tried again after 15 s', async (_, get, code) => {
    const getToken = vi.fn(get) as () => string
    const double = createCountsDouble({ getToken })
    const snapshot = await double.ask()
    expect(snapshot).toMatchObject({
      viewers: null,
      source: null,
      pollAfterMs: 15_000,
      error: { code, at: 'route' },
    })
    expect(snapshot.error?.message).toMatch(/^\[mux-viewers\] .+\.$/)
    expect(JSON.stringify(snapshot)).not.toContain('SECRET')
    await double.ask()
    expect(getToken).toHaveBeenCalledTimes(1)
    await pass(15_000)
    await double.ask()
    expect(getToken).toHaveBeenCalledTimes(2)
    expect(double.asked).toEqual([])
  })

  it('by silence ends in 5 s', async () => {
    const double = createCountsDouble({ getToken: () => new Promise<string>(() => {}) })
    const asked = double.ask()
    await pass(5_000)
    expect((await asked).error).toMatchObject({ code: 'timeout', at: 'route' })
  })

  it('names the route, where it is ours', async () => {
    const double = createCountsDouble()
    double.route = () => new Response('<html>', { status: 404 })
    const { error } = await double.ask()
    expect(error).toMatchObject({ code: 'not_found', at: 'route' })
    expect(error?.message).toContain(
      'The token route at /api/mux-viewers/token answered with HTTP 404',
    )
  })
})

it('everything slow together still answers before the hook gives up', async () => {
  const double = createCountsDouble()
  await double.ask()
  await pass(minutes(1))
  const slowly = (response: () => Response) => () =>
    new Promise<Response>((resolve) => void setTimeout(() => resolve(response()), 4_900))
  double.mux = slowly(forbidden)
  double.route = slowly(() => Response.json('T'))
  let answered: number | undefined
  const startedAt = performance.now()
  const asked = double.ask().then(() => (answered = performance.now() - startedAt))
  await pass(9_500)
  expect(answered).toBeLessThanOrEqual(9_500)
  await asked
  // What was given up answers at last.
  await pass(5_000)
})

it('no token is in any error, whatever goes wrong', async () => {
  const token = jwt({ sub: 'A', secret: 'SECRET-CLAIM' })
  const faults: (() => Response | Promise<Response>)[] = [
    ...[400, 401, 403, 404, 429, 500, 502].map((status) => () => new Response(token, { status })),
    () => new Response(token),
    () => Response.json({ data: [{ viewers: token }] }),
    () =>
      Promise.reject(new TypeError(`Failed to fetch https://stats.mux.com/counts?token=${token}`)),
  ]
  const errors = faults.map(async (fault) => {
    const atMux = createCountsDouble({ getToken: () => token })
    atMux.mux = fault
    const atRoute = createCountsDouble()
    atRoute.route = fault
    atRoute.mux = () => counted(1)
    return [(await atMux.ask()).error, (await atRoute.ask()).error]
  })
  const told = JSON.stringify(await Promise.all(errors))
  expect(told.match(/"at":"mux"/g)).toHaveLength(faults.length)
  expect(told.match(/"at":"route"/g)).toHaveLength(faults.length)
  expect(told).not.toContain(token.split('.')[1])
})

describe('exp of a JWT', () => {
  it('is read, with characters of base64url', () => {
    expect(readExpiry(jwt({ exp: 1_767_323_045, sub: 'ÿÿ>>??~~' }))).toBe(1_767_323_045_000)
  })

  it('is what was written, whatever else there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.object(), (exp, more) => {
        expect(readExpiry(jwt({ ...more, exp }))).toBe(exp * 1_000)
      }),
    )
  })

  it('is null or a time in what is garbage, and nothing is thrown', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(fc.string(), fc.base64String())).map((parts) => parts.join('.')),
      fc.json().map((json) => `a.${Buffer.from(json).toString('base64url')}.c`),
      fc.anything().map((exp) => {
        try {
          return jwt({ exp })
        } catch {
          return 'no JSON'
        }
      }),
    )
    fc.assert(
      fc.property(garbage, (token) => {
        const expiry = readExpiry(token) ?? 1
        expect(Number.isFinite(expiry) && expiry > 0).toBe(true)
      }),
    )
  })

  it('makes times of which each can be compared, whatever is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.oneof(fc.anything(), fc.double()), (token, expiresInMs) => {
        for (const given of [token, { token, expiresInMs }]) {
          const kept = attempt(() => keepToken(given, 1_000))
          expect(kept.token).not.toBe('')
          expect(kept.endsAt).toBeGreaterThanOrEqual(1_000)
          expect(kept.renewAt).toBeLessThanOrEqual(kept.endsAt)
        }
      }),
    )
  })
})
