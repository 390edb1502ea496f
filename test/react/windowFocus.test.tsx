import { describe, expect, it, vi } from 'vitest'
import { ViewerCount } from '../../src'
import { createFakeFetcher, pass, seen, setUpPage, setVisible, show, soon } from './page'

const page = setUpPage()

describe('query.refetchOnWindowFocus says what a return to the page does', () => {
  it.each<[string, boolean | undefined, number, number]>([
    ['false: nothing, before a poll was missed', false, 10_000, 1],
    ['false: nothing, after one was missed', false, 100_000, 1],
    ['true: asks, though none was missed', true, 10_000, 2],
    ['true: asks, after one was missed', true, 100_000, 2],
    ['undefined: nothing, before one was missed', undefined, 10_000, 1],
    ['undefined: asks, after one was missed', undefined, 100_000, 2],
  ])('%s', async (_name, refetchOnWindowFocus, hiddenMs, requests) => {
    const fake = createFakeFetcher()
    const query = { refetchOnWindowFocus }
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} query={query} />)
    await pass(1_000)
    setVisible(false)
    await pass(hiddenMs)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(requests)
    await pass(30_000)
    expect(fake.requests).toHaveLength(requests + 1)
  })

  it.each([false, true, undefined])(
    '%s: a page opened in the background asks at its first look',
    async (refetchOnWindowFocus) => {
      const fake = createFakeFetcher()
      setVisible(false)
      const query = { refetchOnWindowFocus }
      await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} query={query} />)
      await pass(100_000)
      expect(fake.requests).toHaveLength(0)
      setVisible(true)
      await soon()
      expect(seen().text).toBe('👁 1 ●')
      await pass(60_000)
      expect(fake.requests).toHaveLength(3)
    },
  )

  it('true: asks also where the visitor’s clock was put back', async () => {
    const fake = createFakeFetcher()
    const query = { refetchOnWindowFocus: true }
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} query={query} />)
    setVisible(false)
    vi.setSystemTime(Date.now() - 600_000)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
  })
})
