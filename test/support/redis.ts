import { createClient } from 'redis'

/** Where Redis is to be, for tests that need a real one. */
export const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379'

/**
 * Whether Redis is there. Says so where it is not, and throws where `REQUIRE_SERVICES=1` says that
 * it must be.
 */
export async function hasRedis(): Promise<boolean> {
  const client = createClient({
    url: REDIS_URL,
    socket: { reconnectStrategy: false, connectTimeout: 2_000 },
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.ping()
    await client.close()
    return true
  } catch {
    const sentence =
      'There is no Redis where REDIS_URL says (default: localhost, port 6379), so what needs one is not tested.'
    if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(sentence)
    process.stderr.write(`${sentence}\n`)
    return false
  }
}
