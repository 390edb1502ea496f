import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { ViewersError } from '../../src/core/ViewersError'
import { createMuxViewers, redisCache, type SharedCache } from '../../src/server'
import { hasRedis, REDIS_URL } from '../support/redis'
import { TcpProxy } from '../support/TcpProxy'
import { fakeMux as mux, fakeSource } from './fakeSource'

const isThere = await hasRedis()

/** Short, since Redis' own time passes: there is no turning its clock. */
const TTL = 1_000

type Read = Parameters<typeof fakeSource>[0]

describe.runIf(isThere)('several processes with one Redis', () => {
  const redis = new Redis(REDIS_URL, { lazyConnect: true })
  beforeAll(() => redis.connect())
  afterAll(() => redis.quit())

  /** Each with its own source, as each process has. */
  function setUp(
    count: number,
    read: Read = () => ({ viewers: 7 }),
    cache: SharedCache = redisCache(redis),
    more = {},
  ) {
    const id = `S-${randomUUID()}`
    const said: string[] = []
    const calls: string[] = []
    const processes = Array.from({ length: count }, () => {
      const { source } = fakeSource(
        (request) => {
          calls.push(request.streamId)
          return read(request)
        },
        { ttlMs: TTL, ...more },
      )
      const viewers = createMuxViewers({
        mux,
        authorize: 'public',
        sources: [source],
        sharedCache: cache,
        logger: { error: (line) => said.push(line), info: (line) => said.push(line) },
      })
      return async (streamId = id): Promise<ViewerSnapshot> => {
        const response = await viewers.fetch(new Request(`https://app.test/?id=${streamId}`))
        return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
      }
    })
    const all = (streamId = id) => Promise.all(processes.map((ask) => ask(streamId)))
    return { id, processes, all, calls, said }
  }

  it('ask once for a cold stream, however many wait in each', async () => {
    const { processes, calls } = setUp(4, async () => {
      await passed(50)
      return { viewers: 7 }
    })
    const answers = await Promise.all(
      processes.flatMap((ask) => Array.from({ length: 50 }, () => ask())),
    )
    expect(answers.filter(({ viewers }) => viewers === 7)).toHaveLength(200)
    expect(calls).toHaveLength(1)
  })

  it(
    'ask once in each TTL, and give what another has read with its true age',
    { timeout: 30_000 },
    async () => {
      const { all, calls } = setUp(4)
      const until = performance.now() + 5.5 * TTL
      while (performance.now() < until) {
        // oxlint-disable-next-line no-await-in-loop
        for (const { viewers, ageMs } of await all()) {
          expect(viewers).toBe(7)
          expect(ageMs).toBeLessThan(2 * TTL)
        }
        // oxlint-disable-next-line no-await-in-loop
        await passed(20)
      }
      expect(calls.length).toBeGreaterThanOrEqual(3)
      expect(calls.length).toBeLessThanOrEqual(6)
    },
  )

  it('share failures and their pace', { timeout: 30_000 }, async () => {
    const { all, calls } = setUp(4, () => {
      throw new ViewersError('not_found', 'None.', { at: 'mux' })
    })
    for (let round = 0; round < 3; round++) {
      // oxlint-disable-next-line no-await-in-loop
      for (const snapshot of await all()) {
        expect(snapshot).toMatchObject({ viewers: null, error: { code: 'not_found', at: 'mux' } })
      }
    }
    expect(calls).toHaveLength(1)
    await passed(TTL + 50)
    await all()
    await all()
    expect(calls).toHaveLength(2)
    // Two in a row: the third comes after two TTLs only.
    await passed(TTL + 50)
    await all()
    expect(calls).toHaveLength(2)
  })

  it('share turns', async () => {
    const { processes, calls } = setUp(4, () => ({ viewers: 1 }), redisCache(redis), {
      name: `turns-${randomUUID()}`,
      perSecond: 4,
    })
    const began = performance.now()
    await Promise.all(processes.map((ask, index) => ask(`T${index}-${randomUUID()}`)))
    await Promise.all(processes.map((ask, index) => ask(`U${index}-${randomUUID()}`)))
    const seconds = Math.ceil((performance.now() - began) / 1_000)
    // Nobody has seen them: half of four a second, and each of them may come at once.
    expect(calls.length).toBeLessThanOrEqual(2 * (seconds + 1))
    expect(calls.length).toBeGreaterThan(1)
  })

  it.each(['', 'null', '[]', '{"last":{"value":{"viewers":-1}}}', '{"last":', 'x'.repeat(10_000)])(
    'are not led astray by %j under a key of ours',
    async (text) => {
      const { id, all, calls } = setUp(2)
      await redis.set(`mux-viewers:reading:${id}`, text, 'PX', 60_000)
      for (const { viewers } of await all()) expect(viewers).toBe(7)
      expect(calls).toHaveLength(1)
    },
  )

  it(
    'go on alone while it is cut off, and together again when it is back',
    { timeout: 60_000 },
    async () => {
      const proxy = new TcpProxy(REDIS_URL)
      await proxy.mend()
      const client = new Redis(proxy.port, '127.0.0.1', { retryStrategy: () => 50 })
      client.on('error', () => undefined)
      onTestFinished(async () => {
        client.disconnect()
        await proxy.cut()
      })
      const { all, calls, said } = setUp(3, () => ({ viewers: 7 }), redisCache(client))
      const watch = async (ms: number) => {
        calls.length = 0
        const until = performance.now() + ms
        while (performance.now() < until) {
          // oxlint-disable-next-line no-await-in-loop
          for (const { viewers } of await all()) expect(viewers).toBe(7)
          // oxlint-disable-next-line no-await-in-loop
          await passed(20)
        }
        return calls.length
      }
      expect(await watch(3 * TTL)).toBeLessThanOrEqual(4)
      await proxy.cut()
      const alone = await watch(5 * TTL)
      expect(alone).toBeGreaterThan(5)
      expect(alone).toBeLessThanOrEqual(3 * 6)
      expect(said.filter((line) => /does not answer/.test(line))).toHaveLength(3)
      await proxy.mend()
      await watch(3 * TTL)
      expect(await watch(4 * TTL)).toBeLessThanOrEqual(5)
      expect(said.filter((line) => /answers again/.test(line))).toHaveLength(3)
      expect(said.join()).not.toContain('127.0.0.1')
    },
  )

  it('answer in time while it is slow', async () => {
    const proxy = new TcpProxy(REDIS_URL)
    await proxy.mend()
    proxy.delayMs = Infinity
    const client = new Redis(proxy.port, '127.0.0.1', { enableReadyCheck: false })
    client.on('error', () => undefined)
    onTestFinished(async () => {
      client.disconnect()
      await proxy.cut()
    })
    const { all, calls } = setUp(2, () => ({ viewers: 7 }), redisCache(client))
    for (const { viewers } of await all()) expect(viewers).toBe(7)
    expect(calls).toHaveLength(2)
  })
})

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
