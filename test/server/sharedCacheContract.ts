import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SharedCache } from '../../src/server/SharedCache'

/** What every shared cache keeps to. Real time passes, a tenth of a second at a time. */
export function sharedCacheContract(name: string, open: () => SharedCache): void {
  describe(`as every shared cache, ${name}`, () => {
    const LONG_MS = 60_000
    const SHORT_MS = 100
    const newKey = (): string => `key-${randomUUID()}`

    it('has null where nothing was kept', async () => {
      expect(await open().get(newKey())).toBeNull()
    })

    it.each([
      ['text', 'value'],
      ['no text', ''],
      ['JSON', '{"viewers":94,"via":"counts"}'],
      ['unicode', 'Zuschauer: 🦆 ü ‮ 人  '],
      ['line breaks and zeros', 'a\r\n$5\r\n\0b'],
      ['a hundred kilobytes', 'é'.repeat(50_000)],
    ])('gives back %s as it was', async (_, value) => {
      const [cache, key] = [open(), newKey()]
      await cache.set(key, value, LONG_MS)
      expect(await cache.get(key)).toBe(value)
    })

    it('takes keys of any letters, and keeps them apart', async () => {
      const cache = open()
      const keys = [`${newKey()}:a b`, `${newKey()}:ü🦆`, `${newKey()}:*?[x]`, newKey()]
      await Promise.all(keys.map((key, at) => cache.set(key, `value ${at}`, LONG_MS)))
      const got = await Promise.all(keys.map((key) => cache.get(key)))
      expect(got).toEqual(['value 0', 'value 1', 'value 2', 'value 3'])
    })

    it('keeps the newest value', async () => {
      const [cache, key] = [open(), newKey()]
      await cache.set(key, 'old', SHORT_MS)
      await cache.set(key, 'new', LONG_MS)
      await passed(SHORT_MS)
      expect(await cache.get(key)).toBe('new')
    })

    it('forgets a value when its time is over', async () => {
      const [cache, key] = [open(), newKey()]
      await cache.set(key, 'value', SHORT_MS)
      await passed(SHORT_MS)
      expect(await cache.get(key)).toBeNull()
    })

    it('gives a lock to one of fifty who ask at once', async () => {
      const [cache, key] = [open(), newKey()]
      const taken = await Promise.all(Array.from({ length: 50 }, () => cache.lock(key, LONG_MS)))
      expect(taken.filter((isOurs) => isOurs)).toHaveLength(1)
      expect(await cache.lock(key, LONG_MS)).toBe(false)
    })

    it('gives a lock again when its time is over, to one of fifty', async () => {
      const [cache, key] = [open(), newKey()]
      expect(await cache.lock(key, SHORT_MS)).toBe(true)
      await passed(SHORT_MS)
      const taken = await Promise.all(Array.from({ length: 50 }, () => cache.lock(key, LONG_MS)))
      expect(taken.filter((isOurs) => isOurs)).toHaveLength(1)
    })

    it('does not make a lock longer for who asks in vain', async () => {
      const [cache, key] = [open(), newKey()]
      await cache.lock(key, SHORT_MS)
      await cache.lock(key, LONG_MS)
      await passed(SHORT_MS)
      expect(await cache.lock(key, SHORT_MS)).toBe(true)
    })

    it('shares values and locks with another client', async () => {
      const [one, other, key, lock] = [open(), open(), newKey(), newKey()]
      await one.set(key, 'value', LONG_MS)
      expect(await other.get(key)).toBe('value')
      expect(await one.lock(lock, LONG_MS)).toBe(true)
      expect(await other.lock(lock, LONG_MS)).toBe(false)
    })
  })
}

/** So long, and a little more: the clock of the cache may be another. */
const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms + 30))
