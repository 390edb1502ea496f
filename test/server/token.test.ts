import Mux from '@mux/mux-node'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ViewersError } from '../../src/core/ViewersError'
import { readRefusal, readToken } from '../../src/core/wire'
import { createMuxEmulator, type MuxEmulator } from '../../src/emulator'
import { readCounts } from '../../src/mux/counts'
import type { MuxClient } from '../../src/mux/MuxClient'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { createTokenRoute, type TokenRouteOptions } from '../../src/server/token'

const URL_OF_ROUTE = 'https://app.test/api/mux-viewers/token'

function setUp(options: Partial<TokenRouteOptions> = {}) {
  const sign = vi.fn<MuxClient['jwt']['signViewerCounts']>(async (id) => `token of ${id}`)
  const faultLog = {
    tellOnce: vi.fn<(sentence: string) => void>(),
    tellThrown: vi.fn<(sentence: string, error: unknown) => void>(),
  }
  const token = createTokenRoute({
    mux: { jwt: { signViewerCounts: sign } },
    authorize: 'public',
    allowOrigins: [],
    maxWaitMs: 2_000,
    faultLog,
    ...options,
  })
  return {
    sign,
    faultLog,
    get: (query: string, init?: RequestInit) => token(new Request(URL_OF_ROUTE + query, init)),
  }
}

async function refused(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const text = await response.text()
  expect(text).not.toContain('SECRET')
  const { code, message } = readRefusal(status, JSON.parse(text))
  expect(message).toMatch(/^\[mux-viewers\] .*\.$/)
  return `${code}: ${message}`
}

describe('a token', () => {
  it('is for the counts of one live stream, for ten minutes, and kept by nobody', async () => {
    const { get, sign } = setUp()
    const response = await get('?id=A')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(readToken(await response.json())).toEqual({ token: 'token of A', expiresInMs: 599_000 })
    expect(sign.mock.calls).toEqual([['A', { type: 'live_stream', expiration: '600s' }]])
  })

  it.each([60_000, 90_500, 3_600_000])('holds as long as tokenLife %i says', async (tokenLife) => {
    const { get, sign } = setUp({ tokenLife })
    const { expiresInMs } = readToken(await (await get('?id=A')).json())
    const seconds = Math.floor(tokenLife / 1_000)
    expect(sign.mock.calls[0]?.[1]?.expiration).toBe(`${seconds}s`)
    expect(expiresInMs).toBe((seconds - 1) * 1_000)
  })

  it.each([0, 59_999, 3_600_001, Number.NaN, Infinity, '10m' as unknown as number])(
    'of a life of %s there is none: a sentence says so at once',
    (tokenLife) => {
      expect(() => setUp({ tokenLife })).toThrow(/createMuxViewers was given a `tokenLife`/)
    },
  )

  it('is signed for the stream that the id stands for, and authorize sees the id', async () => {
    const authorize = vi.fn<(request: Request, ids: readonly string[]) => boolean>(() => true)
    const { get, sign } = setUp({
      authorize,
      resolver: { streamIdOf: async (id) => `stream-of-${id}` },
    })
    expect((await get('?id=mine')).status).toBe(200)
    expect(authorize.mock.calls[0]?.[1]).toEqual(['mine'])
    expect(sign.mock.calls[0]?.[0]).toBe('stream-of-mine')
  })

  it.each([
    ['not_found', 404],
    ['unavailable', 503],
  ] as const)('is not signed where the id stands for none: %s', async (code, status) => {
    const resolver = { streamIdOf: async () => new ViewersError(code, 'Nothing there.') }
    const { get, sign } = setUp({ resolver })
    expect(await refused(await get('?id=A'), status)).toMatch(code)
    expect(sign).not.toHaveBeenCalled()
  })
})

describe('a request', () => {
  it.each(['', '?id', '?id=', '?id=A&id=B', '?id=A&id=A', '?id=a%20b', `?id=${'x'.repeat(129)}`])(
    'for %j is refused with a sentence, before authorize is asked',
    async (query) => {
      const authorize = vi.fn<() => boolean>(() => true)
      const { get, sign } = setUp({ authorize })
      expect(await refused(await get(query), 400)).toMatch(/^invalid_request: .*\?id=/)
      expect([authorize.mock.calls, sign.mock.calls]).toEqual([[], []])
    },
  )

  it('by HEAD is answered with the headers of GET', async () => {
    const response = await setUp().get('?id=A', { method: 'HEAD' })
    expect([response.status, response.headers.get('cache-control')]).toEqual([
      200,
      'private, no-store',
    ])
    expect(await response.text()).toBe('')
  })

  it('by OPTIONS says what is allowed, to no other origin; other methods are refused', async () => {
    const { get, sign } = setUp()
    const options = await get('?id=A', { method: 'OPTIONS', headers: { origin: 'https://a.test' } })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect(options.headers.has('access-control-allow-origin')).toBe(false)
    for (const method of ['POST', 'PUT', 'DELETE']) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await get('?id=A', { method })
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      // oxlint-disable-next-line no-await-in-loop
      expect(await refused(response, 405)).toMatch(/GET, HEAD, OPTIONS/)
    }
    expect(sign).not.toHaveBeenCalled()
  })
})

describe('another origin', () => {
  const headers = { origin: 'https://shop.test' }

  it('may read the answer where it is allowed, and no other', async () => {
    const { get } = setUp({ allowOrigins: ['https://shop.test'], authorize: () => true })
    const allowed = await get('?id=A', { headers })
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.test')
    expect(allowed.headers.get('cache-control')).toBe('private, no-store')
    const other = await get('?id=A', { headers: { origin: 'https://other.test' } })
    expect(other.headers.has('access-control-allow-origin')).toBe(false)
  })
})

it('offers a page of another origin no method that it refuses', async () => {
  const origin = 'https://embed.test'
  const { get } = setUp({ allowOrigins: [origin] })
  const { headers } = await get('?id=A', { method: 'OPTIONS', headers: { origin } })
  expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD')
})

describe('authorize', () => {
  it.each([[false], [[]], [['B']]])('that gives %j has nothing signed', async (result) => {
    const { get, sign } = setUp({ authorize: () => result })
    expect(await refused(await get('?id=A'), 403)).toMatch(/^forbidden: /)
    expect(sign).not.toHaveBeenCalled()
  })

  it.each([[true], [['A']]])('that gives %j is given a token', async (result) => {
    const { get } = setUp({ authorize: async () => result })
    expect((await get('?id=A')).status).toBe(200)
  })

  it('that gives a Response answers with it', async () => {
    const answer = new Response('Log in.', { status: 401 })
    const { get, sign } = setUp({ authorize: () => answer })
    expect(await get('?id=A')).toBe(answer)
    expect(sign).not.toHaveBeenCalled()
  })

  it('that gives a Response which has been read is a plain 500, also to another origin', async () => {
    const answer = new Response('Log in.', { status: 401 })
    await answer.text()
    const { get, faultLog } = setUp({
      authorize: () => answer,
      allowOrigins: ['https://embed.test'],
    })
    const given = await get('?id=A', { headers: { origin: 'https://embed.test' } })
    expect(given.headers.get('access-control-allow-origin')).toBe('https://embed.test')
    expect(await refused(given, 500)).toMatch(/^unavailable: /)
    expect(faultLog.tellThrown).toHaveBeenCalledTimes(1)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('SECRET of the session store')
      },
    ],
    ['gives something else', () => ({ user: 'SECRET' }) as unknown as boolean],
  ])('that %s is a plain 500, and a line in the log', async (_, authorize) => {
    const { get, sign, faultLog } = setUp({ authorize })
    expect(await refused(await get('?id=A'), 500)).toMatch(/^unavailable: .*log of the server/)
    expect(faultLog.tellThrown).toHaveBeenCalledTimes(1)
    expect(sign).not.toHaveBeenCalled()
  })
})

describe('the signing key', () => {
  const jwt = { signViewerCounts: async () => 'token' }

  it.each([
    [{ jwtSigningKey: null, jwtPrivateKey: null }],
    [{ jwtSigningKey: 'id', jwtPrivateKey: '' }],
    [{ jwtSigningKey: '', jwtPrivateKey: 'SECRET' }],
  ])('that is missing is a sentence that names its variables: %j', async (keys) => {
    const { get, faultLog } = setUp({ mux: { jwt, ...keys } })
    const told = await refused(await get('?id=A'), 503)
    expect(told).toMatch(/^unavailable: .*MUX_SIGNING_KEY.*MUX_PRIVATE_KEY/)
    expect(faultLog.tellOnce).toHaveBeenCalledTimes(1)
  })

  it('that cannot be read is told as such; what the SDK said is not', async () => {
    const mux = new Mux({ jwtSigningKey: 'key-id', jwtPrivateKey: 'mangled-SECRET' })
    const { get } = setUp({ mux })
    expect(await refused(await get('?id=A'), 503)).toMatch(/MUX_PRIVATE_KEY cannot be read/)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('SECRET')
      },
    ],
    ['rejects', () => Promise.reject(new Error('SECRET'))],
    ['signs nothing', async () => undefined as unknown as string],
  ])('of a client that %s is named, and nothing it said', async (_, signViewerCounts) => {
    const { get } = setUp({ mux: { jwt: { signViewerCounts } } })
    expect(await refused(await get('?id=A'), 503)).toMatch(/MUX_SIGNING_KEY/)
  })
})

describe('viewers.token', () => {
  const mux = { jwt: { signViewerCounts: async (id: string) => `token of ${id}` } }
  const url = (query: string): Request => new Request(URL_OF_ROUTE + query)

  it('is that route, with the options of createMuxViewers, and needs no `this`', async () => {
    const { token } = createMuxViewers({
      mux,
      authorize: (_request, ids) => ids.filter((id) => id !== 'secret'),
      resolve: (id) => (id === 'mine' ? 'streamA' : null),
      tokenLife: 60_000,
      logger: { error() {} },
    })
    expect(await (await token(url('?id=mine'))).json()).toEqual({
      token: 'token of streamA',
      expiresInMs: 59_000,
    })
    expect(await refused(await token(url('?id=secret')), 403)).toMatch(/^forbidden: /)
    expect((await token(url('?id=another'))).status).toBe(404)
  })

  it('wants a tokenLife within its bounds', () => {
    const make = () => createMuxViewers({ mux, authorize: 'public', tokenLife: 1 })
    expect(make).toThrow(/`tokenLife`/)
  })
})

describe('with the SDK, before the emulator', () => {
  let emulator: MuxEmulator
  beforeEach(async () => {
    emulator = await createMuxEmulator({
      streams: [{ id: 'streamA', playbackId: 'playbackA' }],
      unknownId: 'forbidden',
    })
  })
  afterEach(() => emulator.close())

  it('the token opens the counts of that stream, and says nothing but that', async () => {
    const { env } = emulator
    const mux = new Mux({
      jwtSigningKey: env.MUX_SIGNING_KEY,
      jwtPrivateKey: env.MUX_PRIVATE_KEY,
    })
    const before = Math.floor(Date.now() / 1_000)
    const response = await setUp({ mux, tokenLife: 120_000 }).get('?id=streamA')
    const { token, expiresInMs } = readToken(await response.json())
    const { exp, ...claims } = decodeJwt(token)
    expect(claims).toEqual({ kid: env.MUX_SIGNING_KEY, sub: 'streamA', aud: 'live_stream_id' })
    expect(exp).toBeGreaterThanOrEqual(before + 120)
    // What is said never outlasts the token.
    expect(Date.now() + expiresInMs!).toBeLessThanOrEqual(exp! * 1_000)
    const { signal } = new AbortController()
    const counts = await readCounts({ token, signal, baseUrl: env.MUX_STATS_URL })
    expect(counts).toEqual({ viewers: 0, views: 0 })
  })
})
