import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { ViewersError } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { fakeMux, fakeSource } from './fakeSource'
import { memoryCache } from './memoryCache'

/* What one process knows, another one need not ask for, whatever keeps it from asking. */

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

/** Two processes that share a cache; `read` says what Mux answers. */
function setUp(read: Parameters<typeof fakeSource>[0]) {
  const sharedCache = memoryCache()
  return [1, 2].map(() => {
    const { source, calls } = fakeSource(read, { perSecond: 10 })
    const { fetcher } = createMuxViewers({
      mux: fakeMux,
      authorize: 'public',
      sources: [source],
      sharedCache,
      logger: { error: () => undefined },
    })
    const ask = async (...streamIds: string[]): Promise<ViewerSnapshot[]> => {
      const { signal } = new AbortController()
      return (await Promise.all([fetcher({ streamIds, signal }), wait(2)]))[0]
    }
    return { ask, calls }
  }) as [Process, Process]
}

interface Process {
  ask: (...streamIds: string[]) => Promise<ViewerSnapshot[]>
  calls: string[]
}

it('a flood of invented ids keeps no process from showing what another one has read', async () => {
  const [one, other] = setUp(({ streamId }) => ({ viewers: streamId === 'Real' ? 247 : 0 }))
  expect(await one.ask('Real')).toMatchObject([{ viewers: 247 }])
  const invented = Array.from({ length: 1_000 }, (_, index) => `Invented${index}`)
  const [, real] = await Promise.all([other.ask(...invented), other.ask('Real')])
  expect(real).toMatchObject([{ viewers: 247, source: 'mux' }])
  expect(other.calls).not.toContain('Real')
})

it('a process that Mux has asked to leave it alone shows what another one has read', async () => {
  const [one, other] = setUp(({ streamId }) => {
    if (streamId === 'Angry') {
      throw new ViewersError('rate_limited', 'No.', { at: 'mux', retryAfterMs: 60_000 })
    }
    return { viewers: 247 }
  })
  expect(await one.ask('Real')).toMatchObject([{ viewers: 247 }])
  expect(await other.ask('Angry')).toMatchObject([{ error: { code: 'rate_limited' } }])
  expect(await other.ask('Real')).toMatchObject([{ viewers: 247, source: 'mux' }])
})

it('when Mux has asked one process to leave it alone, none asks', async () => {
  let isAngry = true
  const [one, other] = setUp(() => {
    if (!isAngry) return { viewers: 247 }
    throw new ViewersError('rate_limited', 'No.', { at: 'mux', retryAfterMs: 60_000 })
  })
  await one.ask('A')
  isAngry = false
  expect(await other.ask('B')).toMatchObject([{ viewers: null, error: { code: 'rate_limited' } }])
  await wait(50)
  await other.ask('B')
  expect(other.calls).toEqual([])
  await wait(20)
  expect(await other.ask('B')).toMatchObject([{ viewers: 247 }])
})

it('a 0 of a stream that somebody has watched is sure in every process', async () => {
  let viewers = 5
  const [one, other] = setUp(() => ({ viewers }))
  await one.ask('A')
  viewers = 0
  await wait(15)
  const sure = (await one.ask('A'))[0]!
  expect(sure.viewers).toBe(0)
  expect(sure).not.toHaveProperty('verified')
  const taken = (await other.ask('A'))[0]!
  expect(taken.viewers).toBe(0)
  expect(taken).not.toHaveProperty('verified')
  expect(other.calls).toEqual([])
})

it('a second call for one reading takes a turn of all processes too', async () => {
  const turns: string[] = []
  const cache = memoryCache()
  const { source } = fakeSource(
    async ({ turn }) => {
      await turn?.()
      return { viewers: 247 }
    },
    { perSecond: 10 },
  )
  const { fetcher } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    sharedCache: {
      ...cache,
      lock: (key, ttlMs) => {
        if (key.includes('slot:counts:') && !key.includes(':new:')) turns.push(key)
        return cache.lock(key, ttlMs)
      },
    },
  })
  const { signal } = new AbortController()
  await Promise.all([fetcher({ streamIds: ['A'], signal }), wait(2)])
  expect(turns.length).toBeGreaterThanOrEqual(2)
})
