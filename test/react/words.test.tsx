import { fireEvent, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import {
  MuxViewersProvider,
  ViewerCount,
  type MuxViewersProviderProps,
  type ViewerCountProps,
  type ViewerLabels,
} from '../../src'
import { createCounting } from '../../src/core/createCounting'
import { badge, createFakeFetcher, mux, never, pass, seen, setUpPage, show } from './page'

const page = setUpPage()

const showBadge = async (
  answer: unknown,
  props: Partial<ViewerCountProps> = {},
  around: (inner: ReactElement) => ReactElement = (inner) => inner,
) => {
  const { fetcher } = createFakeFetcher(() => answer)
  return show(page.client, around(<ViewerCount streamId="A" fetcher={fetcher} {...props} />))
}
const provided =
  (...settings: MuxViewersProviderProps[]) =>
  (inner: ReactElement): ReactElement =>
    settings.reduceRight(
      (children, one) => <MuxViewersProvider {...one}>{children}</MuxViewersProvider>,
      inner,
    )
const tooltip = () => {
  fireEvent.pointerEnter(badge())
  return screen.getByRole('tooltip', { hidden: true }).textContent
}

const GERMAN: ViewerLabels = {
  watching: { one: '{count} Person sieht zu', other: '{count} Personen sehen zu' },
  playing: { one: '{count} Wiedergabe läuft', other: '{count} Wiedergaben laufen' },
  viewers: { one: '{count} Person', other: '{count} Personen' },
  views: { one: '{count} Wiedergabe', other: '{count} Wiedergaben' },
  fresh: '{viewers}, in Echtzeit von Mux',
  stale: '{viewers}, zuletzt von Mux',
  fallback: '{viewers}, aus der Datenbank',
  idle: '{viewers}, nicht auf Sendung',
  ended: '{viewers}, beendet',
  final: '{viewers} am Ende',
  loading: 'Die Zahl wird geladen',
  unknown: 'Die Zahl ist nicht verfügbar',
  uncounted: 'Wiedergaben sind nicht gezählt',
  unconfirmed: '{text} (unbestätigt)',
  reconnecting: '{text} (Verbindung wird gesucht)',
  dated: '{text} – {when}',
}

describe('numbers', () => {
  it.each<[string, Partial<ViewerCountProps>, number, string, string]>([
    ['English', {}, 1_234_567, '1,234,567', '1,234,567'],
    ['English, short', { notation: 'compact' }, 1_234, '1.2K', '1,234'],
    ['a round thousand', { notation: 'compact' }, 1_000, '1K', '1,000'],
    ['nearly a million', { notation: 'compact' }, 999_950, '1M', '999,950'],
    ['too small to be shortened', { notation: 'compact' }, 999, '999', '999'],
    ['German', { locale: 'de' }, 1_234, '1.234', '1.234'],
    ['Hindi', { locale: 'hi' }, 1_234_567, '12,34,567', '12,34,567'],
    ['Hindi, short', { locale: 'hi', notation: 'compact' }, 1_234_567, '12.3 लाख', '12,34,567'],
    ['Japanese, short', { locale: 'ja', notation: 'compact' }, 123_456, '12.3万', '123,456'],
    ['Arabic, in Egypt', { locale: 'ar-EG' }, 1_234, '١٬٢٣٤', '١٬٢٣٤'],
  ])('%s', async (_name, props, viewers, face, exact) => {
    await showBadge(mux('A', viewers), props)
    expect(seen().text.replace('\u00A0', ' ')).toBe(`👁 ${face} ●`)
    expect(seen().name).toBe(`${exact} viewers watching now, real-time from Mux`)
  })
})

describe('words', () => {
  const cases: [string, string, unknown, Partial<ViewerCountProps>?][] = [
    ['fresh', '2 Personen sehen zu, in Echtzeit von Mux – jetzt', mux('A', 2)],
    ['one', '1 Person sieht zu, in Echtzeit von Mux – jetzt', mux('A', 1)],
    [
      'playbacks',
      '1 Wiedergabe läuft, in Echtzeit von Mux – jetzt',
      mux('A', 1, { unit: 'playbacks' }),
    ],
    [
      'unconfirmed',
      '0 Personen sehen zu, in Echtzeit von Mux (unbestätigt) – jetzt',
      mux('A', 0, { verified: false }),
    ],
    [
      'reconnecting',
      '2 Personen sehen zu, in Echtzeit von Mux (Verbindung wird gesucht) – jetzt',
      mux('A', 2, { stream: 'reconnecting' }),
    ],
    ['stale', '2 Personen, zuletzt von Mux – vor 1 Minute', mux('A', 2, { ageMs: 90_000 })],
    ['fallback', '5 Personen, aus der Datenbank', mux('A', null), { fallback: 5 }],
    [
      "the store's playbacks",
      '1 Wiedergabe, aus der Datenbank',
      mux('A', 1, { unit: 'playbacks', source: 'fallback' }),
    ],
    ['idle', '0 Personen, nicht auf Sendung', mux('A', 0, { stream: 'idle' })],
    ['ended', '0 Personen, beendet', mux('A', 0, { stream: 'ended' })],
    ['loading', 'Die Zahl wird geladen', never()],
    ['unknown', 'Die Zahl ist nicht verfügbar', mux('A', null)],
    ['uncounted', 'Wiedergaben sind nicht gezählt', mux('A', 2), { metric: 'views' }],
  ]

  it.each(cases)('each can be replaced: %s', async (_name, text, answer, props) => {
    await showBadge(answer, { locale: 'de', labels: GERMAN, ...props })
    expect(tooltip()).toBe(text)
    expect(text.startsWith(seen().name!)).toBe(true)
  })

  it('the badge says its own, then what it was provided with, then English', async () => {
    await showBadge(
      mux('A', 2),
      { labels: { watching: '{count} own' } },
      provided(
        { labels: { watching: 'outer', fresh: '{viewers} outer', dated: '{text}; {when}' } },
        { labels: { watching: 'inner', fresh: '{viewers} inner' } },
      ),
    )
    expect(tooltip()).toBe('2 own inner; now')
    expect(screen.getByRole('img')).toHaveAccessibleName('2 own inner')
  })

  it('a label that is undefined is none', async () => {
    const labels = { fresh: undefined, watching: undefined } as unknown as Partial<ViewerLabels>
    await showBadge(mux('A', 2), { labels }, provided({ labels: { fresh: '{viewers}!' } }))
    expect(seen().name).toBe('2 viewers watching now!')
  })

  it.each([
    [0, 'no one'],
    [1, 'one'],
    [2, 'a pair'],
    [3, 'few: 3'],
    [11, 'many: 11'],
    [100, 'other: 100'],
  ])('are as many as the language has forms, Arabic six: %s', async (viewers, name) => {
    const watching = {
      zero: 'no one',
      one: 'one',
      two: 'a pair',
      few: 'few: {count}',
      many: 'many: {count}',
      other: 'other: {count}',
    }
    const labels = { watching, fresh: '{viewers}' }
    await showBadge(mux('A', viewers), { locale: 'ar-u-nu-latn', labels })
    expect(seen().name).toBe(name)
  })

  it('may hold what a program would trip over', async () => {
    await showBadge(mux('A', 2), { labels: { fresh: "$& $1 $' {x} {viewers} {" } })
    expect(seen().name).toBe("$& $1 $' {x} 2 viewers watching now {")
  })
})

describe('the locale', () => {
  it("is the badge's, else what it was provided with, else English", async () => {
    const { fetcher } = createFakeFetcher((id) => mux(id, 1_234))
    const two = (
      <>
        <ViewerCount streamId="A" fetcher={fetcher} />
        <ViewerCount streamId="A" fetcher={fetcher} locale="hi" />
      </>
    )
    await show(page.client, <MuxViewersProvider locale="de">{two}</MuxViewersProvider>)
    const faces = screen.getAllByRole('img').map((one) => one.textContent)
    expect(faces).toEqual(['👁 1.234 ●', '👁 1,234 ●'])
  })

  it.each(['', 'not a locale', 'en_US', 'x', '💥', 'de-', null as unknown as string])(
    '%j is none: English, and nothing is thrown',
    async (locale) => {
      await showBadge(mux('A', 1_234), { locale, age: true })
      expect(seen().text).toBe('👁 1,234 ● now')
      expect(tooltip()).toBe('1,234 viewers watching now, real-time from Mux, now')
    },
  )

  it('that no engine knows is English, whatever the language of the machine', () => {
    expect(createCounting('xx').locale).toBe('en')
    expect(createCounting('qaa-Latn').locale).toBe('en')
    expect(createCounting('de-AT').locale).toBe('de-AT')
    expect(createCounting('ar-u-nu-latn').locale).toBe('ar-u-nu-latn')
  })
})

it.each<[string, object, string]>([
  ['a plural without its other form', { watching: { one: 'one' } }, '7 viewers watching now'],
  [
    'forms where a text is asked for',
    { fresh: { one: '{viewers}', other: '' } },
    '7 viewers watching now',
  ],
  ['numbers for forms', { watching: { one: 1, other: 7 } }, '7 viewers watching now'],
  ['a number for one form', { watching: { one: 1, other: '{count}' } }, '7, real-time'],
  ['a number for a text', { fresh: 7 }, 'real-time from Mux'],
  ['nothing', { watching: null, fresh: undefined }, '7 viewers watching now, real-time from Mux'],
])('a wrong label of a translation breaks nothing: %s', async (_name, labels, name) => {
  await showBadge(mux('A', 7), { labels })
  expect(seen()).toMatchObject({ text: '👁 7 ●', name: expect.stringContaining(name) })
})

it('a label that is undefined lets the outer provider’s stand', async () => {
  const around = provided(
    { labels: { fresh: '{viewers}!' } },
    { labels: { fresh: undefined } as object },
  )
  await showBadge(mux('A', 7), {}, around)
  expect(seen().name).toBe('7 viewers watching now!')
})

it('a date that cannot be read is not said', async () => {
  await showBadge(never, { initialSnapshot: mux('A', 3, { asOf: 'soon' }) })
  expect(tooltip()).toBe('3 viewers, last known from Mux')
})

it('half a viewer is rounded in the short notation too', async () => {
  await showBadge(never, { fallback: 3.6, notation: 'compact' })
  expect(seen().text).toBe('👁 4')
})

it('a tooltip that is held open counts the age on, as the badge does beside it', async () => {
  await showBadge(mux('A', 7), { age: true })
  tooltip()
  await pass(20_000)
  const said = screen.getByRole('tooltip', { hidden: true }).textContent
  expect(said).toBe('7 viewers watching now, real-time from Mux, 20 seconds ago')
  expect(badge()).toHaveTextContent('👁 7 ● 20 seconds ago')
})
