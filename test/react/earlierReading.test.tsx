import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type Fallback, type ViewerSnapshot } from '../../src'
import { createFakeFetcher, mux, never, pass, setUpPage, show, showHook, soon } from './page'

const page = setUpPage()

const ISO = (time: number): string => new Date(time).toISOString()
const NINE = Date.parse('2026-01-02T09:00:00Z')

const COUNTED = mux('A', 247, { ageMs: 0, asOf: ISO(NINE) })
const stored = (asOf: number): ViewerSnapshot => ({
  ...{ streamId: 'A', viewers: 3, source: 'fallback', via: 'store', asOf: ISO(asOf) },
})

/** The hook, whose fetcher brings Mux's 247 at first and then what is said. */
async function showAfter(later: unknown, fallback?: Fallback) {
  const fake = createFakeFetcher((_id, count) => (count === 1 ? COUNTED : later))
  const hook = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher, fallback })
  return { ...hook, fake }
}

describe('a reading of Mux, once the answers bring none', () => {
  it.each<[string, unknown]>([
    ['an older number of the store', stored(NINE - 3_600_000)],
    ['a newer one, too: a fresh reading is before any other number', stored(NINE + 20_000)],
    ['no number', { streamId: 'A', viewers: null, source: null }],
    ['no number, in the name of Mux', { streamId: 'A', viewers: null, source: 'mux' }],
  ])('is shown while it is fresh: %s', async (_name, later) => {
    const { result } = await showAfter(later)
    await pass(31_000)
    expect(result.current).toMatchObject({ viewers: 247, status: 'fresh', source: 'mux' })
    expect(result.current.getSnapshot()).toMatchObject({ viewers: 247, asOf: ISO(NINE) })
    expect(result.current.getSnapshot()?.ageMs).toBeGreaterThan(30_000)
  })

  it.each<[string, unknown, object]>([
    ['older than it', stored(NINE - 1), { viewers: 247, status: 'stale' }],
    ['as old as it', stored(NINE), { viewers: 247, status: 'stale' }],
    ['newer than it', stored(NINE + 1), { viewers: 3, status: 'fallback' }],
  ])(
    'loses to a number of the store that is newer, once it is old: %s',
    async (_n, later, shown) => {
      const { result } = await showAfter(later)
      await pass(120_000)
      expect(result.current).toMatchObject(shown)
      expect(result.current.getSnapshot()?.viewers).toBe(result.current.viewers)
    },
  )

  it('is what a fallback function is told of', async () => {
    const fallback = vi.fn(() => null)
    await showAfter(stored(NINE - 1), fallback)
    await pass(31_000)
    expect(fallback).toHaveBeenLastCalledWith({
      ...{ streamId: 'A', lastViewers: 247, lastAsOf: ISO(NINE) },
    })
  })

  it('is nothing any more after the broadcast it was counted in', async () => {
    const { result, fake } = await showAfter({ ...mux('A', null), viewers: 0, stream: 'ended' })
    await pass(30_000)
    expect(result.current).toMatchObject({ viewers: 0, status: 'ended' })
    fake.answer = () => ({ streamId: 'A', viewers: null, source: null, stream: 'active' })
    await pass(30_000)
    expect(result.current).toMatchObject({ viewers: null, status: 'unknown' })
  })

  it('is forgotten where the app resets its cache', async () => {
    const { result, fake } = await showAfter(stored(NINE))
    await pass(31_000)
    fake.answer = never
    void page.client.resetQueries({ queryKey: ['mux-viewers'] })
    await soon()
    expect(result.current).toMatchObject({ viewers: null, status: 'loading' })
  })
})

it('two badges of one stream agree, whichever was there first', async () => {
  const late = { code: 'unavailable', at: 'mux', message: '[mux-viewers] Late.' } as const
  const fake = createFakeFetcher((id, count) =>
    count === 1
      ? mux(id, 7, { ageMs: 0, pollAfterMs: 60_000 })
      : mux(id, 7, { ageMs: 70_000, pollAfterMs: 120_000, error: late }),
  )
  const one = <ViewerCount key="1" streamId="A" fetcher={fake.fetcher} />
  const { container, update } = await show(page.client, [one])
  await pass(80_000)
  await update([one, <ViewerCount key="2" streamId="A" fetcher={fake.fetcher} />])
  expect(container).toHaveTextContent('👁 7 ●👁 7 ●')
})
