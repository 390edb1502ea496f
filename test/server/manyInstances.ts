import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { redisCache } from '../../src/server/redisCache'
import type { SharedCache } from '../../src/server/SharedCache'
import type { ViewersSource } from '../../src/core/source'
import { REDIS_URL } from '../support/redis'
import { fakeMux } from './fakeSource'

/** What a test opened on Redis, and how it goes away. */
export interface OpenCache {
  cache: SharedCache
  close: () => Promise<void>
}

/** Keys of one test, so that nobody else's are met. */
export const newPrefix = (): string => `mux-viewers-test-${randomUUID()}:`

/** The shared caches on Redis, by the client that carries them. */
export const OPEN = {
  async redis(prefix: string, url = REDIS_URL): Promise<OpenCache> {
    const client = createClient({ url, socket: { reconnectStrategy: 50 } })
    client.on('error', () => undefined)
    await client.connect()
    return { cache: prefixed(redisCache(client), prefix), close: async () => client.destroy() }
  },
  async ioredis(prefix: string, url = REDIS_URL): Promise<OpenCache> {
    const client = new Redis(url, { retryStrategy: () => 50 })
    client.on('error', () => undefined)
    await client.ping()
    return { cache: prefixed(redisCache(client), prefix), close: async () => client.disconnect() }
  },
}

function prefixed(cache: SharedCache, prefix: string): SharedCache {
  return {
    get: (key) => cache.get(prefix + key),
    set: (key, value, ttlMs) => cache.set(prefix + key, value, ttlMs),
    lock: (key, ttlMs) => cache.lock(prefix + key, ttlMs),
  }
}

/** The keys below `prefix`. */
export async function keysOf(client: Redis, prefix: string): Promise<string[]> {
  return client.keys(`${prefix}*`)
}

/** One server of many, as a test sees it. */
export function newInstance(
  sharedCache: SharedCache,
  source: ViewersSource,
  options: Partial<MuxViewersOptions> = {},
) {
  const logger = {
    error: vi.fn<(line: string) => void>(),
    info: vi.fn<(line: string) => void>(),
  }
  const viewers = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    sharedCache,
    logger,
    ...options,
  })
  const one = async (id = 'A'): Promise<ViewerSnapshot> => {
    const response = await viewers.fetch(new Request(`https://app.test/?id=${id}`))
    if (response.status !== 200) throw new Error(`The route answered ${response.status}.`)
    return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
  }
  return { one, logger }
}

/** Lets real time pass. */
export const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
