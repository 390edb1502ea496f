import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCounting } from '../../src/core/createCounting'
import { describeViewers, type Described } from '../../src/core/describeViewers'
import { ENGLISH, type ViewerLabels } from '../../src/core/labels'

const FRESH: Described = {
  count: 247,
  isPeople: true,
  said: 'fresh',
  isConfirmed: true,
  isReconnecting: false,
}

const describeWith = (
  given: Partial<Described>,
  labels: Partial<ViewerLabels> = {},
  locale = 'en',
): string =>
  describeViewers(
    { ...FRESH, ...given },
    (key) => labels[key] ?? ENGLISH[key],
    createCounting(locale),
  )

describe('in English', () => {
  test.each<[Partial<Described>, string]>([
    [{}, '247 viewers watching now, real-time from Mux'],
    [{ count: 1 }, '1 viewer watching now, real-time from Mux'],
    [{ count: 0 }, '0 viewers watching now, real-time from Mux'],
    [{ count: 1_234_567 }, '1,234,567 viewers watching now, real-time from Mux'],
    [{ isPeople: false }, '247 playbacks running now, real-time from Mux'],
    [{ isPeople: false, count: 1 }, '1 playback running now, real-time from Mux'],
    [{ count: 0, isConfirmed: false }, '0 viewers watching now, real-time from Mux, not confirmed'],
    [{ isReconnecting: true }, '247 viewers watching now, real-time from Mux, reconnecting'],
    [
      { count: 0, isConfirmed: false, isReconnecting: true },
      '0 viewers watching now, real-time from Mux, not confirmed, reconnecting',
    ],
    [{ said: 'stale' }, '247 viewers, last known from Mux'],
    [{ said: 'stale', isPeople: false }, '247 playbacks, last known from Mux'],
    [{ said: 'stale', isConfirmed: false }, '247 viewers, last known from Mux'],
    [{ said: 'stale', isReconnecting: true }, '247 viewers, last known from Mux'],
    [{ said: 'fallback' }, '247 viewers, from your database'],
    [{ said: 'fallback', count: 1 }, '1 viewer, from your database'],
    [{ said: 'idle', count: 0 }, '0 viewers, not live'],
    [{ said: 'ended', count: 0 }, '0 viewers, ended'],
    [{ said: 'ended', count: 0, isPeople: false }, '0 playbacks, ended'],
    [{ said: 'final' }, '247 viewers at the end'],
    [{ said: 'final', count: 1 }, '1 viewer at the end'],
    [{ said: 'loading', count: null }, 'Loading the viewer count'],
    [{ said: 'unknown', count: null }, 'Viewer count not available'],
  ])('%o: %s', (given, text) => {
    expect(describeWith(given)).toBe(text)
  })

  test.each(['fresh', 'stale', 'fallback'] as const)(
    'a number that is asked for and was not counted, beside one that is %s',
    (said) => {
      expect(describeWith({ said, count: null, isPeople: false })).toBe('Playbacks not counted')
    },
  )

  test.each<[number, string]>([
    [1.4, '1 viewer,'],
    [0.6, '1 viewer,'],
    [1.5, '2 viewers,'],
  ])('%s is told like the number it is rounded to', (count, start) => {
    expect(describeWith({ said: 'fallback', count })).toMatch(new RegExp(`^${start}`))
  })

  test.each([
    ['ja', 1, '1 viewer '],
    ['fr', 0, '0 viewers '],
    ['zh', 1, '1 viewer '],
  ])('also where the numbers are in %s, which counts otherwise', (locale, count, start) => {
    expect(describeWith({ count }, {}, locale)).toMatch(new RegExp(`^${start}`))
  })
})

describe('in other words', () => {
  const arabic: Partial<ViewerLabels> = {
    watching: {
      zero: 'لا أحد',
      one: 'مشاهد واحد',
      two: 'مشاهدان',
      few: '{count} مشاهدين',
      many: '{count} مشاهدًا',
      other: '{count} مشاهد',
    },
    fresh: '{viewers} الآن',
  }

  test.each([
    [0, 'لا أحد الآن'],
    [1, 'مشاهد واحد الآن'],
    [2, 'مشاهدان الآن'],
    [3, '3 مشاهدين الآن'],
    [11, '11 مشاهدًا الآن'],
    [100, '100 مشاهد الآن'],
  ])('Arabic has six forms: %s', (count, text) => {
    expect(describeWith({ count }, arabic, 'ar-u-nu-latn')).toBe(text)
  })

  test('one string serves all numbers', () => {
    const labels = { watching: '視聴者{count}人', fresh: '{viewers}（Mux）' }
    expect(describeWith({ count: 1 }, labels, 'ja')).toBe('視聴者1人（Mux）')
  })

  test('the words for other numbers stand in for a plural form that is left out', () => {
    expect(describeWith({ count: 1 }, { watching: { other: 'Zuschauer: {count}' } }, 'de')).toBe(
      'Zuschauer: 1, real-time from Mux',
    )
  })

  test.each<[string, Partial<ViewerLabels>, Partial<Described>, string]>([
    ['the number alone', { fresh: '{count}!' }, {}, '247!'],
    ['the number twice', { watching: '{count} of {count}' }, {}, '247 of 247, real-time from Mux'],
    ['no number', { fresh: 'Live' }, {}, 'Live'],
    ['the number last', { unconfirmed: 'Perhaps {count}' }, { isConfirmed: false }, 'Perhaps 247'],
    [
      'the phrase again',
      { reconnecting: '{viewers} (wait)' },
      { isReconnecting: true },
      '247 viewers watching now (wait)',
    ],
    ['what stands for nothing', { fresh: '{number} {constructor}' }, {}, '{number} {constructor}'],
  ])('a template may use %s', (_name, labels, given, text) => {
    expect(describeWith(given, labels)).toBe(text)
  })
})

describe('any template', () => {
  // Pieces that mean something to String.replace, to templates, or to nobody.
  const pieces = fc.constantFrom(
    ...['$&', '$1', '$$', '$`', "$'", '{', '}', '{}', '{constructor}', '{Count}', '\\', 'x', ' '],
    ...['{count}', '{viewers}', '{text}'],
  )
  const templates = fc.array(pieces, { maxLength: 6 })
  const write = (template: string[], words: Record<string, string>): string =>
    template.map((piece) => words[piece] ?? piece).join('')

  test('is filled in as it is written', () => {
    fc.assert(
      fc.property(templates, templates, templates, fc.nat(), (phrase, fresh, added, number) => {
        const count = number.toLocaleString('en')
        const viewers = write(phrase, { '{count}': count })
        const text = write(fresh, { '{count}': count, '{viewers}': viewers })
        const all = write(added, { '{count}': count, '{viewers}': viewers, '{text}': text })
        expect(
          describeWith(
            { count: number, isReconnecting: true },
            { watching: phrase.join(''), fresh: fresh.join(''), reconnecting: added.join('') },
          ),
        ).toBe(all)
      }),
    )
  })
})
