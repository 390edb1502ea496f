import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Line } from '../../src/server/Line'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a line', () => {
  it('lets so many in at once after a rest, and then one after the other', () => {
    const line = new Line({ perSecond: 10, burst: 3 })
    expect(Array.from({ length: 5 }, () => line.take())).toEqual([0, 0, 0, 100, 200])
    vi.advanceTimersByTime(200)
    expect(line.waitMs()).toBe(100)
    vi.advanceTimersByTime(10_000)
    expect(Array.from({ length: 4 }, () => line.take())).toEqual([0, 0, 0, 100])
  })

  it('never has more turns in any second than its pace and its burst', () => {
    const line = fc.record({
      perSecond: fc.integer({ min: 1, max: 50 }),
      burst: fc.integer({ min: 1, max: 20 }),
    })
    const rests = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 100 })
    fc.assert(
      fc.property(line, rests, ({ perSecond, burst }, pauses) => {
        const tried = new Line({ perSecond, burst })
        const turns = pauses.map((pause) => {
          vi.advanceTimersByTime(pause)
          return performance.now() + tried.take()
        })
        for (const turn of turns) {
          const within = turns.filter((other) => other >= turn && other < turn + 999)
          expect(within.length).toBeLessThanOrEqual(perSecond + burst)
        }
        expect(turns).toEqual(turns.toSorted((one, other) => one - other))
      }),
    )
  })
})
