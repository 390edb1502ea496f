import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasRedis, REDIS_URL } from '../support/redis'
import { TcpProxy } from '../support/TcpProxy'
import { fakeSource } from './fakeSource'
import { keysOf, newInstance, newPrefix, OPEN, pass, type OpenCache } from './manyInstances'

const TTL = 400
/** Longer than a cache that was gone is left alone. */
const REST = 600

const isThere = await hasRedis()

describe.skipIf(!isThere).each(['redis', 'ioredis'] as const)('Redis by %s', (client) => {
  const prefix = newPrefix()
  const admin = new Redis(REDIS_URL, { lazyConnect: true })
  afterAll(async () => {
    const keys = await keysOf(admin, prefix)
    if (keys.length > 0) await admin.del(...keys)
    admin.disconnect()
  })

  let proxy: TcpProxy
  let opened: OpenCache[] = []
  let count = 0
  beforeEach(async () => {
    proxy = new TcpProxy(REDIS_URL)
    await proxy.mend()
    const own = `${prefix}${(count += 1)}:`
    const url = `redis://127.0.0.1:${proxy.port}`
    opened = await Promise.all(Array.from({ length: 3 }, () => OPEN[client](own, url)))
  })
  afterEach(async () => {
    await Promise.all(opened.map(({ close }) => close()))
    await proxy.cut()
  })

  it.each([
    ['cut off', () => proxy.cut(), () => proxy.mend()],
    ['slow', () => void (proxy.delayMs = 400), () => void (proxy.delayMs = 0)],
    ['silent', () => void (proxy.delayMs = Infinity), () => proxy.cut().then(() => proxy.mend())],
  ])('%s: each goes on alone, and together again by itself', async (_, goes, comes) => {
    let viewers = 1
    const fakes = opened.map(() => fakeSource(() => ({ viewers }), { ttlMs: TTL }))
    const servers = opened.map(({ cache }, at) => newInstance(cache, fakes[at]!.source))
    const all = () => Promise.all(servers.flatMap(({ one }) => [one(), one(), one()]))
    const calls = () => fakes.map((fake) => fake.calls.length)
    const sum = () => calls().reduce((one, other) => one + other, 0)

    await all()
    expect(sum()).toBe(1)

    await goes()
    for (viewers = 2; viewers < 5; viewers += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await pass(TTL + 20)
      const before = calls()
      // oxlint-disable-next-line no-await-in-loop
      const answers = await all()
      // At most one each, and nobody waits for the others.
      expect(calls().map((now, at) => now - before[at]!)).toEqual([1, 1, 1])
      expect(new Set(answers.map((answer) => answer.viewers))).toEqual(new Set([viewers]))
    }
    for (const { logger } of servers) {
      expect(logger.error.mock.calls).toEqual([[expect.stringContaining('The shared cache')]])
      expect(logger.info).not.toHaveBeenCalled()
    }

    proxy.delayMs = 0
    await comes()
    // What had not been answered may still be under way; then one question each finds it back.
    await pass(REST)
    await all()
    await pass(REST)
    await all()
    for (let round = 0; round < 3; round += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await pass(TTL + 60)
      const before = sum()
      // oxlint-disable-next-line no-await-in-loop
      await all()
      expect(sum() - before).toBeLessThanOrEqual(1)
    }
    for (const { logger } of servers) {
      expect(logger.error).toHaveBeenCalledTimes(1)
      expect(logger.info.mock.calls).toEqual([[expect.stringContaining('answers again')]])
    }
  })
})
