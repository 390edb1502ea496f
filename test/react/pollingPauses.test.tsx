import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewersFetcher, type ViewerSnapshot } from '../../src'
import { ViewersError } from '../../src/query'
import {
  badge,
  createFakeFetcher,
  mux,
  pass,
  seen,
  setOnline,
  setVisible,
  show,
  showHook,
  soon,
  setUpPage,
} from './page'

const page = setUpPage()

describe('errors', () => {
  it('never stop polling', async () => {
    const fake = createFakeFetcher(() => Promise.reject(new Error('down')))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(300_000)
    expect(fake.requests).toHaveLength(11)
    expect(seen()).toMatchObject({ text: '👁 –', status: 'unknown' })
  })

  it.each<[string, Partial<ViewerSnapshot>]>([
    ['alone', {}],
    ['beside an old number', { viewers: 7, source: 'mux', ageMs: 0 }],
    ['beside an end', { viewers: 0, source: null, stream: 'ended' }],
  ])('never stop polling, whatever the answer asks for: %s', async (_name, more) => {
    const error = { code: 'timeout', at: 'mux', message: '[mux-viewers] Late.' } as const
    const fake = createFakeFetcher((id) => mux(id, null, { pollAfterMs: null, error, ...more }))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it('begin polling again where an answer had ended it', async () => {
    const fake = createFakeFetcher((id) =>
      mux(id, 0, { source: null, stream: 'ended', pollAfterMs: null }),
    )
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    await pass(60_000)
    fake.answer = () => Promise.reject(new Error('down'))
    void result.current.refetch()
    await pass(60_000)
    expect(fake.requests).toHaveLength(4)
  })

  it('are over without a reload', async () => {
    const fake = createFakeFetcher(() => Promise.reject(new Error('down')))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    fake.answer = (id) => mux(id, 247)
    await pass(30_000)
    expect(seen()).toMatchObject({ text: '👁 247 ●', status: 'fresh' })
  })
})

describe('a hidden page', () => {
  it('that was opened in the background asks nothing before its first look, then at once', async () => {
    const fake = createFakeFetcher()
    setVisible(false)
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(60_000)
    expect(fake.requests).toHaveLength(0)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(1)
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
  })

  it('asks nothing, and once at once on return when it is due', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    setVisible(false)
    await pass(3_600_000)
    expect(fake.requests).toHaveLength(1)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
    expect(badge()).toHaveTextContent('2')
  })

  it('asks nothing on a return that comes before it is due, and keeps the rhythm', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(1_000)
    setVisible(false)
    await pass(20_000)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(1)
    await pass(10_000)
    expect(fake.requests).toHaveLength(2)
  })
})

describe('an offline page', () => {
  it('asks nothing, says so, and asks once at once when it is back', async () => {
    const fake = createFakeFetcher()
    const { update } = await show(page.client, <ViewerCount streamId={null} />)
    setOnline(false)
    await update(<ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(600_000)
    expect(fake.requests).toHaveLength(0)
    expect(seen()).toMatchObject({ text: '👁 –', status: 'unknown' })
    setOnline(true)
    await soon()
    expect(fake.requests).toHaveLength(1)
    expect(seen()).toMatchObject({ text: '👁 1 ●', status: 'fresh' })
  })

  it('that was online before lets its number grow old', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    setOnline(false)
    await pass(76_000)
    expect(seen()).toMatchObject({ text: '👁 1 ○', status: 'stale' })
    setOnline(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
    expect(seen()).toMatchObject({ text: '👁 2 ●', status: 'fresh' })
  })
})

describe('a computer that slept', () => {
  it('asks once at once when it is looked at again, and then in the rhythm', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(10_000)
    // No timer runs meanwhile, but the page's clock goes on.
    const now = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 8 * 3_600_000)
    setVisible(false)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
    expect(seen().text).toBe('👁 2 ●')
    await pass(60_000)
    expect(fake.requests).toHaveLength(4)
  })

  it('with nobody looking away asks at its next tick, once', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(10_000)
    const now = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 8 * 3_600_000)
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
    expect(seen().text).toBe('👁 2 ●')
  })
})

describe('refetch', () => {
  it('asks now and never rejects', async () => {
    const fake = createFakeFetcher()
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    fake.answer = () => Promise.reject(new Error('down'))
    const asked = result.current.refetch()
    await soon()
    await expect(asked).resolves.toBeUndefined()
    expect(fake.requests).toHaveLength(2)
    expect(result.current).toMatchObject({ viewers: 1, error: { code: 'unavailable' } })
  })

  it('does nothing without a stream', async () => {
    const fake = createFakeFetcher()
    const { result } = await showHook(page.client, { streamId: null, fetcher: fake.fetcher })
    await result.current.refetch()
    expect(fake.requests).toHaveLength(0)
  })
})

it('a render that lies over a tick does not swallow its poll', async () => {
  const fake = createFakeFetcher()
  // A fetcher written inline is another one at each render.
  const options = () => ({
    streamId: 'A',
    fetcher: ((request) => fake.fetcher(request)) as ViewersFetcher,
  })
  const { rerender } = await showHook(page.client, options())
  const now = performance.now()
  await pass(Math.ceil(now / 30_000) * 30_000 - now - 2)
  const clock = performance.now.bind(performance)
  const rendering = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 5)
  rerender(options())
  rendering.mockRestore()
  await soon()
  expect(fake.requests).toHaveLength(2)
  await pass(30_000)
  expect(fake.requests).toHaveLength(3)
})

it('a wait that is no number of milliseconds is none', async () => {
  const late = new ViewersError('rate_limited', 'Slow down.', {
    retryAfterMs: Number('Wed, 21 Oct'),
  })
  const fake = createFakeFetcher((id, count) => (count === 1 ? Promise.reject(late) : mux(id, 7)))
  await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
  await pass(30_000)
  expect(seen().text).toBe('👁 7 ●')
})
