import { describe, expect, it, vi } from 'vitest'
import { ViewerCount } from '../../src'
import { createFakeFetcher, mux, never, pass, seen, setVisible, show, setUpPage } from './page'

const page = setUpPage()

describe('when it asks', () => {
  it('asks at once, then each 30 s', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(fake.requests.map(({ streamIds }) => streamIds)).toEqual([['A']])
    expect(seen().text).toBe('👁 1 ●')
    await pass(29_990)
    expect(fake.requests).toHaveLength(1)
    await pass(10)
    expect(fake.requests).toHaveLength(2)
    await pass(300_000)
    expect(fake.requests).toHaveLength(12)
    expect(seen().text).toBe('👁 12 ●')
  })

  it('asks as often as interval says', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} interval={5_000} />)
    await pass(60_000)
    expect(fake.requests).toHaveLength(13)
  })

  it('keeps its rhythm wherever in it the page was opened', async () => {
    vi.mocked(Math.random).mockReturnValue(0.005)
    await pass(7_000)
    const fake = createFakeFetcher()
    const times: number[] = []
    fake.answer = (id, count) => {
      times.push(Math.round(performance.now() / 100) / 10)
      return mux(id, count)
    }
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(100_000)
    expect(times).toEqual([7, 18, 48, 78])
  })

  it.each([
    ['isStreaming is false', <ViewerCount key="" streamId="A" isStreaming={false} />],
    ['streamId is null', <ViewerCount key="" streamId={null} />],
    ['query.enabled is false', <ViewerCount key="" streamId="A" query={{ enabled: false }} />],
  ])('asks nothing while %s', async (_name, element) => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(never)
    await show(page.client, element)
    setVisible(false)
    setVisible(true)
    await pass(600_000)
    expect(fetch).not.toHaveBeenCalled()
  })

  it('stops with isStreaming false and begins again with true', async () => {
    const fake = createFakeFetcher()
    const at = (isStreaming: boolean) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} isStreaming={isStreaming} />
    )
    const { update } = await show(page.client, at(true))
    await update(at(false))
    await pass(600_000)
    expect(fake.requests).toHaveLength(1)
    expect(seen()).toEqual({ text: '👁 0', name: '0 viewers, ended', status: 'ended' })
    await update(at(true))
    expect(fake.requests).toHaveLength(2)
    expect(seen().text).toBe('👁 2 ●')
  })

  it('asks the default route when no fetcher is given', async () => {
    const fetch = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => Response.json({ snapshots: [mux('A', 247)] }))
    await show(page.client, <ViewerCount streamId="A" />)
    expect(fetch.mock.calls.map(([url]) => url)).toEqual(['/api/mux-viewers?id=A'])
    expect(seen().text).toBe('👁 247 ●')
  })

  it('does not pile requests up behind a slow answer', async () => {
    const fake = createFakeFetcher(never)
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} interval={1_000} />)
    await pass(9_900)
    expect(fake.requests).toHaveLength(1)
    await pass(1_200)
    expect(fake.requests).toHaveLength(2)
  })
})

describe('interval', () => {
  it.each([10, 0, -5])('of %s is raised to 1,000, said once', async (interval) => {
    const fake = createFakeFetcher()
    const two = (
      <>
        <ViewerCount streamId="A" fetcher={fake.fetcher} interval={interval} />
        <ViewerCount streamId="A" fetcher={fake.fetcher} interval={interval} />
      </>
    )
    const { update } = await show(page.client, two, { strict: true })
    await update(two)
    expect(page.said()).toEqual([
      expect.stringMatching(
        `interval: ${interval} is no number of milliseconds, 1000 or more, so 1000 is used`,
      ),
    ])
    const before = fake.requests.length
    await pass(10_000)
    expect(fake.requests.length - before).toBe(10)
  })

  it.each([Number.NaN, Infinity])('of %s is the default, said once', async (interval) => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} interval={interval} />)
    expect(page.said()).toEqual([expect.stringContaining('so 30000 is used')])
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it.each([2 ** 31, 1e12])('of %s asks once, and is no busy loop', async (interval) => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} interval={interval} />)
    await pass(60_000)
    expect(fake.requests).toHaveLength(1)
  })

  it('may change, and is followed from the next tick on', async () => {
    const fake = createFakeFetcher()
    const at = (interval: number) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} interval={interval} />
    )
    const { update } = await show(page.client, at(30_000))
    await pass(1_000)
    await update(at(5_000))
    await pass(20_000)
    expect(fake.requests).toHaveLength(5)
    await update(at(60_000))
    await pass(58_000)
    expect(fake.requests).toHaveLength(6)
  })
})
