import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SourceReading } from '../../src/core/source'
import { ViewersError } from '../../src/core/ViewersError'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import type { SharedCache } from '../../src/server/SharedCache'
import { hasRedis, REDIS_URL } from '../support/redis'
import { fakeMux, fakeSource } from './fakeSource'
import { keysOf, newInstance, newPrefix, OPEN, pass, type OpenCache } from './manyInstances'
import { sharedCacheContract } from './sharedCacheContract'

const TTL = 400

describe('in memory', () => {
  const kept = new Map<string, { value: string; until: number }>()
  const find = (key: string) => {
    const found = kept.get(key)
    return found !== undefined && performance.now() < found.until ? found : undefined
  }
  const inMemory: SharedCache = {
    get: async (key) => find(key)?.value ?? null,
    set: async (key, value, ttlMs) =>
      void kept.set(key, { value, until: performance.now() + ttlMs }),
    lock: async (key, ttlMs) => {
      if (find(key) !== undefined) return false
      kept.set(key, { value: '1', until: performance.now() + ttlMs })
      return true
    },
  }
  sharedCacheContract('a Map', () => inMemory)
})

describe.skipIf(!(await hasRedis()))('on a real Redis', () => {
  const prefix = newPrefix()
  const admin = new Redis(REDIS_URL, { lazyConnect: true })
  afterAll(async () => {
    const keys = await keysOf(admin, prefix)
    if (keys.length > 0) await admin.del(...keys)
    admin.disconnect()
  })

  describe.each(['redis', 'ioredis'] as const)('by %s', (client) => {
    let opened: OpenCache[] = []
    let next = 0
    beforeEach(async () => {
      opened = await Promise.all(Array.from({ length: 4 }, () => OPEN[client](prefix)))
      next = 0
    })
    afterEach(() => Promise.all(opened.map(({ close }) => close())))
    sharedCacheContract(client, () => opened[next++ % opened.length]!.cache)
  })

  describe('four servers', () => {
    let opened: OpenCache[] = []
    let own = ''
    let count = 0
    beforeEach(async () => {
      own = `${prefix}${(count += 1)}:`
      const kinds = [OPEN.redis, OPEN.ioredis, OPEN.redis, OPEN.ioredis]
      opened = await Promise.all(kinds.map((open) => open(own)))
    })
    afterEach(() => Promise.all(opened.map(({ close }) => close())))

    function setUp(
      read: () => SourceReading | Promise<SourceReading>,
      options: Partial<MuxViewersOptions> = {},
      perSecond?: number,
    ) {
      const { source, calls } = fakeSource(read, { ttlMs: TTL, perSecond })
      const servers = opened.map(({ cache }) => newInstance(cache, source, options))
      const [first, second] = servers as [(typeof servers)[0], (typeof servers)[0]]
      return { servers, first, second, calls }
    }

    it('make one upstream call for 50 requests each at once on a cold stream', async () => {
      const { servers, calls } = setUp(async () => {
        await pass(30)
        return { viewers: 94 }
      })
      const answers = await Promise.all(
        servers.flatMap(({ one }) => Array.from({ length: 50 }, () => one())),
      )
      expect(calls).toHaveLength(1)
      expect(new Set(answers.map(({ viewers }) => viewers))).toEqual(new Set([94]))
    })

    it('take over a reading with its true age', async () => {
      const { first, second, calls } = setUp(() => ({ viewers: 94, views: 95 }))
      const fresh = await first.one()
      await pass(100)
      const told = await second.one()
      expect(told).toMatchObject({ viewers: 94, views: 95, via: 'counts', asOf: fresh.asOf })
      expect(told.ageMs).toBeGreaterThanOrEqual(95)
      expect(calls).toHaveLength(1)
    })

    it.each(['unavailable', 'not_found', 'rate_limited'] as const)(
      'take over that a call failed (%s), and when to ask again',
      async (code) => {
        const { servers, calls } = setUp(() => {
          throw new ViewersError(code, 'It failed.', { at: 'mux', retryAfterMs: 60_000 })
        })
        for (const { one } of servers) {
          // oxlint-disable-next-line no-await-in-loop
          const { viewers, error, pollAfterMs } = await one()
          expect([viewers, error?.code, error?.at]).toEqual([null, code, 'mux'])
          expect(pollAfterMs).toBeGreaterThan(TTL)
        }
        expect(calls).toHaveLength(1)
      },
    )

    it('take over a fall that nobody believes yet', async () => {
      let viewers = 500
      const { first, second, calls } = setUp(() => ({ viewers }), { confirmCollapse: true })
      await first.one()
      viewers = 1
      await pass(TTL + 20)
      await first.one()
      expect(await second.one()).toMatchObject({ viewers: 500, unconfirmed: 1 })
      expect(calls).toHaveLength(2)
    })

    it('take over whether a stream is live', async () => {
      let asked = 0
      const liveStreams = {
        retrieve: async () => {
          asked += 1
          return { status: 'idle', stream_key: 'secret' }
        },
      }
      const mux = { ...fakeMux, baseURL: 'http://127.0.0.1', video: { liveStreams } }
      const { servers, calls } = setUp(() => ({ viewers: 1 }), { mux })
      for (const { one } of servers) {
        // oxlint-disable-next-line no-await-in-loop
        expect(await one()).toMatchObject({ viewers: 0, stream: 'idle', source: null })
      }
      expect([asked, calls.length]).toEqual([1, 0])
    })

    it('share the turns of the limiter', async () => {
      // New streams get half: five a second of all together, where each alone would take two at once.
      const { servers, calls } = setUp(() => ({ viewers: 1 }), {}, 10)
      const begun = performance.now()
      await Promise.all(servers.flatMap(({ one }, at) => [one(`A${at}`), one(`B${at}`)]))
      expect(calls).toHaveLength(8)
      expect(performance.now() - begun).toBeGreaterThan(1_000)
    })

    it.each([
      'no JSON',
      '{}',
      '[]',
      'null',
      '94',
      written({ viewers: '94', via: 'counts', unit: 'people' }),
      written({ viewers: -1, via: 'counts', unit: 'people' }),
      written({ viewers: 94 }),
      written({ viewers: 94, via: 'counts', unit: 'people' }, { answeredAt: 9e99 }),
      written({ viewers: 94, via: 'counts', unit: 'people' }, { askedAt: 9e99, nextAskAt: 9e99 }),
      written({ viewers: 94, via: 'counts', unit: 'people' }, { failures: 'many' }),
    ])('ignore what is no reading: %s', async (garbage) => {
      const { first, calls } = setUp(() => ({ viewers: 7 }))
      await admin.set(`${own}mux-viewers:reading:A`, garbage, 'PX', 60_000)
      expect(await first.one()).toMatchObject({ viewers: 7 })
      expect(calls).toHaveLength(1)
    })
  })
})

function written(value: unknown, times: Record<string, unknown> = {}): string {
  const { answeredAt = Date.now(), ...more } = times
  const at = { askedAt: Date.now(), nextAskAt: Date.now() + 60_000, failures: 0 }
  return JSON.stringify({ last: { value, answeredAt }, error: null, ...at, ...more })
}
