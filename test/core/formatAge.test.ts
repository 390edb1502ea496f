import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAge } from '../../src/core/formatAge'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('formatAge', () => {
  test.each([
    [0, 'now'],
    [999, 'now'],
    [SECOND, '1 second ago'],
    [12 * SECOND, '12 seconds ago'],
    [MINUTE - 1, '59 seconds ago'],
    [MINUTE, '1 minute ago'],
    [2 * MINUTE - 1, '1 minute ago'],
    [HOUR - 1, '59 minutes ago'],
    [HOUR, '1 hour ago'],
    [DAY - 1, '23 hours ago'],
    [DAY, 'yesterday'],
    [9 * DAY, '9 days ago'],
    [400 * DAY, '400 days ago'],
  ])('%s ms is %s', (ageMs, text) => {
    expect(formatAge(ageMs, 'en')).toBe(text)
  })

  test.each([
    ['de', 'vor 12 Sekunden'],
    ['ja', '12 秒前'],
    ['hi', '12 सेकंड पहले'],
    ['ar-u-nu-latn', 'قبل 12 ثانية'],
    ['ar-EG', 'قبل ١٢ ثانية'],
  ])('in %s it is %s', (locale, text) => {
    expect(formatAge(12 * SECOND, locale)).toBe(text)
  })

  test.each([Number.NaN, Infinity])('an age of %s is not told', (ageMs) => {
    expect(formatAge(ageMs, 'en')).toBe('')
  })

  test('is never in the future, and grows', () => {
    const units = ['second', 'minute', 'hour', 'day']
    const rank = (text: string): number => {
      if (text === 'now') return 0
      const [, number, unit] = /^(\d+) (second|minute|hour|day)s? ago$/.exec(
        text.replace('yesterday', '1 day ago'),
      )!
      return Number(number) * 1_000 ** (units.indexOf(unit!) + 1)
    }
    const ages = fc.integer({ min: 0, max: 900 * DAY })
    fc.assert(
      fc.property(ages, ages, (one, other) => {
        const [younger, older] = one < other ? [one, other] : [other, one]
        expect(rank(formatAge(younger, 'en'))).toBeLessThanOrEqual(rank(formatAge(older, 'en')))
      }),
    )
  })
})
