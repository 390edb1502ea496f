import { QueryClientProvider } from '@tanstack/react-query'
import { Profiler, type ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { useMuxViewers, ViewerCount, type ViewersFetcher } from '../../src'
import { recordTexts } from './changing'
import { createFakeFetcher, mux, never, pass, seen, show, showHook, soon } from './page'
import { setUpPage } from './page'

const page = setUpPage()
const GC_TIME = 300_000

describe('leaving', () => {
  it('aborts the request', async () => {
    const fake = createFakeFetcher(never)
    const { unmount } = await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(fake.requests[0]!.signal.aborted).toBe(false)
    unmount()
    expect(fake.requests[0]!.signal.aborted).toBe(true)
  })

  it.each<[string, () => unknown]>([
    ['with an answer', () => mux('A', 7)],
    ['with an error', () => Promise.reject(new Error('down'))],
    ['with a request in flight', never],
  ])('%s leaves no timer behind', async (_name, answer) => {
    const fake = createFakeFetcher(answer)
    const { unmount } = await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    unmount()
    await pass(GC_TIME)
    expect(vi.getTimerCount()).toBe(0)
    await pass(GC_TIME)
    expect(fake.requests).toHaveLength(1)
  })

  it('with a fresh number and the next request in flight leaves only the cache its timer', async () => {
    const fake = createFakeFetcher((id, count) => (count === 1 ? mux(id, 7) : never()))
    const { unmount } = await show(
      page.client,
      <ViewerCount streamId="A" fetcher={fake.fetcher} staleAfter={10_000_000} />,
    )
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
    unmount()
    await soon()
    expect(vi.getTimerCount()).toBe(1)
    await pass(GC_TIME)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of a page with everything on it leaves no timer behind', async () => {
    const fake = createFakeFetcher((id, count) =>
      count % 2 === 0 ? Promise.reject(new Error('down')) : mux(id, 7 * count),
    )
    const { unmount } = await show(
      page.client,
      <>
        {['A', 'B', 'C'].map((id) => (
          <ViewerCount
            key={id}
            {...{ streamId: id, fetcher: fake.fetcher, age: true, announce: 'changes' }}
            {...{ tooltip: true, fallback: 5, query: { retry: 3 }, pauseOffscreen: id === 'C' }}
          />
        ))}
        <ViewerCount streamId="D" fetcher={never} interval={7_000} />
      </>,
      { strict: true },
    )
    await pass(100_000)
    unmount()
    await pass(GC_TIME)
    expect(vi.getTimerCount()).toBe(0)
    const { length } = fake.requests
    await pass(GC_TIME)
    expect(fake.requests).toHaveLength(length)
  })

  it('gives the memory back after query.gcTime', async () => {
    const fake = createFakeFetcher()
    const { unmount } = await show(
      page.client,
      <ViewerCount streamId="A" fetcher={fake.fetcher} query={{ gcTime: 1_000 }} />,
    )
    unmount()
    await pass(1_001)
    expect(page.client.getQueryCache().getAll()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of one of two badges aborts nothing', async () => {
    const fake = createFakeFetcher(never)
    const one = <ViewerCount key="1" streamId="A" fetcher={fake.fetcher} />
    const two = <ViewerCount key="2" streamId="A" fetcher={fake.fetcher} />
    const { update } = await show(page.client, [one, two])
    await update([one])
    expect(fake.requests).toHaveLength(1)
    expect(fake.requests[0]!.signal.aborted).toBe(false)
  })
})

describe('StrictMode', () => {
  it('shows nothing but loading and the number', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    const badge = <ViewerCount streamId="A" fetcher={fake.fetcher} />
    const { container, update } = await show(page.client, null, { strict: true })
    const texts = recordTexts(container)
    await update(badge)
    expect(texts).toEqual(['', '👁 –', '👁 7 ●'])
    const first = fake.requests.length
    await pass(120_000)
    expect(fake.requests).toHaveLength(first + 4)
    expect(seen().text).toBe('👁 7 ●')
  })
})

describe('another streamId', () => {
  it('with an answer in flight never shows the number of the old one', async () => {
    const answers = new Map<string, (snapshot: unknown) => void>()
    const fake = createFakeFetcher((id) => new Promise((resolve) => void answers.set(id, resolve)))
    const at = (id: string) => <ViewerCount streamId={id} fetcher={fake.fetcher} />
    const { container, update } = await show(page.client, at('A'))
    const texts = recordTexts(container)
    await update(at('B'))
    expect(fake.requests[0]!.signal.aborted).toBe(true)
    answers.get('A')!(mux('A', 111))
    await soon()
    answers.get('B')!(mux('B', 222))
    await soon()
    expect(texts).toEqual(['👁 –', '👁 222 ●'])
  })

  it('takes the old number away at once', async () => {
    const fake = createFakeFetcher((id) => (id === 'A' ? mux(id, 111) : never()))
    const { container, update } = await show(
      page.client,
      <ViewerCount streamId="A" fetcher={fake.fetcher} />,
    )
    const texts = recordTexts(container)
    await update(<ViewerCount streamId="B" fetcher={fake.fetcher} />)
    expect(texts).toEqual(['👁 111 ●', '👁 –'])
    expect(seen().status).toBe('loading')
  })
})

describe('many badges', () => {
  it('on one stream are one request a tick, whenever they came', async () => {
    const fake = createFakeFetcher()
    const badges = (count: number) =>
      Array.from({ length: count }, (_, index) => (
        <ViewerCount key={index} streamId="A" fetcher={fake.fetcher} />
      ))
    const { update } = await show(page.client, badges(2))
    expect(fake.requests).toHaveLength(1)
    await pass(7_000)
    await update(badges(5))
    expect(fake.requests).toHaveLength(1)
    await pass(90_000)
    expect(fake.requests).toHaveLength(4)
  })

  it('in two scopes ask their own fetchers', async () => {
    const [one, two] = [
      createFakeFetcher((id) => mux(id, 1)),
      createFakeFetcher((id) => mux(id, 2)),
    ]
    const { container } = await show(
      page.client,
      <>
        <ViewerCount streamId="A" fetcher={one.fetcher} />
        <ViewerCount streamId="A" fetcher={two.fetcher} scope="two" />
      </>,
    )
    expect(container).toHaveTextContent('👁 1 ●👁 2 ●')
  })
})

describe('rendering', () => {
  it('with a new fetcher each time asks no more often', async () => {
    const fake = createFakeFetcher()
    const inline = () => {
      const fetcher: ViewersFetcher = (request) => fake.fetcher(request)
      return <ViewerCount streamId="A" fetcher={fetcher} />
    }
    const { update } = await show(page.client, inline())
    for (let times = 0; times < 20; times += 1) await update(inline())
    expect(fake.requests).toHaveLength(1)
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it('happens only when something shown has changed', async () => {
    let count = 5
    const fake = createFakeFetcher((id) => mux(id, count, { asOf: new Date().toISOString() }))
    const onRender = vi.fn<(id: string, phase: string) => void>()
    const profiled = (badge: ReactNode) => (
      <Profiler id="badge" onRender={onRender}>
        {badge}
      </Profiler>
    )
    await show(page.client, profiled(<ViewerCount streamId="A" fetcher={fake.fetcher} />))
    onRender.mockClear()
    await pass(300_000)
    expect(fake.requests).toHaveLength(11)
    expect(onRender).not.toHaveBeenCalled()
    count = 6
    await pass(60_000)
    expect(onRender).toHaveBeenCalledTimes(1)
  })

  it('gives the same object until something in it has changed', async () => {
    let viewers = 5
    const fake = createFakeFetcher((id) => mux(id, viewers))
    const { result, rerender } = await showHook(page.client, {
      streamId: 'A',
      fetcher: fake.fetcher,
    })
    const before = result.current
    await pass(60_000)
    rerender({ streamId: 'A', fetcher: fake.fetcher })
    expect(result.current).toBe(before)
    viewers = 6
    await pass(30_000)
    expect(result.current).not.toBe(before)
    expect(result.current.refetch).toBe(before.refetch)
  })
})

it('types: where the status proves a number, viewers is a number', async () => {
  function Doubled() {
    const state = useMuxViewers({ streamId: 'A', fallback: 4 })
    return <p>{state.status === 'fallback' ? state.viewers * 2 : 'none'}</p>
  }
  vi.spyOn(globalThis, 'fetch').mockImplementation(never)
  const { container } = await show(page.client, <Doubled />)
  expect(container).toHaveTextContent('8')
})

it('a page may change its QueryClient', async () => {
  const fake = createFakeFetcher((id) => mux(id, 7))
  const badge = <ViewerCount streamId="A" fetcher={fake.fetcher} />
  const { QueryClient } = await import('@tanstack/react-query')
  const other = new QueryClient()
  const { update } = await show(page.client, badge)
  await update(<QueryClientProvider client={other}>{badge}</QueryClientProvider>)
  expect(seen().text).toBe('👁 7 ●')
  expect(fake.requests).toHaveLength(2)
  other.clear()
})
