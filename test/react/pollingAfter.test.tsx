import { describe, expect, it } from 'vitest'
import { ViewerCount } from '../../src'
import { createFakeFetcher, mux, pass, seen, setVisible, show, soon, setUpPage } from './page'

const page = setUpPage()

describe('what the answer asks for', () => {
  it.each([
    ['pollAfterMs: 60,000', { pollAfterMs: 60_000 }, 60_000],
    ['pollAfterMs: 45,000, so the tick after it', { pollAfterMs: 45_000 }, 60_000],
    ['pollAfterMs: 5,000, less than the interval', { pollAfterMs: 5_000 }, 30_000],
  ])('%s', async (_name, more, nextAt) => {
    const fake = createFakeFetcher((id, count) => mux(id, count, more))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(nextAt - 10)
    expect(fake.requests).toHaveLength(1)
    await pass(10)
    expect(fake.requests).toHaveLength(2)
  })

  it('pollAfterMs: null, no timer; a return to the page still asks', async () => {
    const fake = createFakeFetcher((id) =>
      mux(id, 0, { source: null, stream: 'ended', pollAfterMs: null }),
    )
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(3_600_000)
    expect(fake.requests).toHaveLength(1)
    expect(seen()).toMatchObject({ text: '👁 0', status: 'ended' })
    setVisible(false)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
  })

  it.each([
    ['what is idle is asked again after its interval by an app that knows of a start', true, 2],
    ['what is idle is asked again slowly by who believes the server', undefined, 1],
  ])('%s', async (_name, isStreaming, asked) => {
    const fake = createFakeFetcher((id) =>
      mux(id, 0, { source: null, stream: 'idle', pollAfterMs: 60_000 }),
    )
    await show(
      page.client,
      <ViewerCount streamId="A" fetcher={fake.fetcher} isStreaming={isStreaming} />,
    )
    await pass(30_000)
    expect(fake.requests).toHaveLength(asked)
  })

  it('pollAfterMs beyond what a browser timer can count is no busy loop', async () => {
    const fake = createFakeFetcher((id) => mux(id, 1, { pollAfterMs: 1e12 }))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(60_000)
    expect(fake.requests).toHaveLength(1)
  })

  const limited = (retryAfterMs: number) => (id: string) =>
    mux(id, null, {
      error: { code: 'rate_limited', at: 'mux', message: '[mux-viewers] Slower.', retryAfterMs },
    })

  it('retryAfterMs, counted from the answer', async () => {
    const fake = createFakeFetcher(limited(40_000))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(59_980)
    expect(fake.requests).toHaveLength(1)
    await pass(20)
    expect(fake.requests).toHaveLength(2)
  })

  it('retryAfterMs for ten minutes at most: a slip of a day must not silence the page', async () => {
    const fake = createFakeFetcher(limited(86_400_000))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(599_000)
    expect(fake.requests).toHaveLength(1)
    await pass(31_000)
    expect(fake.requests).toHaveLength(2)
  })

  it('retryAfterMs, also by badges that mount meanwhile and by a return to the page', async () => {
    const fake = createFakeFetcher(limited(40_000))
    const first = <ViewerCount streamId="A" fetcher={fake.fetcher} />
    const { update } = await show(page.client, first)
    await update([first, <ViewerCount key="2" streamId="A" fetcher={fake.fetcher} />])
    setVisible(false)
    setVisible(true)
    await pass(30_000)
    expect(fake.requests).toHaveLength(1)
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
  })
})
