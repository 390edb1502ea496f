import { ViewersError } from '../core/ViewersError'
import type { SharedCache } from './SharedCache'

/** A Redis client that sends any command: `redis` (node-redis) 4 or later. */
export interface NodeRedisClient {
  sendCommand(command: string[]): Promise<unknown>
}

/** A Redis client that sends any command: `ioredis` 5 or later, or `iovalkey`. */
export interface IoRedisClient {
  call(command: string, ...parameters: string[]): Promise<unknown>
}

/**
 * A shared cache in Redis or Valkey, by a client that you bring and connect: `redis` or `ioredis`. Keys begin with
 * `mux-viewers:`, and each has an end. Nothing is kept there but numbers, times, states and errors of ours. Throws when it is no such client.
 * Listen to the client's errors, do not wait for its connection and switch its offline queue off: then a Redis that is gone costs nothing.
 *
 * @example
 * const redis = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true })
 * redis.on('error', console.error)
 * redis.connect().catch(console.error)
 * const viewers = createMuxViewers({ mux, authorize: 'public', sharedCache: redisCache(redis) })
 */
export function redisCache(client: NodeRedisClient | IoRedisClient): SharedCache {
  const send = senderOf(client)
  return {
    async get(key) {
      const value = await send('GET', key)
      return typeof value === 'string' ? value : null
    },
    async set(key, value, ttlMs) {
      await send('SET', key, value, 'PX', String(ttlMs))
    },
    async lock(key, ttlMs) {
      return (await send('SET', key, '1', 'PX', String(ttlMs), 'NX')) !== null
    },
  }
}

function senderOf(client: unknown): (...command: [string, ...string[]]) => Promise<unknown> {
  const { call, sendCommand } = (client ?? {}) as Partial<NodeRedisClient & IoRedisClient>
  // First: a client of ioredis has a `sendCommand` too, of another form.
  if (typeof call === 'function') return (...command) => call.apply(client, command)
  if (typeof sendCommand === 'function') return (...command) => sendCommand.call(client, command)
  throw new ViewersError(
    'invalid_request',
    'redisCache was given no Redis client. Give it one of `redis` or `ioredis`, connected: redisCache(client).',
  )
}
