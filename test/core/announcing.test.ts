import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANNOUNCE_EVERY_MS, isWorthSaying, type Announcing } from '../../src/core/announcing'

const isNews = (by: Announcing) => (before: number, now: number) => isWorthSaying(by, before, now)
/** What is said of a row of numbers, where time is no matter; the first is never news. */
function saidOf(by: Announcing, [first = 0, ...counts]: number[]): number[] {
  const said = [first]
  for (const count of counts) if (isWorthSaying(by, said.at(-1)!, count)) said.push(count)
  return said.slice(1)
}
const counts = fc.nat(2_000_000)

test('at most once a minute', () => {
  expect(ANNOUNCE_EVERY_MS).toBe(60_000)
})

describe('milestones', () => {
  test('are 1, 2.5 and 5, times ten, and so on', () => {
    const all = Array.from({ length: 12_000 }, (_, count) => count)
    expect(saidOf('milestones', all)).toEqual([
      1, 3, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
    ])
  })

  test.each<[string, number, number, boolean]>([
    ['one is reached', 99, 100, true],
    ['one is passed', 80, 130, true],
    ['several are passed', 3, 600, true],
    ['none is', 100, 249, false],
    ['the number falls', 600, 100, false],
    ['nothing happens', 100, 100, false],
    ['all have left', 5, 0, false],
    ['the first one comes', 0, 1, true],
    ['less than one person comes', 0, 0.5, false],
  ])('%s: from %s to %s', (_name, before, now, isWorth) => {
    expect(isNews('milestones')(before, now)).toBe(isWorth)
  })

  test('are said on the way up only, and each but once', () => {
    fc.assert(
      fc.property(fc.array(counts), (row) => {
        const said = saidOf('milestones', row)
        expect(said).toEqual(said.toSorted((a, b) => a - b))
        expect(new Set(said).size).toBe(said.length)
      }),
    )
  })

  test('there is one between what was said and what is said now', () => {
    fc.assert(
      fc.property(counts, counts, (before, now) => {
        const passed = Array.from({ length: 8 }, (_, power) => 10 ** power)
          .flatMap((size) => [size, 2.5 * size, 5 * size])
          .some((milestone) => before < milestone && milestone <= now)
        expect(isNews('milestones')(before, now)).toBe(passed)
      }),
    )
  })
})

describe('changes', () => {
  test.each<[number, number, boolean]>([
    [100, 109, false],
    [100, 110, true],
    [100, 91, false],
    [100, 90, true],
    [100, 100, false],
    [0, 1, true],
    [0, 0, false],
    [1, 0, true],
    [3, 4, true],
  ])('from %s to %s: %s', (before, now, isWorth) => {
    expect(isNews('changes')(before, now)).toBe(isWorth)
  })

  test('of less than a tenth are never said, of more always', () => {
    fc.assert(
      fc.property(counts, counts, (before, now) => {
        const change = Math.abs(now - before) * 10
        expect(isNews('changes')(before, now)).toBe(change > 0 && change >= before)
      }),
    )
  })
})
