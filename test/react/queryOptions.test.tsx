import { QueryCache, QueryClient } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type UseMuxViewersOptions, type ViewerCountProps } from '../../src'
import { createFakeFetcher, mux, pass, seen, setUpPage, setVisible, show, soon } from './page'

const page = setUpPage()

type QueryOptions = NonNullable<UseMuxViewersOptions['query']>

/** A badge whose fetcher fails so many times, then gives 7. */
async function showFailing(
  times: number,
  query: QueryOptions | undefined,
  fault: (id: string) => unknown = () => Promise.reject(new Error('down')),
) {
  const fake = createFakeFetcher((id, count) => (count <= times ? fault(id) : mux(id, 7)))
  const onError = vi.fn<(error: { code: string }) => void>()
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount streamId="A" {...{ fetcher: fake.fetcher, query, onError }} {...more} />
  )
  const result = await show(page.client, element())
  const codes = () => onError.mock.calls.map(([{ code }]) => code)
  return { ...result, fake, element, codes }
}

describe('query.retry', () => {
  it.each<[string, QueryOptions | undefined]>([
    ['nothing said', undefined],
    ['undefined', { retry: undefined }],
    ['false', { retry: false }],
    ['0', { retry: 0 }],
  ])('%s: polling is the retry', async (_name, query) => {
    page.client.setDefaultOptions({ queries: { retry: 3 } })
    const { fake, codes } = await showFailing(1, query)
    expect(codes()).toEqual(['unavailable'])
    await pass(29_000)
    expect(fake.requests).toHaveLength(1)
    await pass(1_000)
    expect(seen().text).toBe('👁 7 ●')
  })

  it('a number: so many more tries before the next poll', async () => {
    const { fake, codes } = await showFailing(99, { retry: 2 })
    expect(seen().status).toBe('loading')
    await pass(10_000)
    expect(fake.requests).toHaveLength(3)
    expect(seen().status).toBe('unknown')
    expect(codes()).toEqual(['unavailable'])
    await pass(19_000)
    expect(fake.requests).toHaveLength(3)
    await pass(11_000)
    expect(fake.requests).toHaveLength(6)
    expect(codes()).toEqual(['unavailable'])
  })

  it('an error that is over by a retry is none', async () => {
    const { codes } = await showFailing(1, { retry: 1 })
    await pass(2_000)
    expect(seen().text).toBe('👁 7 ●')
    expect(codes()).toEqual([])
  })

  it('true: until there is an answer', async () => {
    const { fake } = await showFailing(6, { retry: true })
    await pass(70_000)
    expect(fake.requests.length).toBeGreaterThanOrEqual(7)
    expect(seen().text).toBe('👁 7 ●')
  })

  it('does not try again before the time that the answer names', async () => {
    const error = { code: 'rate_limited', at: 'mux', message: '[mux-viewers] Slower.' } as const
    const { fake } = await showFailing(1, { retry: 3 }, (id) =>
      mux(id, null, { error: { ...error, retryAfterMs: 40_000 } }),
    )
    await pass(59_900)
    expect(fake.requests).toHaveLength(1)
    await pass(200)
    expect(seen().text).toBe('👁 7 ●')
  })

  it.each<[string, Partial<ViewerCountProps>]>([
    ['told not live', { isStreaming: false }],
    ['told not to ask', { query: { retry: true, enabled: false } }],
    ['another stream', { streamId: null }],
  ])('ends with the reason to ask: %s', async (_name, props) => {
    const { fake, update, element } = await showFailing(99, { retry: true })
    await update(element(props))
    await pass(300_000)
    expect(fake.requests.length).toBeLessThanOrEqual(2)
  })

  it('waits while the page is hidden, and ends with the badge', async () => {
    const { fake, unmount } = await showFailing(99, { retry: true })
    setVisible(false)
    await pass(120_000)
    expect(fake.requests).toHaveLength(1)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
    unmount()
    await pass(300_000)
    expect(fake.requests).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the others', () => {
  it('query.enabled may come and go', async () => {
    const { fake, update, element } = await showFailing(0, { enabled: false })
    await pass(60_000)
    expect(fake.requests).toHaveLength(0)
    await update(element({ query: { enabled: true } }))
    expect(seen().text).toBe('👁 7 ●')
    await update(element({ query: { enabled: false } }))
    await pass(100_000)
    expect(fake.requests).toHaveLength(1)
    expect(seen().text).toBe('👁 7 ○')
  })

  it('query.meta reaches the callbacks of the app’s cache', async () => {
    const onError = vi.fn<(error: Error, query: { meta?: unknown }) => void>()
    const queryCache = new QueryCache({ onError })
    page.client = new QueryClient({ queryCache })
    await showFailing(1, { meta: { area: 'header' } })
    const [[error, query]] = onError.mock.calls as [[Error, { meta?: unknown }]]
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(query.meta).toEqual({ area: 'header' })
  })

  it('query.gcTime left undefined is the app’s', async () => {
    page.client.setDefaultOptions({ queries: { gcTime: 1_000 } })
    const { unmount } = await showFailing(0, { gcTime: undefined })
    unmount()
    await pass(1_100)
    expect(page.client.getQueryCache().getAll()).toEqual([])
  })

  it('query.gcTime 0 forgets at once, and shows while mounted', async () => {
    const { unmount, fake } = await showFailing(0, { gcTime: 0 })
    await pass(60_000)
    expect(seen().text).toBe('👁 7 ●')
    expect(fake.requests).toHaveLength(3)
    unmount()
    await pass(100)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('what else TanStack Query knows is not taken, though JavaScript lets it pass', async () => {
    const query = {
      ...{ queryKey: ['mine'], queryFn: () => ({ viewers: 99 }), select: () => 99 },
      ...{ refetchInterval: 100, staleTime: Infinity, structuralSharing: false },
    } as QueryOptions
    const { fake } = await showFailing(0, query)
    await pass(60_000)
    expect(seen().text).toBe('👁 7 ●')
    expect(fake.requests).toHaveLength(3)
  })
})

it.each<[string, (data: unknown) => unknown]>([
  ['a constant', () => 99],
  ['the number alone', (data) => (data as { viewers: number }).viewers],
])('a `select` among the app’s defaults changes nothing: %s', async (_name, select) => {
  page.client.setDefaultOptions({ queries: { select } })
  const fake = createFakeFetcher((id, count) =>
    mux(id, 7, { stream: count === 1 ? 'active' : 'reconnecting' }),
  )
  await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
  await pass(60_000)
  expect(seen()).toMatchObject({
    text: '👁 7 ●',
    name: '7 viewers watching now, real-time from Mux, reconnecting',
  })
})
