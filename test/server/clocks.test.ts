import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxViewers } from '../../src/server'
import { fakeMux as mux, fakeSource } from './fakeSource'
import { memoryCache } from './memoryCache'

const TTL = 15_000

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('two processes with one cache', () => {
  it.each([0, 10_000, -10_000, 600_000, -600_000])(
    'whose clocks are %i ms apart, both go on, and ask about as often as one',
    async (apartMs) => {
      const sharedCache = memoryCache()
      const began = performance.now()
      const calls: number[] = []
      const start = (offMs: number) => {
        const { source } = fakeSource(() => {
          calls.push(performance.now() - began)
          // The number is the time of its reading, so that its true age is seen.
          return { viewers: Math.round(performance.now() - began) }
        })
        const viewers = createMuxViewers({
          mux,
          authorize: 'public',
          sources: [source],
          sharedCache,
          now: () => Date.now() + offMs,
        })
        return async (): Promise<ViewerSnapshot> => {
          const response = viewers.fetch(new Request('https://app.test/?id=A'))
          await vi.advanceTimersByTimeAsync(200)
          const { snapshots } = (await (await response).json()) as { snapshots: [ViewerSnapshot] }
          return snapshots[0]
        }
      }
      const processes = [start(0), start(apartMs)]
      for (let round = 0; round < 300; round++) {
        for (const ask of processes) {
          // oxlint-disable-next-line no-await-in-loop
          const { viewers, ageMs } = await ask()
          const trueAgeMs = performance.now() - began - viewers!
          expect(trueAgeMs).toBeLessThan(TTL + 3_000)
          // Never told younger than it is, but for the moment in which it was passed on.
          expect(ageMs! + 1_000).toBeGreaterThan(trueAgeMs)
        }
      }
      const fair = (performance.now() - began) / TTL
      expect(calls.length).toBeGreaterThan(0.8 * fair)
      expect(calls.length).toBeLessThanOrEqual(fair + 2)
    },
  )
})
