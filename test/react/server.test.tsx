import {
  dehydrate,
  HydrationBoundary,
  QueryClient,
  QueryClientProvider,
  type DehydratedState,
} from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { muxViewersOptions } from '../../src/query'
import { createFakeFetcher, mux, never, pass, seen, soon, setUpPage } from './page'

const page = setUpPage()

/** What a server that has prefetched `answer` sends: the state as JSON. It has no window, and no receipt. */
async function prefetch(answer: unknown): Promise<DehydratedState> {
  vi.stubGlobal('window', undefined)
  const json = await fetched(answer)
  vi.unstubAllGlobals()
  expect(json).not.toContain('receipt')
  return JSON.parse(json) as DehydratedState
}

/** What another visit has kept: fetched in a browser, by a clock that is not this page's. */
async function kept(answer: unknown): Promise<DehydratedState> {
  const json = await fetched(answer)
  const origin = `"origin":${performance.timeOrigin}`
  expect(json).toContain(origin)
  return JSON.parse(json.replace(origin, '"origin":1')) as DehydratedState
}

async function fetched(answer: unknown): Promise<string> {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } })
  const { fetcher } = createFakeFetcher(() => answer)
  await client.prefetchQuery(muxViewersOptions({ streamId: 'A', fetcher }))
  const json = JSON.stringify(dehydrate(client))
  client.clear()
  return json
}

function app(badge: ReactElement, state?: DehydratedState): (client: QueryClient) => ReactElement {
  return (client) => (
    <StrictMode>
      <QueryClientProvider client={client}>
        {state === undefined ? badge : <HydrationBoundary state={state}>{badge}</HydrationBoundary>}
      </QueryClientProvider>
    </StrictMode>
  )
}

/** The HTML of the server, hydrated in the browser; gives the text of the HTML. */
async function hydrate(tree: (client: QueryClient) => ReactElement): Promise<string> {
  const server = new QueryClient()
  const container = document.createElement('div')
  container.innerHTML = renderToString(tree(server))
  server.clear()
  document.body.replaceChildren(container)
  const { textContent } = container
  render(tree(page.client), { container, hydrate: true })
  return textContent
}

describe('rendering on the server', () => {
  const fake = () => createFakeFetcher((id) => mux(id, 9))

  it.each<[string, string, Partial<ViewerCountProps>, unknown?]>([
    ['loading', '👁 –', {}],
    ['a fallback', '👁 5', { fallback: 5 }],
    ['a dated fallback', '👁 5', { fallback: { viewers: 5, asOf: new Date(0) } }],
    ['a told end', '👁 0', { isStreaming: false }],
    ['told live', '👁 –', { isStreaming: true }],
    ['no stream', '👁 –', { streamId: null }],
    ['compact', '👁 1.2K', { fallback: 1_234, notation: 'compact' }],
    ['a prefetch', '👁 7 ●', {}, mux('A', 7, { ageMs: 0 })],
    ['an old prefetch', '👁 7 ○', {}, mux('A', 7, { ageMs: 90_000 })],
    ['an old prefetch and a fallback', '👁 5', { fallback: 5 }, mux('A', 7, { ageMs: 90_000 })],
    ['a prefetched end', '👁 0', {}, mux('A', 0, { source: null, stream: 'ended' })],
    [
      'a prefetch of a running stream, told not live',
      '👁 0',
      { isStreaming: false },
      mux('A', 7, { stream: 'active' }),
    ],
  ])('and hydrating without a warning: %s', async (_name, text, props, answer) => {
    const state = answer === undefined ? undefined : await prefetch(answer)
    const badge = <ViewerCount streamId="A" fetcher={fake().fetcher} {...props} />
    expect(await hydrate(app(badge, state))).toBe(text)
    await soon()
    expect(page.said()).toEqual([])
  })

  it('asks nothing there', () => {
    const asked = fake()
    renderToString(app(<ViewerCount streamId="A" fetcher={asked.fetcher} />)(page.client))
    expect(asked.requests).toHaveLength(0)
  })

  it('asks at once in the browser, though a prefetch came along', async () => {
    const asked = fake()
    const state = await prefetch(mux('A', 7, { ageMs: 0 }))
    await hydrate(app(<ViewerCount streamId="A" fetcher={asked.fetcher} />, state))
    await soon()
    expect(asked.requests.filter(({ signal }) => !signal.aborted)).toHaveLength(1)
    expect(seen().text).toBe('👁 9 ●')
  })

  it('lets a prefetch grow old by the clock of the browser, wherever that stands', async () => {
    const state = await prefetch(mux('A', 7, { ageMs: 50_000 }))
    vi.setSystemTime(Date.now() + 600_000)
    await hydrate(app(<ViewerCount streamId="A" fetcher={never} />, state))
    await pass(24_000)
    expect(seen().text).toBe('👁 7 ●')
    await pass(2_000)
    expect(seen().text).toBe('👁 7 ○')
  })

  it('and hydrating a part of the page that comes late, when the reading is old already', async () => {
    const tree = app(
      <ViewerCount streamId="A" fetcher={never} />,
      await prefetch(mux('A', 7, { ageMs: 0 })),
    )
    const html = renderToString(tree(new QueryClient()))
    expect(await hydrate(tree)).toBe('👁 7 ●')
    await pass(80_000)
    expect(seen().text).toBe('👁 7 ○')
    const late = document.createElement('div')
    late.innerHTML = html
    document.body.replaceChildren(late)
    render(tree(page.client), { container: late, hydrate: true })
    expect(page.said()).toEqual([])
    await soon()
    expect(late).toHaveTextContent('👁 7 ○')
  })

  it('does not call a reading fresh that another visit has kept', async () => {
    const state = await kept(mux('A', 7, { ageMs: 0 }))
    await hydrate(app(<ViewerCount streamId="A" fetcher={never} />, state))
    await soon()
    expect(seen().text).toBe('👁 7 ○')
  })

  it('reads no clock, no chance and no language', () => {
    const tree = app(<ViewerCount streamId="A" fallback={1_234} />)
    const html = renderToString(tree(page.client))
    vi.setSystemTime(0)
    vi.mocked(Math.random).mockReturnValue(0.9)
    expect(renderToString(tree(new QueryClient()))).toBe(html)
    // Not even to throw it away: frameworks that render ahead of time refuse it.
    expect(Math.random).not.toHaveBeenCalled()
  })

  it('is no stop for the Tab key before it is known what stands around it', () => {
    const link = (
      <a href="/live">
        <ViewerCount streamId="A" />
      </a>
    )
    expect(renderToString(app(link)(page.client))).not.toContain('tabindex')
  })

  it('takes what the app puts into the cache at the age it says, and as old when it says none', async () => {
    const { queryKey } = muxViewersOptions({ streamId: 'A' })
    const badge = <ViewerCount streamId="A" fetcher={never} />
    page.client.setQueryData(queryKey, mux('A', 7, { ageMs: 1_000 }))
    const { container } = render(app(badge)(page.client))
    expect(container).toHaveTextContent('👁 7 ●')
    act(() => void page.client.setQueryData(queryKey, mux('A', 8)))
    await soon()
    expect(container).toHaveTextContent('👁 8 ○')
  })
})
