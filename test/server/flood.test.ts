import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { fakeMux as mux, fakeSource } from './fakeSource'

const TTL = 15_000

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a flood of ids that nobody has seen', () => {
  it(
    'takes nothing from the streams that are watched, and is bounded itself',
    { timeout: 60_000 },
    async () => {
      const asked: { streamId: string; at: number }[] = []
      const { source } = fakeSource(
        ({ streamId }) => {
          asked.push({ streamId, at: performance.now() })
          return { viewers: streamId.startsWith('Real') ? 5 : 0 }
        },
        { perSecond: 10 },
      )
      const logger = { error: vi.fn<(line: string) => void>() }
      const viewers = createMuxViewers({ mux, authorize: 'public', sources: [source], logger })
      const get = async (ids: readonly string[]): Promise<ViewerSnapshot[]> => {
        const url = `https://app.test/?${ids.map((id) => `id=${id}`).join('&')}`
        return (
          (await (await viewers.fetch(new Request(url))).json()) as { snapshots: ViewerSnapshot[] }
        ).snapshots
      }
      // Two thirds of what counts bear: little is left to others.
      const real = Array.from({ length: 100 }, (_, index) => `Real${index}`)
      const watch = async (seconds: number, strangersASecond: number): Promise<number> => {
        let oldestMs = 0
        for (let second = 0; second < seconds; second++) {
          const strangers = Array.from(
            { length: strangersASecond },
            (_, index) => `Stranger${second}-${index}`,
          )
          for (let from = 0; from < strangers.length; from += 100)
            void get(strangers.slice(from, from + 100))
          const reading = get(real)
          // oxlint-disable-next-line no-await-in-loop
          await vi.advanceTimersByTimeAsync(1_000)
          // oxlint-disable-next-line no-await-in-loop
          for (const { ageMs = 0 } of await Promise.all([
            reading,
            vi.advanceTimersByTimeAsync(2_000),
          ]).then(([read]) => read))
            oldestMs = Math.max(oldestMs, ageMs)
        }
        return oldestMs
      }
      await watch(40, 0)
      const calm = await watch(40, 0)
      asked.length = 0
      const flooded = await watch(40, 500)
      expect(calm).toBeLessThanOrEqual(TTL + 3_500)
      expect(flooded).toBeLessThanOrEqual(calm + 2_000)
      const seconds = 40 * 3
      expect(asked.length).toBeLessThanOrEqual(seconds * 10 + 10)
      const strangers = asked.filter(({ streamId }) => streamId.startsWith('Stranger'))
      // Some of 20,000 are answered, of what is left over.
      expect(strangers.length).toBeGreaterThan(10)
      expect(strangers.length).toBeLessThan(seconds * 5)
    },
  )

  it('is told to come later, and by no number', async () => {
    const { source } = fakeSource(() => ({ viewers: 0 }), { perSecond: 10 })
    const viewers = createMuxViewers({ mux, authorize: 'public', sources: [source] })
    const { signal } = new AbortController()
    const streamIds = Array.from({ length: 1_000 }, (_, index) => `Stranger${index}`)
    const asking = viewers.fetcher({ streamIds, signal })
    await vi.advanceTimersByTimeAsync(2_000)
    const away = (await asking).filter(({ error }) => error?.code === 'rate_limited')
    expect(away.length).toBeGreaterThan(900)
    for (const { viewers: count, pollAfterMs, error } of away) {
      expect([count, error?.at]).toEqual([null, 'route'])
      expect(pollAfterMs).toBeGreaterThan(1_000)
    }
  })
})
