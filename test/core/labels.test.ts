import { describe, expect, test } from 'vitest'
import { createCounting } from '../../src/core/createCounting'
import { describeViewers, type Described } from '../../src/core/describeViewers'
import { formatViewers } from '../../src/core/formatViewers'
import { ENGLISH, type PluralLabel } from '../../src/core/labels'

const LOCALES =
  'ar ar-EG bn cs da de el en en-IN es fa fi fr ga he hi hu id it ja ko lt nl pl pt-BR ru sl sv th tr uk vi zh-Hans zh-TW'.split(
    ' ',
  )
const NUMBERED = ['fresh', 'stale', 'fallback', 'idle', 'ended', 'final'] as const

/** What is said where the badge's own words meet this locale's numbers. */
function say(locale: string, given: Partial<Described>): string {
  return describeViewers(
    {
      count: 0,
      isPeople: true,
      said: 'fresh',
      isConfirmed: true,
      isReconnecting: false,
      ...given,
    },
    (key) => ENGLISH[key],
    createCounting(locale),
  )
}

describe.each(LOCALES)('numbers in %s', (locale) => {
  test('are in every text that is about a number, exact, and nothing is left to fill in', () => {
    for (const said of NUMBERED) {
      for (const isPeople of [true, false]) {
        for (const count of [0, 1, 2, 3, 7, 11, 247, 12_345_678]) {
          const text = say(locale, { said, isPeople, count, isConfirmed: false })
          expect(text.startsWith(`${formatViewers(count, { locale })} `)).toBe(true)
          expect(text).not.toMatch(/[{}]|undefined|null/)
        }
      }
    }
  })
})

describe('the words', () => {
  test('differ wherever the situation does, so that a colour is never needed', () => {
    const texts = [true, false].flatMap((isPeople) => [
      ...NUMBERED.map((said) => say('en', { said, isPeople })),
      say('en', { isPeople, isConfirmed: false }),
      say('en', { isPeople, isReconnecting: true }),
    ])
    texts.push(say('en', { count: null, said: 'loading' }))
    texts.push(say('en', { count: null, said: 'unknown' }))
    texts.push(say('en', { count: null, said: 'fresh', isPeople: false }))
    expect(new Set(texts).size).toBe(texts.length)
  })

  test('say the passport of the number first asked for', () => {
    expect(say('en', { count: 247 })).toBe('247 viewers watching now, real-time from Mux')
  })

  test('use each template only for what it is about', () => {
    const parts = (label: PluralLabel): string[] =>
      typeof label === 'string' ? [label] : Object.values(label)
    const used = Object.entries(ENGLISH).map(([key, label]: [string, PluralLabel]) => [
      key,
      [...new Set(parts(label).flatMap((part) => part.match(/\{\w+\}/g) ?? []))].join(' '),
    ])
    expect(Object.fromEntries(used)).toEqual({
      watching: '{count}',
      playing: '{count}',
      viewers: '{count}',
      views: '{count}',
      fresh: '{viewers}',
      stale: '{viewers}',
      fallback: '{viewers}',
      idle: '{viewers}',
      ended: '{viewers}',
      final: '{viewers}',
      loading: '',
      unknown: '',
      uncounted: '',
      unconfirmed: '{text}',
      reconnecting: '{text}',
      dated: '{text} {when}',
    })
  })
})
