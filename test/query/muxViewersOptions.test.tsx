import {
  dehydrate,
  hydrate,
  QueryClient,
  QueryClientProvider,
  useQuery,
  useSuspenseQuery,
  type DefaultOptions,
} from '@tanstack/react-query'
import { act, render, screen } from '@testing-library/react'
import { Suspense, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  isViewersError,
  muxViewersOptions,
  type ReceivedSnapshot,
  type ViewersFetcher,
} from '../../src/query'
import { reading, rejection } from './fakeRoute'

let client: QueryClient
beforeEach(() => {
  vi.useFakeTimers()
  client = new QueryClient()
})
afterEach(() => {
  client.clear()
  vi.useRealTimers()
})

const counting = () =>
  vi.fn<ViewersFetcher>(async ({ streamIds }) => streamIds.map((id) => reading(id, 12)))

describe('the key', () => {
  it('names scope and stream', () => {
    expect(muxViewersOptions({ streamId: 'A' }).queryKey).toEqual(['mux-viewers', 'default', 'A'])
    expect(muxViewersOptions({ streamId: 'A', scope: 'eu' }).queryKey).toEqual([
      'mux-viewers',
      'eu',
      'A',
    ])
    expect(muxViewersOptions({ streamId: null }).enabled).toBe(false)
  })

  it('knows the type of its data', async () => {
    const options = muxViewersOptions({ streamId: 'A', fetcher: counting() })
    const before = client.getQueryData(options.queryKey)
    expectTypeOf(before).toEqualTypeOf<ReceivedSnapshot | undefined>()
    expect(before).toBeUndefined()
    await client.prefetchQuery(options)
    const data = client.getQueryData(options.queryKey)
    expect(data?.viewers).toBe(12)
    expect(client.getQueryState(options.queryKey)?.error?.code).toBeUndefined()
  })

  it('finds its data in an app that hashes keys in its own way', async () => {
    client = new QueryClient({
      defaultOptions: { queries: { queryKeyHashFn: (key) => `own:${JSON.stringify(key)}` } },
    })
    const options = muxViewersOptions({ streamId: 'A', fetcher: counting() })
    await client.prefetchQuery(options)
    expect(client.getQueryData(options.queryKey)?.viewers).toBe(12)
  })
})

describe('without a component', () => {
  it('fetchQuery gives the snapshot, or rejects with a ViewersError after one try', async () => {
    const fetcher = counting()
    const snapshot = await client.fetchQuery(muxViewersOptions({ streamId: 'A', fetcher }))
    expect(snapshot).toMatchObject(reading('A', 12))
    expect(fetcher.mock.calls[0]![0].streamIds).toEqual(['A'])

    const broken = vi.fn<ViewersFetcher>(() => Promise.reject(new Error('x')))
    const error = await rejection(
      client.fetchQuery(muxViewersOptions({ streamId: 'B', fetcher: broken })),
    )
    expect(isViewersError(error)).toBe(true)
    expect(broken).toHaveBeenCalledTimes(1)
  })

  it('travels from server to browser as JSON', async () => {
    const options = muxViewersOptions({ streamId: 'A', fetcher: counting() })
    await client.prefetchQuery(options)
    const browser = new QueryClient()
    hydrate(browser, JSON.parse(JSON.stringify(dehydrate(client))))
    expect(browser.getQueryData(options.queryKey)).toMatchObject(reading('A', 12))
    browser.clear()
  })

  it('passes cancelling on', async () => {
    let signal: AbortSignal | undefined
    const fetcher: ViewersFetcher = (request) => {
      ;({ signal } = request)
      return new Promise(() => {})
    }
    const options = muxViewersOptions({ streamId: 'A', fetcher })
    void client.prefetchQuery(options)
    await vi.advanceTimersByTimeAsync(1)
    await client.cancelQueries({ queryKey: options.queryKey })
    expect(signal?.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(1) // the cache's own, for gcTime
  })
})

describe('in a component', () => {
  const shown = async (element: ReactNode) => {
    render(<QueryClientProvider client={client}>{element}</QueryClientProvider>)
    await act(() => vi.advanceTimersByTimeAsync(10))
  }

  function WithQuery({ fetcher }: { fetcher: ViewersFetcher }) {
    const { data } = useQuery(muxViewersOptions({ streamId: 'A', fetcher }))
    expectTypeOf(data).toEqualTypeOf<ReceivedSnapshot | undefined>()
    return <p>{data?.viewers ?? 'none'}</p>
  }

  function WithSelect({ fetcher }: { fetcher: ViewersFetcher }) {
    const options = muxViewersOptions({ streamId: 'A', fetcher })
    const { data } = useQuery({ ...options, select: (snapshot) => snapshot.viewers })
    expectTypeOf(data).toEqualTypeOf<number | null | undefined>()
    return <p>{data}</p>
  }

  function WithSuspense({ fetcher }: { fetcher: ViewersFetcher }) {
    const { data } = useSuspenseQuery(muxViewersOptions({ streamId: 'A', fetcher }))
    expectTypeOf(data).toEqualTypeOf<ReceivedSnapshot>()
    return <p>{data.viewers}</p>
  }

  it.each([
    ['useQuery', WithQuery],
    ['useQuery with select', WithSelect],
    ['useSuspenseQuery', WithSuspense],
  ])('%s shows the number', async (_name, Component) => {
    await shown(
      <Suspense fallback="waiting">
        <Component fetcher={counting()} />
      </Suspense>,
    )
    expect(screen.getByText('12')).toBeVisible()
  })

  it.each<[string, NonNullable<DefaultOptions['queries']>]>([
    ['staleTime: Infinity', { staleTime: Infinity }],
    ['retry: 3', { retry: 3 }],
    ['throwOnError: true', { throwOnError: true }],
    ['queryKeyHashFn', { queryKeyHashFn: (key) => `own:${JSON.stringify(key)}` }],
    ['structuralSharing: false', { structuralSharing: false }],
    ['networkMode: always', { networkMode: 'always' }],
    ['placeholderData', { placeholderData: { viewers: 99 } }],
    ['enabled: false', { enabled: false }],
  ])('useQuery shows the number in an app with %s', async (_name, queries) => {
    client = new QueryClient({ defaultOptions: { queries } })
    const fetcher = counting()
    await shown(<WithQuery fetcher={fetcher} />)
    expect(screen.getByText('12')).toBeVisible()
    expect(fetcher).toHaveBeenCalledTimes(1)
  })
})
