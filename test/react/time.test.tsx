import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { createFakeFetcher, mux, pass, seen, show, showHook, setUpPage } from './page'

const page = setUpPage()

/** A badge that had one answer, and since then nothing but errors. */
async function showOnce(answer: unknown, props: Partial<ViewerCountProps> = {}) {
  const fake = createFakeFetcher((_id, count) => {
    if (count > 1) throw new Error('down')
    return answer
  })
  await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} />)
  return fake
}

describe('a reading grows old by itself', () => {
  it.each<[string, number, Partial<ViewerCountProps>, Partial<ReturnType<typeof mux>>]>([
    ['two and a half intervals', 75_000, {}, {}],
    ['at least a minute', 60_000, { interval: 5_000 }, {}],
    ['two and a half pollAfterMs', 150_000, {}, { pollAfterMs: 60_000 }],
    ['staleAfter', 4_000, { staleAfter: 4_000 }, {}],
    ['what was left of its age', 35_000, {}, { ageMs: 40_000 }],
  ])('after %s', async (_name, staleAt, props, more) => {
    await showOnce(mux('A', 7, more), props)
    await pass(staleAt - 20)
    expect(seen()).toMatchObject({ text: '👁 7 ●', status: 'fresh' })
    await pass(20)
    expect(seen()).toMatchObject({ text: '👁 7 ○', status: 'stale' })
  })

  it('at its moment, without a request', async () => {
    const fake = await showOnce(mux('A', 7), { staleAfter: 12_345 })
    await pass(12_330)
    expect(seen().text).toBe('👁 7 ●')
    await pass(20)
    expect(seen().text).toBe('👁 7 ○')
    expect(fake.requests).toHaveLength(1)
  })

  it('to the fallback, where there is one', async () => {
    await showOnce(mux('A', 7), { staleAfter: 4_000, fallback: 5 })
    expect(seen().text).toBe('👁 7 ●')
    await pass(4_000)
    expect(seen()).toMatchObject({ text: '👁 5', status: 'fallback' })
  })

  it('from idle to unknown', async () => {
    await showOnce(mux('A', 0, { source: null, stream: 'idle' }), { staleAfter: 4_000 })
    expect(seen()).toMatchObject({ text: '👁 0', status: 'idle' })
    await pass(4_000)
    expect(seen()).toMatchObject({ text: '👁 –', status: 'unknown' })
  })

  it('each badge at its own staleAfter', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    await show(
      page.client,
      <>
        <ViewerCount streamId="A" fetcher={fake.fetcher} staleAfter={20_000} data-testid="late" />
        <ViewerCount streamId="B" fetcher={fake.fetcher} staleAfter={4_000} data-testid="early" />
      </>,
    )
    const texts = () =>
      [...document.querySelectorAll('[data-testid]')].map((badge) => badge.textContent)
    await pass(10_000)
    expect(texts()).toEqual(['👁 7 ●', '👁 7 ○'])
    await pass(10_000)
    expect(texts()).toEqual(['👁 7 ○', '👁 7 ○'])
  })

  it('not while it is renewed', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} staleAfter={31_000} />)
    await pass(600_000)
    expect(seen().text).toBe('👁 7 ●')
  })

  it('never with staleAfter Infinity', async () => {
    await showOnce(mux('A', 7), { staleAfter: Infinity })
    await pass(3_600_000)
    expect(seen().text).toBe('👁 7 ●')
  })

  it('a back-off does not keep the dot green', async () => {
    const fake = createFakeFetcher((id, count) =>
      count === 1
        ? mux(id, 7)
        : mux(id, null, {
            pollAfterMs: 120_000,
            error: { code: 'timeout', at: 'mux', message: '[mux-viewers] Late.' },
          }),
    )
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(75_000)
    expect(seen().text).toBe('👁 7 ○')
  })
})

describe("the visitor's clock changes nothing", () => {
  const AS_OF = '2026-01-02T03:04:05Z'

  it.each([
    ['10 minutes ahead', [600_000]],
    ['10 minutes behind', [-600_000]],
    ['jumping', [600_000, -1_200_000, 0, 86_400_000, -86_400_000]],
  ])('%s', async (_name, jumps) => {
    vi.setSystemTime(Date.now() + jumps[0]!)
    const fake = await showOnce(mux('A', 7, { asOf: AS_OF }), {
      fallback: { viewers: 5, asOf: '2026-01-02T03:00:00Z' },
    })
    for (let passed = 0; passed < 70_000; passed += 10_000) {
      expect(seen()).toMatchObject({ text: '👁 7 ●', status: 'fresh' })
      await pass(10_000)
      vi.setSystemTime(Date.now() + jumps[(passed / 10_000) % jumps.length]!)
    }
    await pass(5_000)
    expect(seen()).toMatchObject({ text: '👁 7 ○', status: 'stale' })
    expect(fake.requests).toHaveLength(3)
  })
})

describe('getSnapshot', () => {
  it('tells the age as of now, and nothing of our own bookkeeping', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7, { ageMs: 1_000 }))
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    await pass(10_000)
    const { ageMs, ...snapshot } = result.current.getSnapshot()!
    expect(ageMs).toBeGreaterThanOrEqual(11_000)
    expect(ageMs).toBeLessThan(11_100)
    expect(snapshot).toEqual(mux('A', 7))
  })

  it('is null before the first answer, and in the hands of another stream', async () => {
    const fake = createFakeFetcher((id) => {
      if (id === 'B') throw new Error('down')
      return mux(id, 7)
    })
    const { result, rerender } = await showHook(page.client, { streamId: null })
    expect(result.current.getSnapshot()).toBeNull()
    rerender({ streamId: 'A', fetcher: fake.fetcher })
    await pass(10)
    expect(result.current.getSnapshot()?.viewers).toBe(7)
    rerender({ streamId: 'B', fetcher: fake.fetcher })
    await pass(10)
    expect(result.current.getSnapshot()).toBeNull()
  })

  it('is of the number shown: of a zero that nobody counted, once it is told not live', async () => {
    const { fetcher } = createFakeFetcher((id) => mux(id, 7))
    const { result, rerender } = await showHook(page.client, { streamId: 'A', fetcher })
    expect(result.current.getSnapshot()).toMatchObject({ viewers: 7, source: 'mux' })
    rerender({ streamId: 'A', fetcher, isStreaming: false })
    expect(result.current.getSnapshot()).toMatchObject({ viewers: 0, source: null })
  })

  it('finds its snapshot in an app that hashes keys in its own way', async () => {
    page.client.setDefaultOptions({
      queries: { queryKeyHashFn: (key) => `own:${JSON.stringify(key)}` },
    })
    const fake = createFakeFetcher((id) => mux(id, 7))
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    expect(result.current.viewers).toBe(7)
    expect(result.current.getSnapshot()?.viewers).toBe(7)
  })
})
