import { QueryClient, type DefaultOptions } from '@tanstack/react-query'
import { act } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { ViewerCount, type ViewersErrorCode, type ViewersFetcher } from '../../src'
import { createFakeFetcher, mux, never, pass, seen, setUpPage, show, showHook, soon } from './page'

const page = setUpPage()

const cyclic: Record<string, unknown> = {}
cyclic['broadcast'] = cyclic

/** What a fetcher can do wrong: the status and code that come of it. */
const MISDEEDS: [string, 'fresh' | 'unknown', ViewersErrorCode | null, unknown][] = [
  [
    'throws synchronously',
    'unknown',
    'unavailable',
    () => {
      throw new Error('sk-live-123')
    },
  ],
  ['rejects', 'unknown', 'unavailable', () => Promise.reject(new Error('sk-live-123'))],
  ['never answers', 'unknown', 'timeout', never],
  ['is no function', 'unknown', 'unavailable', 'https://app.test'],
  ['gives nothing', 'unknown', 'bad_response', async () => undefined],
  ['gives too few', 'unknown', 'bad_response', async () => []],
  ['gives too many', 'fresh', null, async () => [mux('B', 1), mux('A', 7), mux('A', 8)]],
  ['gives wrong ids', 'unknown', 'bad_response', async () => [mux('B', 7)]],
  ['gives NaN', 'unknown', 'bad_response', async () => [mux('A', Number.NaN)]],
  ['gives a negative number', 'unknown', 'bad_response', async () => [mux('A', -7)]],
  ['gives a string', 'unknown', 'bad_response', async () => [{ ...mux('A', 0), viewers: '7' }]],
  ['gives null', 'unknown', null, async () => [mux('A', null)]],
  [
    'gives the short form',
    'fresh',
    null,
    async () => [{ streamId: 'A', viewers: 7, source: 'mux' }],
  ],
  [
    'gives a bigint',
    'unknown',
    'unavailable',
    async () => [{ ...mux('A', 7), broadcast: { n: 1n } }],
  ],
  ['gives a circle', 'unknown', 'unavailable', async () => [{ ...mux('A', 7), broadcast: cyclic }]],
]

describe('whatever the fetcher does, nothing is thrown into render', () => {
  it.each(MISDEEDS)('%s: %s, %s', async (_name, status, code, fetcher) => {
    page.client.setDefaultOptions({ queries: { throwOnError: true } })
    const { result } = await showHook(page.client, {
      streamId: 'A',
      fetcher: fetcher as ViewersFetcher,
    })
    await pass(10_000)
    expect(result.current).toMatchObject({ status, viewers: status === 'fresh' ? 7 : null })
    expect(result.current.error?.code ?? null).toBe(code)
    expect(result.current.error?.message ?? '').not.toContain('sk-live-123')
  })

  it.each(MISDEEDS)('%s after a good answer: the last good number stays', async (...misdeed) => {
    const [, , code, fetcher] = misdeed
    const good: ViewersFetcher = async () => [mux('A', 5)]
    const { result, rerender } = await showHook(page.client, { streamId: 'A', fetcher: good })
    rerender({ streamId: 'A', fetcher: fetcher as ViewersFetcher })
    await pass(45_000)
    if (code === null) return
    expect(result.current).toMatchObject({ status: 'fresh', viewers: 5, error: { code } })
    await pass(30_000)
    expect(result.current).toMatchObject({ status: 'stale', viewers: 5, error: { code } })
  })

  it('an id of the wrong form is told, and not asked for', async () => {
    const fake = createFakeFetcher()
    const { result } = await showHook(page.client, { streamId: 'a b', fetcher: fake.fetcher })
    expect(result.current).toMatchObject({ status: 'unknown', error: { code: 'invalid_request' } })
    expect(fake.requests).toHaveLength(0)
  })

  it("one stream's error does not touch the others", async () => {
    const error = { code: 'forbidden', at: 'route', message: '[mux-viewers] Not you.' } as const
    const fake = createFakeFetcher((id) => (id === 'A' ? mux(id, null, { error }) : mux(id, 7)))
    const { container } = await show(
      page.client,
      <>
        <ViewerCount streamId="A" fetcher={fake.fetcher} />
        <ViewerCount streamId="B" fetcher={fake.fetcher} />
      </>,
    )
    expect(container).toHaveTextContent('👁 –👁 7 ●')
    expect(fake.requests).toHaveLength(1)
  })
})

describe("the app's own defaults", () => {
  it.each<[string, NonNullable<DefaultOptions['queries']>]>([
    ['staleTime: Infinity', { staleTime: Infinity }],
    ['staleTime: static', { staleTime: 'static' }],
    ['retry: 3', { retry: 3, retryDelay: 100 }],
    ['retryOnMount: false', { retryOnMount: false }],
    ['throwOnError: true', { throwOnError: true }],
    ['queryKeyHashFn', { queryKeyHashFn: (key) => `own:${JSON.stringify(key)}` }],
    ['select', { select: () => ({ viewers: 99 }) }],
    ['structuralSharing: false', { structuralSharing: false }],
    ['networkMode: always', { networkMode: 'always' }],
    ['placeholderData', { placeholderData: mux('A', 99) }],
    ['enabled: false', { enabled: false }],
    ['refetchInterval: 100', { refetchInterval: 100, refetchIntervalInBackground: true }],
    ['refetchOnMount: false', { refetchOnMount: false, refetchOnWindowFocus: false }],
    ['notifyOnChangeProps', { notifyOnChangeProps: ['data'] }],
  ])('%s changes nothing', async (_name, queries) => {
    page.client = new QueryClient({ defaultOptions: { queries } })
    const fake = createFakeFetcher((id, count) => {
      if (count === 2) throw new Error('down')
      return mux(id, count)
    })
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(seen()).toMatchObject({ text: '👁 1 ●', status: 'fresh' })
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
    expect(seen()).toMatchObject({ text: '👁 1 ●', status: 'fresh' })
    await pass(30_000)
    expect(fake.requests).toHaveLength(3)
    expect(seen()).toMatchObject({ text: '👁 3 ●', status: 'fresh' })
  })
})

describe('whatever the app writes into the cache', () => {
  it.each<[string, unknown]>([
    ['a number', 5],
    ['null', null],
    ['a negative count', { streamId: 'A', viewers: -3, source: 'mux', ageMs: 0 }],
    ['an error without a message', { streamId: 'A', viewers: null, error: { code: 'timeout' } }],
    ['an error that is a word', { streamId: 'A', viewers: null, error: 'timeout' }],
  ])('%s is no number and no green', async (_name, data) => {
    await show(page.client, <ViewerCount streamId="A" fetcher={never} />)
    act(() => void page.client.setQueryData(['mux-viewers', 'default', 'A'], data))
    await soon()
    expect(seen().text).toBe('👁 –')
  })
})

describe('told not to ask', () => {
  it('is not loading', async () => {
    const fake = createFakeFetcher()
    const badge = <ViewerCount streamId="A" fetcher={fake.fetcher} query={{ enabled: false }} />
    await show(page.client, badge)
    expect(seen()).toMatchObject({ text: '👁 –', status: 'unknown' })
    expect(fake.requests).toHaveLength(0)
  })
})
