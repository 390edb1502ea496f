/**
 * A memory that several server processes share, so that together they ask Mux once per stream per
 * TTL. {@link redisCache} is one; any store with these three will do. Each may reject, or never
 * settle: then every process goes on alone until it is back.
 */
export interface SharedCache {
  /** The value kept under `key`; `null` where there is none, or where its time is over. */
  get(key: string): Promise<string | null>
  /** Keeps `value` for `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Takes `key` for `ttlMs` milliseconds, atomically; `false` where somebody has it. It is not given back. */
  lock(key: string, ttlMs: number): Promise<boolean>
}
