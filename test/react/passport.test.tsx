import { describe, expect, it } from 'vitest'
import type { UseMuxViewersOptions, ViewerSnapshot } from '../../src'
import { createFakeFetcher, mux, never, pass, showHook, soon, setUpPage } from './page'

const page = setUpPage()

const NINE = '2026-01-02T09:00:00.000Z'
const TEN = '2026-01-02T10:00:00.000Z'

/** The hook on stream A, whose fetcher gives this answer. */
async function showAnswer(answer: unknown, options: Partial<UseMuxViewersOptions> = {}) {
  const fake = createFakeFetcher(() => answer)
  const given = { streamId: 'A', fetcher: fake.fetcher, ...options }
  const { result, rerender } = await showHook(page.client, given)
  const change = async (more: Partial<UseMuxViewersOptions>): Promise<void> => {
    rerender({ ...given, ...more })
    await soon()
  }
  return { result, change, fake }
}

const old = (viewers: number, more: Partial<ViewerSnapshot> = {}) =>
  mux('A', viewers, { ageMs: 90_000, ...more })
const stored = (viewers: number, more: Partial<ViewerSnapshot> = {}) =>
  mux('A', viewers, { source: 'fallback', via: 'store', ...more })
const own = (viewers: number, more: Partial<ViewerSnapshot> = {}): ViewerSnapshot => ({
  ...{ streamId: 'A', viewers, source: 'fallback' },
  ...more,
})

describe('getSnapshot is the passport of the number shown', () => {
  it.each<[string, string, unknown, UseMuxViewersOptions['fallback'], Partial<ViewerSnapshot>]>([
    ['a fresh reading', 'fresh', mux('A', 7, { asOf: TEN }), 5, mux('A', 7, { asOf: TEN })],
    ['an old reading', 'stale', old(7, { via: 'counts' }), null, mux('A', 7, { via: 'counts' })],
    ['a number of the app', 'fallback', never, 5, own(5)],
    ['a dated one', 'fallback', never, { viewers: 5, asOf: NINE }, own(5, { asOf: NINE })],
    ['a Date', 'fallback', never, { viewers: 5, asOf: new Date(NINE) }, own(5, { asOf: NINE })],
    [
      'one newer than Mux’s',
      'fallback',
      old(7, { asOf: NINE }),
      { viewers: 5, asOf: TEN },
      own(5, { asOf: TEN }),
    ],
    ['the store’s', 'fallback', stored(6, { asOf: TEN }), null, stored(6, { asOf: TEN })],
    [
      'the store’s, newer than the app’s',
      'fallback',
      stored(6, { asOf: TEN }),
      { viewers: 5, asOf: NINE },
      stored(6, { asOf: TEN }),
    ],
    [
      'the app’s, newer than the store’s',
      'fallback',
      stored(6, { asOf: NINE }),
      { viewers: 5, asOf: TEN },
      own(5, { asOf: TEN }),
    ],
    [
      'the app’s, equal to the store’s older one',
      'fallback',
      stored(6, { asOf: NINE }),
      { viewers: 6, asOf: TEN },
      own(6, { asOf: TEN }),
    ],
    [
      'the app’s, beside an answer without a number',
      'fallback',
      mux('A', null, { asOf: TEN }),
      { viewers: 5, asOf: NINE },
      own(5, { asOf: NINE }),
    ],
    [
      'an answer without a number',
      'unknown',
      mux('A', null, { stream: 'active' }),
      null,
      mux('A', null, { stream: 'active' }),
    ],
    [
      'the zero of an idle stream',
      'idle',
      mux('A', 0, { source: null, stream: 'idle' }),
      5,
      mux('A', 0, { source: null, stream: 'idle' }),
    ],
  ])('%s', async (_name, status, answer, fallback, passport) => {
    const given = typeof answer === 'function' ? never() : answer
    const { result } = await showAnswer(given, { fallback })
    expect(result.current.status).toBe(status)
    const { ageMs: _ageMs, ...snapshot } = result.current.getSnapshot()!
    expect(snapshot).toEqual(passport)
    const { viewers, source } = result.current
    expect(snapshot).toMatchObject({ viewers, source })
  })

  it('a told zero, which nobody has counted', async () => {
    const { result, change } = await showAnswer(mux('A', 7), { isStreaming: true })
    await change({ isStreaming: false })
    expect(result.current).toMatchObject({ status: 'ended', viewers: 0 })
    expect(result.current.getSnapshot()).toMatchObject({ streamId: 'A', viewers: 0, source: null })
  })

  it('tells the age as of now, through errors, to the millisecond of the asking', async () => {
    const { result, fake } = await showAnswer(mux('A', 7, { ageMs: 1_000 }))
    fake.answer = () => Promise.reject(new Error('down'))
    await pass(100_000)
    expect(result.current).toMatchObject({ status: 'stale', error: { code: 'unavailable' } })
    const ages = [result.current.getSnapshot()!.ageMs!]
    await pass(10)
    ages.push(result.current.getSnapshot()!.ageMs!)
    expect(ages[0]! - 101_000).toBeLessThan(20)
    expect(ages[1]! - ages[0]!).toBe(10)
  })

  it('is null where there is nothing to tell', async () => {
    const { result, change } = await showAnswer(never())
    expect(result.current.getSnapshot()).toBeNull()
    await change({ streamId: null })
    expect(result.current.getSnapshot()).toBeNull()
  })

  it('tells what the app says now', async () => {
    const { result, change } = await showAnswer(never(), { fallback: 5 })
    await change({ fallback: { viewers: 6, asOf: NINE } })
    expect(result.current.getSnapshot()).toEqual(own(6, { asOf: NINE }))
  })

  it('can be read by who holds it since the first render', async () => {
    const { result, fake } = await showAnswer(mux('A', 7))
    const { getSnapshot } = result.current
    fake.answer = () => mux('A', 8)
    await pass(30_000)
    expect(result.current.getSnapshot).toBe(getSnapshot)
    expect(getSnapshot()?.viewers).toBe(8)
  })
})
