import { expect, it } from 'vitest'
import type { SharedCache } from '../../src/server/SharedCache'
import { fakeSource } from './fakeSource'
import { newInstance } from './manyInstances'

it.each(['answeredAt', 'askedAt', 'nextAskAt'])(
  'a reading in the cache whose `%s` is no time is none',
  async (field) => {
    const times = { answeredAt: Date.now(), askedAt: Date.now(), nextAskAt: Date.now() + 60_000 }
    const { answeredAt, ...more } = { ...times, [field]: 9e99 }
    const last = { value: { viewers: 94, via: 'counts', unit: 'people' }, answeredAt }
    const cache: SharedCache = {
      get: async () => JSON.stringify({ last, error: null, failures: 0, ...more }),
      set: async () => undefined,
      lock: async () => true,
    }
    const { source } = fakeSource(() => ({ viewers: 7 }))
    expect(await newInstance(cache, source).one()).toMatchObject({ viewers: 7 })
  },
)
