import type { SharedCache } from '../../src/server'

/** The least that is a shared cache, by the time that this process has run. */
export function memoryCache(): SharedCache {
  const kept = new Map<string, { value: string; until: number }>()
  const find = (key: string) => {
    const entry = kept.get(key)
    return entry !== undefined && entry.until > performance.now() ? entry.value : null
  }
  const keep = (key: string, value: string, ttlMs: number) =>
    void kept.set(key, { value, until: performance.now() + ttlMs })
  return {
    get: async (key) => find(key),
    set: async (key, value, ttlMs) => keep(key, value, ttlMs),
    lock: async (key, ttlMs) => {
      if (find(key) !== null) return false
      keep(key, '1', ttlMs)
      return true
    },
  }
}
