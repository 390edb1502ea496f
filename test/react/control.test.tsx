import { QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type Broadcast, type ViewerCountProps } from '../../src'
import { muxViewersOptions } from '../../src/query'
import { badge, createFakeFetcher, mux, never, pass, seen, setUpPage, show } from './page'

const page = setUpPage()

async function showBadge(answer: unknown, props: Partial<ViewerCountProps> = {}) {
  const fake = createFakeFetcher(() => answer)
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} {...more} />
  )
  const result = await show(page.client, element())
  return {
    ...result,
    fake,
    update: (more: Partial<ViewerCountProps>) => result.update(element(more)),
  }
}
const shown = (): string => screen.queryByRole('img')?.textContent ?? 'nothing'
const broadcast: Broadcast = {
  id: 'b',
  startedAt: '2026-01-02T01:00:00Z',
  endedAt: '2026-01-02T02:00:00Z',
  peak: 300,
  peakAt: '2026-01-02T01:30:00Z',
  average: 200,
  last: 123,
  viewerSeconds: 720_000,
  coveredSeconds: 3_600,
}
const idle = mux('A', 0, { source: null, stream: 'idle' })
const ended = mux('A', 0, { source: null, stream: 'ended' })

describe('hideBelow', () => {
  it.each<[number | undefined, unknown, string]>([
    [undefined, mux('A', 0), '👁 0 ●'],
    [undefined, mux('A', null), '👁 –'],
    [0, mux('A', 0), '👁 0 ●'],
    [0, mux('A', null), '👁 –'],
    [0, never(), '👁 –'],
    [1, mux('A', 0), 'nothing'],
    [1, mux('A', 1), '👁 1 ●'],
    [1, mux('A', null), 'nothing'],
    [1, never(), 'nothing'],
    [1, idle, 'nothing'],
    [100, mux('A', 99), 'nothing'],
    [100, mux('A', 100), '👁 100 ●'],
    [100, mux('A', 99, { ageMs: 90_000 }), 'nothing'],
    [100, mux('A', 100, { ageMs: 90_000 }), '👁 100 ○'],
    [Number.NaN, mux('A', 0), '👁 0 ●'],
  ])('%s with %o: %s', async (hideBelow, answer, text) => {
    await showBadge(answer, { hideBelow })
    expect(shown()).toBe(text)
  })

  it('is about the number shown', async () => {
    await showBadge(mux('A', 5, { views: 200 }), { hideBelow: 100, metric: 'views' })
    expect(shown()).toBe('👁 200 ●')
  })

  it('hides with everything that belongs to the badge, and brings it back', async () => {
    const { fake, container } = await showBadge(mux('A', 100), {
      hideBelow: 100,
      announce: 'changes',
    })
    fireEvent.pointerEnter(badge())
    expect(screen.getByText(/real-time/)).toHaveAttribute('role', 'tooltip')
    fake.answer = () => mux('A', 99)
    await pass(30_000)
    expect(container).toHaveTextContent('')
    // What says changes aloud must be there before it speaks.
    expect(container.children).toHaveLength(1)
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
    fake.answer = () => mux('A', 101)
    await pass(30_000)
    expect(shown()).toBe('👁 101 ●')
    fireEvent.pointerEnter(badge())
    expect(screen.getByText(/^101 .* now, real-time/)).toHaveAttribute('role', 'tooltip')
  })
})

describe('whenEnded and whenIdle', () => {
  it('gives a slot the number that is shown', async () => {
    await showBadge({ ...ended, broadcast }, { whenEnded: 'final', count: (s) => s.viewers })
    expect(shown()).toBe('👁 123')
  })

  it('calls nothing final while the broadcast runs', async () => {
    const running = { ...broadcast, endedAt: null }
    await showBadge(
      { ...mux('A', 7), broadcast: running },
      { whenEnded: 'final', isStreaming: false },
    )
    expect(shown()).toBe('👁 0')
  })

  it.each<[string, unknown, Partial<ViewerCountProps>, string]>([
    ['ended', ended, {}, '👁 0'],
    ['ended', ended, { whenEnded: 'zero' }, '👁 0'],
    ['ended', ended, { whenEnded: 'hide' }, 'nothing'],
    ['ended', ended, { whenIdle: 'hide' }, '👁 0'],
    ['ended, without a record', ended, { whenEnded: 'final' }, '👁 0'],
    ['ended, with a record', { ...ended, broadcast }, { whenEnded: 'final' }, '👁 123'],
    ['ended, with a record', { ...ended, broadcast }, {}, '👁 0'],
    [
      'ended, last seen by nobody',
      { ...ended, broadcast: { ...broadcast, last: null } },
      { whenEnded: 'final' },
      '👁 0',
    ],
    [
      'ended, and all had left',
      { ...ended, broadcast: { ...broadcast, last: 0 } },
      { whenEnded: 'final' },
      '👁 0',
    ],
    ['ended, playbacks', { ...ended, broadcast }, { whenEnded: 'final', metric: 'views' }, '👁 0'],
    ['idle', idle, {}, '👁 0'],
    ['idle', idle, { whenIdle: 'zero' }, '👁 0'],
    ['idle', idle, { whenIdle: 'hide' }, 'nothing'],
    ['idle', idle, { whenEnded: 'hide' }, '👁 0'],
    ['idle, with a record', { ...idle, broadcast }, { whenEnded: 'final' }, '👁 0'],
    ['live', mux('A', 7, { broadcast }), { whenEnded: 'final', whenIdle: 'hide' }, '👁 7 ●'],
    ['not known', mux('A', null), { whenEnded: 'hide', whenIdle: 'hide' }, '👁 –'],
    ['told not live', never(), { isStreaming: false, whenIdle: 'hide' }, 'nothing'],
  ])('%s, %o %o: %s', async (_name, answer, props, text) => {
    await showBadge(answer, props)
    expect(shown()).toBe(text)
  })

  it('the last count says what it is, in name and tooltip', async () => {
    await showBadge({ ...ended, broadcast }, { whenEnded: 'final', notation: 'compact' })
    expect(seen()).toEqual({ text: '👁 123', name: '123 viewers at the end', status: 'ended' })
    expect(badge()).toHaveAttribute('data-source', 'none')
    fireEvent.pointerEnter(badge())
    expect(screen.getByRole('tooltip', { hidden: true })).toHaveTextContent(
      /^123 viewers at the end$/,
    )
  })

  it('the last count is kept where the app says that it is over', async () => {
    const { update } = await showBadge(mux('A', 7, { stream: 'active', broadcast }), {
      whenEnded: 'final',
    })
    expect(shown()).toBe('👁 7 ●')
    await update({ isStreaming: false })
    expect(shown()).toBe('👁 123')
  })

  it('a badge that hides still asks, and is there when the stream starts', async () => {
    const { fake } = await showBadge(idle, { whenIdle: 'hide', whenEnded: 'hide' })
    expect(shown()).toBe('nothing')
    fake.answer = () => mux('A', 7, { stream: 'active' })
    await pass(30_000)
    expect(shown()).toBe('👁 7 ●')
    fake.answer = () => ended
    await pass(30_000)
    expect(shown()).toBe('nothing')
  })
})

describe('age', () => {
  it.each<[string, unknown, Partial<ViewerCountProps>, string]>([
    ['off', mux('A', 7), { age: false }, '👁 7 ●'],
    ['just read', mux('A', 7), {}, '👁 7 ● now'],
    ['read by the server before', mux('A', 7, { ageMs: 12_999 }), {}, '👁 7 ● 13 seconds ago'],
    ['old', mux('A', 7, { ageMs: 90_000 }), {}, '👁 7 ○ 1 minute ago'],
    ['in German', mux('A', 7, { ageMs: 12_000 }), { locale: 'de' }, '👁 7 ● vor 12 Sekunden'],
    ['no number', mux('A', null), {}, '👁 –'],
    ['not live', idle, {}, '👁 0'],
    ['of a number that is not shown', mux('A', 7), { metric: 'views' }, '👁 –'],
    ["the app's own number", mux('A', null), { fallback: 5 }, '👁 5'],
    ["a store's number of any time", mux('A', 5, { source: 'fallback' }), {}, '👁 5'],
    [
      "a store's number with its age",
      mux('A', 5, { source: 'fallback', ageMs: 7_200_000 }),
      {},
      '👁 5 2 hours ago',
    ],
  ])('%s', async (_name, answer, props, text) => {
    await showBadge(answer, { age: true, ...props })
    expect(seen().text).toBe(text)
  })

  it('counts on by the second, and the badge is not rendered for it', async () => {
    const count = vi.fn(() => 'n')
    await showBadge(mux('A', 7), { age: true, count })
    const texts = new Set<string>()
    count.mockClear()
    for (let second = 0; second < 13; second += 1) {
      await pass(1_000)
      texts.add(seen().text)
    }
    expect(texts).toContain('👁 n ● 12 seconds ago')
    expect(texts.size).toBe(13)
    expect(count).not.toHaveBeenCalled()
  })

  it('starts anew with the next reading', async () => {
    await showBadge(mux('A', 7), { age: true })
    await pass(29_000)
    expect(seen().text).toMatch(/ 2[89] seconds ago$/)
    await pass(2_000)
    expect(seen().text).toMatch(/^👁 7 ● (now|1 second ago)$/)
  })

  it('is not part of the HTML of a server, which no clock of a browser could match', () => {
    const { queryKey } = muxViewersOptions({ streamId: 'A' })
    page.client.setQueryData(queryKey, mux('A', 7, { ageMs: 12_000 }))
    const html = renderToString(
      <QueryClientProvider client={page.client}>
        <ViewerCount streamId="A" age />
      </QueryClientProvider>,
    )
    expect(html).toContain('>7<')
    expect(html).not.toContain('ago')
  })

  it('leaves no timer behind', async () => {
    const { update } = await showBadge(mux('A', 7), { age: true, staleAfter: Infinity })
    const withAge = vi.getTimerCount()
    await update({ age: false })
    expect(vi.getTimerCount()).toBe(withAge - 1)
  })
})
