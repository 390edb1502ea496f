import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isFallbackChosen,
  readFallback,
  readTime,
  type DatedCount,
  type Fallback,
  type FallbackAbout,
} from '../../src/core/fallback'
import { isCount } from '../../src/core/isCount'

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
    ['a number', 31, { viewers: 31, asOf: Infinity }],
    ['0', 0, { viewers: 0, asOf: Infinity }],
    ['none', null, null],
    ['nothing', undefined, null],
    ['a number with an ISO date', { viewers: 31, asOf: NOON }, { viewers: 31, asOf: NOON_MS }],
    ['a number with a Date', { viewers: 31, asOf: new Date(NOON) }, { viewers: 31, asOf: NOON_MS }],
    ['a number without a date', { viewers: 31 }, { viewers: 31, asOf: Infinity }],
    ['a date that cannot be read', { viewers: 31, asOf: 'soon' }, { viewers: 31, asOf: Infinity }],
    ['an invalid Date', { viewers: 31, asOf: new Date('soon') }, { viewers: 31, asOf: Infinity }],
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
      { viewers: 31, asOf: Infinity },
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
    ['a function', () => 31, { viewers: 31, asOf: Infinity }],
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

describe('isFallbackChosen', () => {
  const EARLIER = '2026-01-01T11:59:00.000Z'
  const fallback = (asOf: number): DatedCount => ({ viewers: 1, asOf })
  const mux = (asOf?: string) => ({ source: 'mux' as const, ...(asOf !== undefined && { asOf }) })
  const store = (asOf?: string) => ({ ...mux(asOf), source: 'fallback' as const })

  test.each<
    [
      string,
      Parameters<typeof isFallbackChosen>[0],
      Parameters<typeof isFallbackChosen>[1],
      boolean,
    ]
  >([
    ['nothing to choose from', null, null, false],
    ['Mux alone', null, mux(NOON), false],
    ['Mux alone, undated', null, mux(), false],
    ['the store alone', null, store(NOON), false],
    ['the fallback alone', fallback(1), null, true],
    ['an undated fallback alone', fallback(Infinity), null, true],
    ['an undated fallback is current', fallback(Infinity), mux(NOON), true],
    ['an undated fallback over a dated store', fallback(Infinity), store(NOON), true],
    ['an undated fallback over an undated store', fallback(Infinity), store(), true],
    ['an undated fallback over an undated Mux reading', fallback(Infinity), mux(), true],
    ['an undated store is current', fallback(NOON_MS), store(), false],
    ['an undated Mux reading is not', fallback(1), mux(), true],
    ['the newest: Mux', fallback(NOON_MS), mux('2026-01-01T12:01:00.000Z'), false],
    ['the newest: the store', fallback(NOON_MS), store('2026-01-01T12:01:00.000Z'), false],
    ['the newest: the fallback over Mux', fallback(NOON_MS), mux(EARLIER), true],
    ['the newest: the fallback over the store', fallback(NOON_MS), store(EARLIER), true],
    ['a tie with Mux', fallback(NOON_MS), mux(NOON), false],
    ['a tie with the store', fallback(NOON_MS), store(NOON), false],
    ['before 1970', fallback(-9), mux('1969-12-31T23:59:59.995Z'), false],
  ])('%s', (_, own, reading, is) => {
    expect(isFallbackChosen(own, reading)).toBe(is)
  })

  test('nothing newer is passed over', () => {
    const times = fc.integer({ min: -3, max: 3 })
    fc.assert(
      fc.property(times, times, fc.constantFrom('mux', 'fallback'), (own, other, source) => {
        const reading = { source, asOf: new Date(other).toISOString() } as const
        expect(isFallbackChosen(fallback(own), reading)).toBe(own > other)
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
