import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketsOf } from '../../src/core/Buckets'
import { inSteps, readHistoryRequest, writeHistory } from '../../src/core/history'
import { tickOf, type Sample } from '../../src/core/sample'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 10)
const MINUTE = 60_000
const DAY = 86_400_000

describe('what is wanted', () => {
  it.each([
    [{}, { from: NOW - DAY, to: NOW, step: 300_000 }],
    [{ from: NOW - 3_600_000 }, { from: NOW - 3_600_000, to: NOW, step: 15_000 }],
    [
      { from: new Date(NOW - MINUTE), step: 1_000 },
      { from: NOW - MINUTE, to: NOW, step: 1_000 },
    ],
    [
      { from: '2026-01-01', to: '2026-01-02T00:00:00Z' },
      { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2), step: 300_000 },
    ],
    [
      { from: '1767225600000', step: 3_600_000 },
      { from: 1_767_225_600_000, to: NOW, step: 3_600_000 },
    ],
    [{ to: NOW + DAY }, { from: NOW - DAY, to: NOW, step: 300_000 }],
    [
      { from: NOW + DAY, to: NOW + 2 * DAY, step: 1_000 },
      { from: NOW + DAY, to: NOW + DAY, step: 1_000 },
    ],
    [{ from: 0 }, { from: 0, to: NOW, step: 69 * DAY }],
  ])('%j', (asked, wanted) => {
    expect(readHistoryRequest(asked, NOW)).toEqual(wanted)
  })

  it.each([
    [{ from: 'yesterday' }, /`from` is a time/],
    [{ from: '' }, /`from` is a time/],
    [{ from: -1 }, /`from` is a time/],
    [{ to: Number.NaN }, /`to` is a time/],
    [{ to: new Date('x') }, /`to` is a time/],
    [{ to: 1e300 }, /`to` is a time/],
    [{ from: NOW, to: NOW }, /`from` is not before `to`/],
    [{ from: NOW, to: NOW - 1 }, /`from` is not before `to`/],
    [{ step: 999 }, /`step` is a whole number/],
    [{ step: 1_000.5 }, /`step` is a whole number/],
    [{ step: Number.NaN }, /`step` is a whole number/],
    [{ step: 400 * DAY }, /`step` is a whole number/],
  ])('says what is wrong with %j', (asked, sentence) => {
    expect(() => readHistoryRequest(asked, NOW)).toThrow(sentence)
  })
})

describe('whole steps', () => {
  it('hold all that was asked, and no more than a step beside it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: NOW }),
        fc.integer({ min: 1, max: DAY }),
        fc.integer({ min: 60_000, max: DAY }),
        fc.constantFrom(0, 60_000, 3_600_000),
        (from, lasts, wanted, longestStep) => {
          const given = inSteps({ from, to: from + lasts, step: wanted }, longestStep)
          const { step } = given
          expect(step).toBeGreaterThanOrEqual(Math.max(wanted, longestStep))
          expect(step).toBeLessThan(wanted + Math.max(1, longestStep))
          expect(step % Math.max(1, longestStep)).toBe(0)
          expect([given.from % step, given.to % step]).toEqual([0, 0])
          expect(given.from).toBeGreaterThan(from - step)
          expect(given.from).toBeLessThanOrEqual(from)
          expect(given.to).toBeGreaterThanOrEqual(from + lasts)
          expect(given.to).toBeLessThan(from + lasts + step)
        },
      ),
    )
  })

  it('are 5,000 at most', () => {
    const most = { from: 0, to: 5_000_000, step: 1_000 }
    expect(inSteps(most, 0)).toEqual(most)
    expect(() => inSteps({ ...most, to: 5_000_001 }, 0)).toThrow(
      /5001 points, and a history has 5000 at most/,
    )
  })
})

describe('the points', () => {
  const BEGIN = NOW - 250_000 - ((NOW - 250_000) % MINUTE)
  const range = {
    streamId: 'A',
    from: BEGIN,
    to: BEGIN + 5 * MINUTE,
    step: MINUTE,
    recordEvery: 15_000,
  }
  const sampleAt = (seconds: number, viewers: number): Sample => {
    const at = BEGIN + seconds * 1_000
    return {
      streamId: 'A',
      tick: tickOf(at, 15_000),
      at,
      viewers,
      views: null,
      unit: 'people',
      via: 'counts',
    }
  }
  const numbersOf = (samples: Sample[], now: number) =>
    writeHistory(range, bucketsOf(samples, range), now).points.map(({ max, average, last }) => [
      max,
      average,
      last,
    ])

  it('are null where nothing was read, and 0 where nobody watched', () => {
    const samples = [sampleAt(0, 10), sampleAt(15, 30), sampleAt(130, 0)]
    // 10 for 15 s, 30 for 37.5 s; then nothing until 130 s.
    expect(numbersOf(samples, BEGIN + DAY)).toEqual([
      [30, 24.286, 30],
      [null, null, null],
      [0, 0, 0],
      [null, null, null],
      [null, null, null],
    ])
  })

  it('say when, how long, and what is counted', () => {
    const history = writeHistory(range, bucketsOf([sampleAt(0, 10)], range), BEGIN + DAY)
    expect(history).toMatchObject({ streamId: 'A', from: iso(0), to: iso(300), step: MINUTE })
    expect(history.points[0]).toEqual({
      at: iso(0),
      max: 10,
      average: 10,
      last: 10,
      unit: 'people',
    })
    expect(history.points[1]).toEqual({
      at: iso(60),
      max: null,
      average: null,
      last: null,
      unit: null,
    })
  })
  const iso = (seconds: number): string => new Date(BEGIN + seconds * 1_000).toISOString()

  it('know nothing of the future', () => {
    const samples = [sampleAt(240, 10), sampleAt(255, 40)]
    // 10 for 15 s, 40 for 5 s: that it may hold longer is not known yet.
    expect(numbersOf(samples, BEGIN + 260_000).at(-1)).toEqual([40, 17.5, 40])
    expect(numbersOf(samples, BEGIN + 255_000).at(-1)).toEqual([40, 10, 40])
    expect(numbersOf([sampleAt(255, 40)], BEGIN + 255_000).at(-1)).toEqual([40, 40, 40])
    // Read by a process whose clock is ahead.
    expect(numbersOf([sampleAt(255, 40)], BEGIN + 245_000).at(-1)).toEqual([40, 40, 40])
  })
})
