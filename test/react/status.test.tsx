import { onlineManager } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps, type ViewerSnapshot } from '../../src'
import { createFakeFetcher, mux, never, pass, seen, show, soon, setUpPage } from './page'

const page = setUpPage()

/** A badge whose fetcher gives this answer, or does this. */
async function showAnswer(answer: unknown, props: Partial<ViewerCountProps> = {}) {
  const fake = createFakeFetcher(typeof answer === 'function' ? () => answer() : () => answer)
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} {...more} />
  )
  const result = await show(page.client, element())
  return { ...result, fake, element }
}

const down = () => Promise.reject(new Error('down'))
const old = (viewers: number, asOf?: string) =>
  mux('A', viewers, { ageMs: 90_000, ...(asOf === undefined ? {} : { asOf }) })

const NINE = '2026-01-02T09:00:00Z'
const TEN = '2026-01-02T10:00:00Z'

const ENDED = {
  id: 'b',
  startedAt: NINE,
  endedAt: TEN,
  peak: 9,
  peakAt: NINE,
  average: 5,
  last: 4,
  viewerSeconds: 300,
  coveredSeconds: 60,
}

describe('every row of the table, as it is seen and heard', () => {
  it.each<[string, string, string, string, unknown, Partial<ViewerCountProps>?]>([
    ['told not live', '👁 0', '0 viewers, not live', 'idle', never, { isStreaming: false }],
    ['no stream', '👁 –', 'Viewer count not available', 'unknown', never, { streamId: null }],
    [
      'the server says idle',
      '👁 0',
      '0 viewers, not live',
      'idle',
      mux('A', 0, { source: null, stream: 'idle' }),
    ],
    [
      'the server says ended',
      '👁 0',
      '0 viewers, ended',
      'ended',
      mux('A', 0, { source: null, stream: 'ended' }),
    ],
    [
      'told not live, after a broadcast that has ended',
      '👁 0',
      '0 viewers, ended',
      'ended',
      never,
      { isStreaming: false, initialSnapshot: mux('A', 7, { broadcast: ENDED }) },
    ],
    [
      'told not live, while the last broadcast still runs',
      '👁 0',
      '0 viewers, not live',
      'idle',
      never,
      {
        isStreaming: false,
        initialSnapshot: mux('A', 7, { broadcast: { ...ENDED, endedAt: null } }),
      },
    ],
    [
      'told live, and the server says ended',
      '👁 7 ●',
      '7 viewers watching now, real-time from Mux',
      'fresh',
      mux('A', 7, { stream: 'ended' }),
      { isStreaming: true },
    ],
    [
      'fresh from Mux',
      '👁 247 ●',
      '247 viewers watching now, real-time from Mux',
      'fresh',
      mux('A', 247),
    ],
    ['one', '👁 1 ●', '1 viewer watching now, real-time from Mux', 'fresh', mux('A', 1)],
    [
      'a counted zero',
      '👁 0 ●',
      '0 viewers watching now, real-time from Mux',
      'fresh',
      mux('A', 0, { stream: 'active' }),
    ],
    [
      'a zero nobody has confirmed',
      '👁 0 ○',
      '0 viewers watching now, real-time from Mux, not confirmed',
      'fresh',
      mux('A', 0, { verified: false }),
    ],
    [
      'reconnecting',
      '👁 7 ●',
      '7 viewers watching now, real-time from Mux, reconnecting',
      'fresh',
      mux('A', 7, { stream: 'reconnecting' }),
    ],
    [
      'playbacks',
      '👁 7 ●',
      '7 playbacks running now, real-time from Mux',
      'fresh',
      mux('A', 7, { unit: 'playbacks' }),
    ],
    ['an old reading', '👁 7 ○', '7 viewers, last known from Mux', 'stale', old(7)],
    [
      'an error and your own number',
      '👁 5',
      '5 viewers, from your database',
      'fallback',
      down,
      { fallback: 5 },
    ],
    [
      "an old reading and the store's newer one",
      '👁 6',
      '6 viewers, from your database',
      'fallback',
      mux('A', 6, { source: 'fallback', via: 'store' }),
    ],
    [
      'nothing yet, and your own number',
      '👁 5',
      '5 viewers, from your database',
      'fallback',
      never,
      { fallback: 5 },
    ],
    ['nothing yet', '👁 –', 'Loading the viewer count', 'loading', never],
    ['an error', '👁 –', 'Viewer count not available', 'unknown', down],
    ['an answer without a number', '👁 –', 'Viewer count not available', 'unknown', mux('A', null)],
    [
      'told live, an idle answer of nobody',
      '👁 0',
      '0 viewers, from your database',
      'fallback',
      mux('A', 0, { source: null, stream: 'idle' }),
      { isStreaming: true, fallback: 0 },
    ],
  ])('%s: %s', async (_name, text, name, status, answer, props) => {
    await showAnswer(answer, props)
    expect(seen()).toEqual({ text, name, status })
  })
})

describe('which fallback wins', () => {
  it.each<[string, string, ViewerCountProps['fallback'], ViewerSnapshot]>([
    ['an undated number over an old reading', '👁 5', 5, old(7, TEN)],
    ['a newer one', '👁 5', { viewers: 5, asOf: TEN }, old(7, NINE)],
    ['not an older one', '👁 7 ○', { viewers: 5, asOf: NINE }, old(7, TEN)],
    ['not one of the same moment', '👁 7 ○', { viewers: 5, asOf: TEN }, old(7, TEN)],
    ['a Date', '👁 5', { viewers: 5, asOf: new Date(TEN) }, old(7, NINE)],
    ['what a function gives', '👁 8', ({ lastViewers }) => (lastViewers ?? 0) + 1, old(7, TEN)],
    ['never over a fresh reading', '👁 7 ●', 5, mux('A', 7)],
    ['null is none', '👁 7 ○', null, old(7)],
    ['NaN is none', '👁 7 ○', Number.NaN, old(7)],
    ['negative is none', '👁 7 ○', -1, old(7)],
    ['Infinity is none', '👁 7 ○', { viewers: Infinity }, old(7)],
    ['a string is none', '👁 7 ○', '5' as unknown as number, old(7)],
    ['a promise is none', '👁 7 ○', (async () => 5) as unknown as () => number, old(7)],
    [
      'one that throws is none',
      '👁 7 ○',
      () => {
        throw new Error('no database')
      },
      old(7),
    ],
  ])('%s: %s', async (_name, text, fallback, answer) => {
    await showAnswer(answer, { fallback })
    expect(seen().text).toBe(text)
  })

  it('follows the number as the app changes it', async () => {
    const { update, element } = await showAnswer(down, { fallback: 5 })
    await update(element({ fallback: 6 }))
    expect(seen().text).toBe('👁 6')
    await update(element({ fallback: null }))
    expect(seen().text).toBe('👁 –')
  })

  it('tells a function what is known', async () => {
    const fallback = vi.fn(() => null)
    await showAnswer(old(7, TEN), { fallback })
    expect(fallback).toHaveBeenCalledWith({ streamId: 'A', lastViewers: null, lastAsOf: null })
    expect(fallback).toHaveBeenLastCalledWith({ streamId: 'A', lastViewers: 7, lastAsOf: TEN })
  })

  it('never shows beside a told end', async () => {
    await showAnswer(never, { isStreaming: false, fallback: 5 })
    expect(seen()).toMatchObject({ text: '👁 0', status: 'idle' })
  })
})

describe('offline', () => {
  it.each<[string, string, string, Partial<ViewerCountProps>]>([
    ['nothing is known', '👁 –', 'unknown', {}],
    ['your own number', '👁 5', 'fallback', { fallback: 5 }],
    [
      'what the page came with, while it is fresh',
      '👁 7 ●',
      'fresh',
      { initialSnapshot: mux('A', 7, { ageMs: 0 }) },
    ],
    [
      'what the page came with, when it is not',
      '👁 7 ○',
      'stale',
      { initialSnapshot: mux('A', 7, { ageMs: 90_000 }) },
    ],
    ['told not live', '👁 0', 'idle', { isStreaming: false }],
  ])('%s: %s', async (_name, text, status, props) => {
    onlineManager.setOnline(false)
    await showAnswer(never, props)
    expect(seen()).toMatchObject({ text, status })
  })
})

it('the word of a server that asks for no timer holds', async () => {
  const { fake } = await showAnswer(
    mux('A', 0, { source: null, stream: 'ended', pollAfterMs: null, broadcast: ENDED }),
  )
  await pass(86_400_000)
  expect(seen()).toMatchObject({ text: '👁 0', status: 'ended' })
  expect(fake.requests).toHaveLength(1)
})

it('a zero is green once it is confirmed', async () => {
  const { fake } = await showAnswer(mux('A', 0, { verified: false }))
  expect(seen().text).toBe('👁 0 ○')
  fake.answer = () => mux('A', 0, { verified: true })
  await pass(30_000)
  expect(seen().text).toBe('👁 0 ●')
})

describe('told not live', () => {
  const live = (stream: ViewerSnapshot['stream']) => mux('A', 7, { stream: stream! })

  it.each<[string, 'idle' | 'ended', ViewerSnapshot[], boolean | undefined]>([
    ['never seen live', 'idle', [], undefined],
    ['told live before', 'ended', [], true],
    ['seen live by the server', 'ended', [live('active')], undefined],
    ['seen live, then idle', 'ended', [live('active'), live('idle')], undefined],
    ['ended by the server', 'ended', [live('ended')], undefined],
    ['only ever idle', 'idle', [live('idle')], undefined],
  ])('%s: %s', async (_name, status, answers, isStreaming) => {
    const { fake, element, update } = await showAnswer(never, { isStreaming: false })
    for (const answer of answers) {
      fake.answer = () => answer
      await update(element({ isStreaming: undefined }))
      await pass(60_000)
    }
    await update(element({ isStreaming }))
    await update(element({ isStreaming: false }))
    expect(seen()).toMatchObject({ text: '👁 0', status })
  })

  it('another stream is not ended because this one is', async () => {
    const { element, update } = await showAnswer(never, { isStreaming: true })
    await update(element({ isStreaming: false }))
    expect(seen().status).toBe('ended')
    await update(element({ streamId: 'B', isStreaming: false }))
    expect(seen().status).toBe('idle')
  })
})

it('recovers from anything without a reload', async () => {
  const { fake } = await showAnswer(down, { fallback: 5, isStreaming: true })
  const texts: string[] = []
  const answers = [mux('A', 7), null, mux('A', 0), 'text', mux('A', 9)]
  for (const answer of answers) {
    fake.answer = () => answer
    await pass(30_000)
    await soon()
    texts.push(seen().text)
  }
  expect(texts).toEqual(['👁 7 ●', '👁 7 ●', '👁 0 ●', '👁 0 ●', '👁 9 ●'])
})
