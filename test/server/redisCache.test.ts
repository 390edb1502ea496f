import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisCache, type SharedCache } from '../../src/server'
import { hasRedis, REDIS_URL } from '../support/redis'
import { sharedCacheContract } from './sharedCacheContract'

/** The least that is a shared cache: the contract must not ask for more than design says. */
function memoryCache(): () => SharedCache {
  const kept = new Map<string, { value: string; until: number }>()
  const find = (key: string) => {
    const entry = kept.get(key)
    return entry !== undefined && entry.until > Date.now() ? entry.value : null
  }
  const keep = (key: string, value: string, ttlMs: number) =>
    void kept.set(key, { value, until: Date.now() + ttlMs })
  return () => ({
    get: async (key) => find(key),
    set: async (key, value, ttlMs) => keep(key, value, ttlMs),
    lock: async (key, ttlMs) => {
      if (find(key) !== null) return false
      keep(key, '1', ttlMs)
      return true
    },
  })
}

sharedCacheContract('one in memory', memoryCache())

const isThere = await hasRedis()

describe.runIf(isThere)('redisCache', () => {
  const nodeRedis = createClient({ url: REDIS_URL })
  const ioRedis = new Redis(REDIS_URL, { lazyConnect: true })
  beforeAll(async () => {
    await Promise.all([nodeRedis.connect(), ioRedis.connect()])
  })
  afterAll(async () => {
    await Promise.all([nodeRedis.close(), ioRedis.quit()])
  })

  sharedCacheContract('by a client of redis', () => redisCache(nodeRedis))
  sharedCacheContract('by a client of ioredis', () => redisCache(ioRedis))
})

it.each([undefined, null, {}, { get: () => null }])(
  'throws for %j, which is no client',
  (client) => {
    expect(() => redisCache(client as never)).toThrow(/^\[mux-viewers\] redisCache .*ioredis/)
  },
)
