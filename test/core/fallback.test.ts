import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  chooseReading,
  isCount,
  readFallback,
  readTime,
  type DatedCount,
  type Fallback,
  type FallbackAbout,
} from '../../src/core/fallback'

const ABOUT: FallbackAbout = {
  streamId: 'a',
  lastViewers: 247,
  lastAsOf: '2026-01-01T12:00:00.000Z',
}
const NOON = '2026-01-01T12:00:00.000Z'
const NOON_MS = Date.parse(NOON)

/** What an app written in JavaScript may hand over. */
const untyped = (value: unknown): Fallback => value as Fallback

describe('readFallback', () => {
  test.each<[string, Fallback, DatedCount | null]>([
    ['a number', 31, { viewers: 31, asOf: null }],
    ['0', 0, { viewers: 0, asOf: null }],
    ['none', null, null],
    ['nothing', undefined, null],
    ['a number with an ISO date', { viewers: 31, asOf: NOON }, { viewers: 31, asOf: NOON_MS }],
    ['a number with a Date', { viewers: 31, asOf: new Date(NOON) }, { viewers: 31, asOf: NOON_MS }],
    ['a number without a date', { viewers: 31 }, { viewers: 31, asOf: null }],
    ['a date that cannot be read', { viewers: 31, asOf: 'soon' }, { viewers: 31, asOf: null }],
    ['an invalid Date', { viewers: 31, asOf: new Date('soon') }, { viewers: 31, asOf: null }],
    ['a date without a number', { viewers: null, asOf: NOON }, null],
    ['NaN', Number.NaN, null],
    ['NaN with a date', { viewers: Number.NaN, asOf: NOON }, null],
    ['a negative number', -1, null],
    ['Infinity', Number.POSITIVE_INFINITY, null],
    ['-Infinity', Number.NEGATIVE_INFINITY, null],
    ['a string of digits', untyped('31'), null],
    ['an object with a string of digits', untyped({ viewers: '31' }), null],
    ['an empty object', untyped({}), null],
    ['true', untyped(true), null],
    ['a bigint', untyped(31n), null],
    [
      'a date that is a symbol',
      untyped({ viewers: 31, asOf: Symbol('now') }),
      { viewers: 31, asOf: null },
    ],
    [
      'an object that throws when read',
      {
        get viewers(): number {
          throw new Error('no database')
        },
      },
      null,
    ],
    ['a promise', untyped(Promise.resolve(31)), null],
    ['a function', () => 31, { viewers: 31, asOf: null }],
    ['a function that gives none', () => null, null],
    [
      'a function that gives a date too',
      () => ({ viewers: 31, asOf: NOON }),
      { viewers: 31, asOf: NOON_MS },
    ],
    ['a function that gives NaN', () => Number.NaN, null],
    ['an async function', untyped(async () => 31), null],
    [
      'a function that throws',
      () => {
        throw new Error('no database')
      },
      null,
    ],
  ])('%s', (_, fallback, read) => {
    expect(readFallback(fallback, ABOUT)).toEqual(read)
  })

  test('tells a function about the stream', () => {
    let told: FallbackAbout | undefined
    readFallback((about) => {
      told = about
      return null
    }, ABOUT)
    expect(told).toEqual(ABOUT)
  })

  const anyFallback = fc.oneof(
    fc.anything(),
    fc.record({ viewers: fc.oneof(fc.nat(), fc.anything()), asOf: fc.anything() }),
  )
  test('never throws, and gives no number that was not there', () => {
    fc.assert(
      fc.property(anyFallback, (value) => {
        const read = readFallback(untyped(value), ABOUT)
        if (read === null) return
        expect(isCount(read.viewers)).toBe(true)
        expect([value, (value as { viewers?: unknown } | null)?.viewers]).toContain(read.viewers)
      }),
    )
  })
})

describe('chooseReading', () => {
  const at = (asOf: number | null): DatedCount => ({ viewers: 1, asOf })

  test.each<
    [string, Partial<Parameters<typeof chooseReading>[0]>, ReturnType<typeof chooseReading>]
  >([
    ['nothing to choose from', {}, null],
    ['Mux alone', { mux: at(1) }, 'mux'],
    ['Mux alone, undated', { mux: at(null) }, 'mux'],
    ['the store alone', { store: at(1) }, 'store'],
    ['the fallback alone', { fallback: at(1) }, 'fallback'],
    [
      'an undated fallback is current',
      { mux: at(9), store: at(9), fallback: at(null) },
      'fallback',
    ],
    [
      'an undated fallback over an undated store',
      { store: at(null), fallback: at(null) },
      'fallback',
    ],
    ['an undated store is current', { mux: at(9), store: at(null), fallback: at(9) }, 'store'],
    ['an undated Mux reading is not', { mux: at(null), fallback: at(1) }, 'fallback'],
    ['the newest: Mux', { mux: at(3), store: at(2), fallback: at(1) }, 'mux'],
    ['the newest: the store', { mux: at(1), store: at(3), fallback: at(2) }, 'store'],
    ['the newest: the fallback', { mux: at(1), store: at(2), fallback: at(3) }, 'fallback'],
    ['a tie of all', { mux: at(2), store: at(2), fallback: at(2) }, 'mux'],
    ['a tie with the store', { mux: at(2), store: at(2) }, 'mux'],
    ['a tie with the fallback', { mux: at(2), fallback: at(2) }, 'mux'],
    ['before 1970', { mux: at(-5), fallback: at(-9) }, 'mux'],
  ])('%s', (_, candidates, chosen) => {
    expect(chooseReading({ mux: null, store: null, fallback: null, ...candidates })).toBe(chosen)
  })

  test('chooses something whenever there is something, and nothing newer is passed over', () => {
    const counts = fc.option(
      fc.record({ viewers: fc.nat(), asOf: fc.option(fc.integer({ min: -3, max: 3 })) }),
    )
    fc.assert(
      fc.property(fc.record({ mux: counts, store: counts, fallback: counts }), (candidates) => {
        const chosen = chooseReading(candidates)
        const there = Object.values(candidates).filter((count) => count !== null)
        const winner = chosen === null ? undefined : candidates[chosen]
        expect(there.length === 0 ? [undefined] : there).toContain(winner)
        const newest = winner?.asOf ?? Number.POSITIVE_INFINITY
        for (const { asOf } of there) expect(asOf ?? newest).toBeLessThanOrEqual(newest)
      }),
    )
  })
})

test.each([
  [0, true],
  [1, true],
  [1.5, true],
  [-1, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
  ['1', false],
  [1n, false],
  [null, false],
  [undefined, false],
])('isCount(%s) is %s', (value, is) => {
  expect(isCount(value)).toBe(is)
})

test.each([
  [NOON, NOON_MS],
  ['2026-01-01T13:00:00+01:00', NOON_MS],
  [new Date(NOON), NOON_MS],
  ['', null],
  ['yesterday', null],
  [new Date(Number.NaN), null],
  [null, null],
  [undefined, null],
])('readTime(%s)', (value, time) => {
  expect(readTime(value)).toBe(time)
})
