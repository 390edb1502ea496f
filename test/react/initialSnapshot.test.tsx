import { render } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps, type ViewerSnapshot } from '../../src'
import {
  createFakeFetcher,
  mux,
  never,
  pass,
  seen,
  setUpPage,
  setVisible,
  show,
  soon,
} from './page'

const page = setUpPage()

const given = (viewers: number | null, more: Partial<ViewerSnapshot> = {}) =>
  mux('A', viewers, { ageMs: 0, ...more })

/** The badge with this snapshot, rendered by a server and hydrated; gives the text of the server. */
async function hydrate(props: Partial<ViewerCountProps>): Promise<string> {
  const tree = (client: QueryClient) => (
    <StrictMode>
      <QueryClientProvider client={client}>
        <ViewerCount streamId="A" fetcher={never} {...props} />
      </QueryClientProvider>
    </StrictMode>
  )
  const server = new QueryClient()
  const container = document.createElement('div')
  container.innerHTML = renderToString(tree(server))
  server.clear()
  document.body.replaceChildren(container)
  const { textContent } = container
  // The browser is slower, its clock is wrong, and it has another language.
  await pass(3_000)
  vi.setSystemTime(Date.now() + 600_000)
  render(tree(page.client), { container, hydrate: true })
  return textContent
}

describe('from the first render on', () => {
  it.each<[string, string, string, ViewerSnapshot, Partial<ViewerCountProps>?]>([
    ['a reading of now', '👁 7 ●', 'fresh', given(7)],
    ['one that is old', '👁 7 ○', 'stale', given(7, { ageMs: 90_000 })],
    ['one whose age is not told', '👁 7 ○', 'stale', mux('A', 7)],
    [
      'one whose date is of now, but no age',
      '👁 7 ○',
      'stale',
      mux('A', 7, { asOf: '2026-01-02T03:04:05Z' }),
    ],
    [
      'one whose date is long ago, but no age',
      '👁 7 ●',
      'fresh',
      given(7, { asOf: '2020-01-01T00:00:00Z' }),
    ],
    ['a zero that nobody confirmed', '👁 0 ○', 'fresh', given(0, { verified: false })],
    ['an end', '👁 0', 'ended', given(0, { source: null, stream: 'ended' })],
    ['your store’s number', '👁 6', 'fallback', given(6, { source: 'fallback' })],
    ['no number, but your own', '👁 5', 'fallback', given(null), { fallback: 5 }],
    ['no number', '👁 –', 'unknown', given(null)],
    ['a thousand', '👁 1,234 ●', 'fresh', given(1_234)],
    ['a told end', '👁 0', 'idle', given(7), { isStreaming: false }],
  ])('%s, by server and browser alike: %s', async (_name, text, status, initialSnapshot, props) => {
    expect(await hydrate({ initialSnapshot, ...props })).toBe(text)
    await soon()
    expect(seen()).toMatchObject({ text, status })
    expect(page.said()).toEqual([])
  })

  it.each([null, undefined])('%s is none', async (initialSnapshot) => {
    expect(await hydrate({ initialSnapshot })).toBe('👁 –')
  })
})

describe('what follows', () => {
  it('is a request at once, and then the rhythm', async () => {
    const fake = createFakeFetcher((id) => mux(id, 9))
    const initialSnapshot = given(7)
    await hydrate({ initialSnapshot, fetcher: fake.fetcher })
    expect(seen().text).toBe('👁 7 ●')
    await soon()
    expect(seen().text).toBe('👁 9 ●')
    expect(fake.requests).toHaveLength(1)
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it.each<[string, Partial<ViewerCountProps>]>([
    ['told not live', { isStreaming: false }],
    ['told not to ask', { query: { enabled: false } }],
  ])('is none while %s', async (_name, props) => {
    const fake = createFakeFetcher()
    await hydrate({ initialSnapshot: given(7), fetcher: fake.fetcher, ...props })
    await pass(100_000)
    expect(fake.requests).toHaveLength(0)
  })

  it('waits for the first look, and shows the number meanwhile', async () => {
    const fake = createFakeFetcher((id) => mux(id, 9))
    setVisible(false)
    await hydrate({ initialSnapshot: given(7), fetcher: fake.fetcher })
    await pass(30_000)
    expect(fake.requests).toHaveLength(0)
    expect(seen().text).toBe('👁 7 ●')
    setVisible(true)
    await soon()
    expect(seen().text).toBe('👁 9 ●')
  })

  it('is that it grows old from its age on, while nothing else comes', async () => {
    const down = () => Promise.reject(new Error('down'))
    await hydrate({ initialSnapshot: given(7, { ageMs: 50_000 }), fetcher: down })
    await pass(24_000)
    expect(seen().text).toBe('👁 7 ●')
    await pass(2_000)
    expect(seen().text).toBe('👁 7 ○')
  })
})

describe('later renders', () => {
  it('with the same in a new object change nothing', async () => {
    const fake = createFakeFetcher(() => Promise.reject(new Error('down')))
    const element = () => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} initialSnapshot={given(7)} />
    )
    const { update } = await show(page.client, element())
    for (let times = 0; times < 10; times += 1) {
      await pass(7_485)
      await update(element())
    }
    expect(seen().text).toBe('👁 7 ○')
    expect(fake.requests).toHaveLength(3)
  })

  it('with another stream and its snapshot show that at once', async () => {
    const element = (streamId: string, viewers: number) => (
      <ViewerCount
        {...{ streamId, fetcher: never }}
        initialSnapshot={mux(streamId, viewers, { ageMs: 0 })}
      />
    )
    const { container, rerender } = await show(page.client, element('A', 7))
    rerender(element('B', 8))
    expect(container).toHaveTextContent('👁 8 ●')
  })

  it('never bring back what a newer answer has replaced', async () => {
    const fake = createFakeFetcher((id) => mux(id, 9))
    const badge = (key: string) => (
      <ViewerCount key={key} streamId="A" fetcher={fake.fetcher} initialSnapshot={given(7)} />
    )
    const { update } = await show(page.client, badge('1'))
    expect(seen().text).toBe('👁 9 ●')
    await update(badge('2'))
    expect(seen().text).toBe('👁 9 ●')
    expect(fake.requests).toHaveLength(1)
  })
})

it('of another stream is not shown, and that is said once', async () => {
  const badge = <ViewerCount streamId="B" fetcher={never} initialSnapshot={given(7)} />
  const { update } = await show(page.client, [badge, <p key="2">{badge}</p>], { strict: true })
  await update(badge)
  expect(seen().text).toBe('👁 –')
  expect(page.said()).toEqual([expect.stringContaining('initialSnapshot is of the stream A')])
})

it.each([-3_600_000, Number.NaN])('an age that is none is not known: %d', async (ageMs) => {
  const initialSnapshot = mux('A', 7, { ageMs })
  await show(page.client, <ViewerCount streamId="A" fetcher={never} {...{ initialSnapshot }} />)
  expect(seen().text).toBe('👁 7 ○')
})
