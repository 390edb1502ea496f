import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatViewers, type FormatViewersOptions } from '../../src/core/formatViewers'

describe('formatViewers', () => {
  test.each<[number | null, FormatViewersOptions, string]>([
    [247, { locale: 'en' }, '247'],
    [1_234, { locale: 'en' }, '1,234'],
    [1_234, { locale: 'de' }, '1.234'],
    [1_234, { locale: ['xx', 'de'] }, '1.234'],
    [12.4, { locale: 'en' }, '12'],
    [1_234, { locale: 'en', notation: 'full' }, '1,234'],
    [999, { locale: 'en', notation: 'compact' }, '999'],
    [1_234, { locale: 'en', notation: 'compact' }, '1.2K'],
    [1_234_567, { locale: 'en', notation: 'compact' }, '1.2M'],
    [0, { locale: 'en' }, '0'],
    [-0, { locale: 'en' }, '0'],
    [null, { locale: 'en' }, '–'],
    [Number.NaN, {}, '–'],
    [Number.POSITIVE_INFINITY, {}, '–'],
    [-1, { locale: 'en' }, '–'],
  ])('%s with %j is %s', (viewers, options, text) => {
    expect(formatViewers(viewers, options)).toBe(text)
  })

  test.each(['', 'not a locale', '💥'])('falls back from the locale %j', (locale) => {
    expect(formatViewers(1_234, { locale })).toBe(new Intl.NumberFormat().format(1_234))
  })

  test("the runtime's own locale, without options", () => {
    expect(formatViewers(1_234)).toBe(new Intl.NumberFormat().format(1_234))
  })

  test('what is not known never reads as a number, and a number never as unknown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.constant(null)), (viewers) => {
        const isKnown = viewers !== null && Number.isFinite(viewers) && viewers >= 0
        expect(/\d/.test(formatViewers(viewers, { locale: 'en' }))).toBe(isKnown)
      }),
    )
  })
})
