import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickOf, type Sample } from '../../src/core/sample'
import { summarize } from '../../src/core/summarize'

const EVERY = 10_000
const BEGIN = Date.UTC(2026, 0, 2, 3, 4, 0)

const sampleAt = (seconds: number, viewers: number, unit: Sample['unit'] = 'people'): Sample => {
  const at = BEGIN + seconds * 1_000
  return { streamId: 'A', tick: tickOf(at, EVERY), at, viewers, views: null, unit, via: 'counts' }
}

/** The figures of a broadcast, its times in seconds after the beginning. */
function figures(
  samples: Sample[],
  [startedAt, disconnectedAt, endedAt]: [number, number | null, number | null],
  until = 0,
) {
  const ms = (seconds: number | null) => (seconds === null ? null : BEGIN + seconds * 1_000)
  return summarize(
    { samples, buckets: [] },
    {
      id: 'b',
      startedAt: ms(startedAt)!,
      disconnectedAt: ms(disconnectedAt),
      endedAt: ms(endedAt),
    },
    { recordEvery: EVERY, until: ms(until)! },
  )
}

describe('the figures of a broadcast', () => {
  it('weigh each number by how long it held', () => {
    const samples = [sampleAt(0, 10), sampleAt(10, 20), sampleAt(25, 40)]
    expect(figures(samples, [0, null, 30])).toEqual({
      id: 'b',
      startedAt: '2026-01-02T03:04:00.000Z',
      endedAt: '2026-01-02T03:04:30.000Z',
      peak: 40,
      peakAt: '2026-01-02T03:04:25.000Z',
      average: (100 + 300 + 200) / 30,
      last: 40,
      viewerSeconds: 600,
      coveredSeconds: 30,
    })
  })

  it('count a gap nowhere', () => {
    const samples = [sampleAt(0, 10), sampleAt(100, 20)]
    // Two and a half ticks are covered by each.
    expect(figures(samples, [0, null, 200])).toMatchObject({
      coveredSeconds: 50,
      viewerSeconds: 750,
      average: 15,
    })
  })

  it('have as last number that before the encoder went away', () => {
    const samples = [sampleAt(0, 10), sampleAt(10, 650), sampleAt(20, 40), sampleAt(30, 0)]
    expect(figures(samples, [0, 15, 40]).last).toBe(650)
    expect(figures(samples, [0, 10, 40]).last).toBe(650)
    expect(figures(samples, [0, 9, 40]).last).toBe(10)
    expect(figures(samples, [0, null, 40]).last).toBe(0)
  })

  it('leave out what was counted before and after', () => {
    const samples = [sampleAt(0, 999), sampleAt(10, 5), sampleAt(30, 999)]
    expect(figures(samples, [10, null, 30])).toMatchObject({ peak: 5, last: 5, coveredSeconds: 20 })
  })

  it('of one that goes on reach until now', () => {
    expect(figures([sampleAt(0, 5)], [0, null, null], 12)).toMatchObject({
      endedAt: null,
      coveredSeconds: 12,
    })
  })

  it('are of people or of playbacks, whichever cover more', () => {
    const samples = [
      sampleAt(0, 900, 'playbacks'),
      sampleAt(10, 5),
      sampleAt(20, 6),
      sampleAt(30, 800, 'playbacks'),
    ]
    expect(figures(samples, [0, null, 35])).toMatchObject({ peak: 6, last: 6, coveredSeconds: 20 })
  })

  it('are unknown, not 0, where nobody counted', () => {
    expect(figures([], [0, null, 100])).toMatchObject({
      peak: null,
      peakAt: null,
      average: null,
      last: null,
      viewerSeconds: 0,
      coveredSeconds: 0,
    })
  })

  it('are those that come of counting second by second', () => {
    const drawn = fc.uniqueArray(
      fc.record({ at: fc.integer({ min: -30, max: 330 }), viewers: fc.nat(1_000) }),
      { selector: ({ at }) => Math.floor(at / 10), maxLength: 30 },
    )
    fc.assert(
      fc.property(drawn, fc.nat(150), fc.integer({ min: 151, max: 300 }), (found, start, end) => {
        const samples = found
          .sort((one, other) => one.at - other.at)
          .map(({ at, viewers }) => sampleAt(at, viewers))
        let [viewerSeconds, coveredSeconds, peak] = [0, 0, -1]
        for (let second = start; second < end; second++) {
          const holding = found.findLast(({ at }) => at <= second && at >= start)
          if (holding === undefined || second - holding.at >= 25) continue
          viewerSeconds += holding.viewers
          coveredSeconds += 1
          peak = Math.max(peak, holding.viewers)
        }
        expect(figures(samples, [start, null, end])).toMatchObject({
          viewerSeconds,
          coveredSeconds,
          peak: coveredSeconds > 0 ? peak : null,
          average: coveredSeconds > 0 ? viewerSeconds / coveredSeconds : null,
        })
      }),
    )
  })
})
