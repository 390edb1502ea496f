import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisCache } from '../../src/server'
import { hasRedis, REDIS_URL } from '../support/redis'
import { memoryCache } from './memoryCache'
import { sharedCacheContract } from './sharedCacheContract'

const inMemory = memoryCache()
sharedCacheContract('one in memory', () => inMemory)

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
