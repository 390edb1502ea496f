import Mux from '@mux/mux-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewersError } from '../../src/core/ViewersError'
import { engagementCounts, type EngagementCountsOptions } from '../../src/mux/engagementCounts'
import type { MuxClient } from '../../src/mux/MuxClient'

const { signal } = new AbortController()
const LOCAL = 'http://localhost:4000'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05Z') })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

function setUp(options: Partial<EngagementCountsOptions> = {}) {
  let signed = 0
  const sign = vi.fn<MuxClient['jwt']['signViewerCounts']>(async (id) => {
    signed += 1
    return `${id}-${signed}`
  })
  const status = { current: 200 }
  const urls: string[] = []
  const warn = vi.fn<(message: string) => void>()
  const source = engagementCounts({
    mux: { jwt: { signViewerCounts: sign } },
    logger: { error: () => undefined, warn },
    fetch: async (url) => {
      urls.push(url as string)
      return Response.json({ data: [{ viewers: 2, views: 3 }] }, { status: status.current })
    },
    ...options,
  })
  return { source, sign, status, urls, warn, read: () => source.read({ streamId: 'A', signal }) }
}

describe('the reading', () => {
  it('is people and playbacks', async () => {
    const { source, read } = setUp()
    expect(source).toMatchObject({ name: 'counts', unit: 'people' })
    expect(source.missing()).toBeNull()
    expect(await read()).toEqual({ viewers: 2, views: 3 })
  })
})

describe('the token', () => {
  it('names a live stream, and is signed once until an hour before its end', async () => {
    const { sign, read, urls } = setUp()
    await read()
    vi.advanceTimersByTime(5 * 3_600_000 - 1)
    await read()
    expect(sign.mock.calls).toEqual([['A', { type: 'live_stream', expiration: '6h' }]])
    vi.advanceTimersByTime(1)
    await read()
    expect(urls.map((url) => new URL(url).searchParams.get('token'))).toEqual(['A-1', 'A-1', 'A-2'])
  })

  it('is signed anew after the clock was set back', async () => {
    const { sign, read } = setUp()
    await read()
    vi.setSystemTime(Date.parse('2026-01-01T00:00:00Z'))
    await read()
    expect(sign).toHaveBeenCalledTimes(2)
  })

  it.each([401, 403])(
    'is signed anew after HTTP %i: the key may be another by then',
    async (refusal) => {
      const { sign, read, status } = setUp()
      await read()
      status.current = refusal
      await expect(read()).rejects.toMatchObject({ at: 'mux' })
      status.current = 200
      await read()
      expect(sign).toHaveBeenCalledTimes(2)
    },
  )

  it('stays after any other failure', async () => {
    const { sign, read, status } = setUp()
    status.current = 500
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
    status.current = 200
    await read()
    expect(sign).toHaveBeenCalledTimes(1)
  })
})

describe('the signing key', () => {
  it('that cannot be read is told as such, not as missing, and is not quoted', async () => {
    const source = engagementCounts({
      mux: new Mux({ jwtSigningKey: 'key-id', jwtPrivateKey: 'mangled-secret' }),
      baseUrl: 'http://localhost:1',
    })
    expect(source.missing()).toBeNull()
    const error: unknown = await source.read({ streamId: 'A', signal }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'unauthorized', at: 'mux' })
    expect(String(error)).toContain('MUX_PRIVATE_KEY cannot be read as a private key')
    expect(String(error)).not.toContain('mangled-secret')
  })

  const jwt = { signViewerCounts: async () => 'token' }

  it.each([
    [{ jwtSigningKey: null, jwtPrivateKey: null }],
    [{ jwtSigningKey: 'id', jwtPrivateKey: null }],
    [{ jwtSigningKey: '', jwtPrivateKey: 'key' }],
  ])('that is missing is named: %j', (keys) => {
    const { source } = setUp({ mux: { jwt, ...keys } })
    expect(source.missing()).toMatch(/MUX_SIGNING_KEY.*MUX_PRIVATE_KEY/)
  })

  it('that cannot sign is named too, without a word of the SDK', async () => {
    const { source } = setUp({
      mux: { jwt: { signViewerCounts: () => Promise.reject(new Error('SECRET PEM')) } },
    })
    const error = await source
      .read({ streamId: 'A', signal })
      .catch((reason: unknown) => reason as ViewersError)
    expect(error).toMatchObject({ code: 'unauthorized', at: 'mux' })
    expect((error as ViewersError).message).toMatch(/MUX_SIGNING_KEY.*MUX_PRIVATE_KEY/)
    expect((error as ViewersError).stack).not.toContain('SECRET')
    expect((error as ViewersError).cause).toBeUndefined()
  })
})

describe('the ttl', () => {
  it.each([
    [undefined, undefined, 15_000, 0],
    [60_000, undefined, 60_000, 0],
    [500, undefined, 15_000, 1],
    [500, 'https://stats.mux.com', 15_000, 1],
    [500, 'https://STATS.MUX.COM./x', 15_000, 1],
    [500, 'https://mux.com', 15_000, 1],
    [500, 'https://notmux.com', 500, 0],
    [500, LOCAL, 500, 0],
    [undefined, LOCAL, 15_000, 0],
  ])('of %s at %s is %i, with %i warning', (ttl, baseUrl, ttlMs, warnings) => {
    const { source, warn } = setUp({ ttl, baseUrl })
    expect([source.ttlMs, source.ttlMs]).toEqual([ttlMs, ttlMs])
    expect(warn).toHaveBeenCalledTimes(warnings)
  })
})

describe('the address', () => {
  it('is the variable MUX_STATS_URL, read at first use', async () => {
    const { source, read, urls } = setUp({ ttl: 500 })
    vi.stubEnv('MUX_STATS_URL', LOCAL)
    expect(source.ttlMs).toBe(500)
    await read()
    expect(urls[0]).toMatch(/^http:\/\/localhost:4000\/counts\?token=/)
  })

  it('is Mux itself where there is no process to ask for variables', async () => {
    vi.stubGlobal('process', undefined)
    try {
      const { read, urls } = setUp()
      await read()
      expect(urls[0]).toMatch(/^https:\/\/stats\.mux\.com\/counts\?/)
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('that is none is said to be missing, not thrown', () => {
    vi.stubEnv('MUX_STATS_URL', 'localhost')
    expect(setUp().source.missing()).toMatch(/MUX_STATS_URL/)
  })
})

describe('misuse', () => {
  it.each([
    [{ mux: undefined }, /engagementCounts was given no Mux client/],
    [{ ttl: 0 }, /ttl/],
    [{ ttl: Number.NaN }, /ttl/],
    [{ baseUrl: 'stats.mux.com' }, /baseUrl/],
    [{ baseUrl: 'file:///etc' }, /baseUrl/],
  ])('throws at creation: %j', (options, sentence) => {
    expect(() => setUp(options as Partial<EngagementCountsOptions>)).toThrow(sentence)
  })
})
