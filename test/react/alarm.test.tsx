import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import {
  badge,
  createFakeFetcher,
  mux,
  never,
  pass,
  seen,
  setOnline,
  setUpPage,
  show,
} from './page'

const page = setUpPage()

/** Badges of as many streams as there are `staleAfter`s; asked once, then silence. */
async function showBadges(staleAfters: number[], props: Partial<ViewerCountProps> = {}) {
  const fake = createFakeFetcher((id, count) => (count === 1 ? mux(id, 7) : never()))
  const result = await show(
    page.client,
    staleAfters.map((staleAfter, index) => (
      <ViewerCount
        key={index}
        streamId={`stream-${index}`}
        fetcher={fake.fetcher}
        interval={3_600_000}
        staleAfter={staleAfter}
        {...props}
      />
    )),
  )
  return { ...result, fake }
}
const stale = (): number => document.querySelectorAll('[data-status=stale]').length

describe('a page of many badges', () => {
  it('has one timer for all their moments', async () => {
    const { unmount } = await showBadges(Array.from({ length: 10 }, () => Infinity))
    const withoutMoments = vi.getTimerCount()
    unmount()
    page.client.clear()
    expect(vi.getTimerCount()).toBe(0)
    await showBadges(Array.from({ length: 10 }, (_, index) => 150_000 - index * 10_000))
    expect(vi.getTimerCount()).toBe(withoutMoments + 1)
    await pass(100_000)
    expect(stale()).toBe(5)
    expect(vi.getTimerCount()).toBe(withoutMoments + 1)
    await pass(100_000)
    expect(stale()).toBe(10)
    expect(vi.getTimerCount()).toBe(withoutMoments)
  })

  it('turns each at its own moment, in any order, and asks nothing for it', async () => {
    const { fake } = await showBadges([50_000, 10_000, 30_000, 10_000, 40_000])
    const counts = [stale()]
    for (const moment of [9_980, 30, 19_950, 60, 9_950, 60, 9_950, 60]) {
      await pass(moment)
      counts.push(stale())
    }
    expect(counts).toEqual([0, 0, 2, 2, 3, 3, 4, 4, 5])
    expect(fake.requests).toHaveLength(1)
  })

  it('keeps the moments of those that stay when others go', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    const one = <ViewerCount key="a" streamId="A" fetcher={fake.fetcher} staleAfter={10_000} />
    const two = <ViewerCount key="b" streamId="B" fetcher={fake.fetcher} staleAfter={20_000} />
    const { update } = await show(page.client, [one, two])
    await update([two])
    await pass(19_900)
    expect(seen().status).toBe('fresh')
    await pass(100)
    expect(seen().status).toBe('stale')
  })
})

describe('the moment', () => {
  it('comes while offline', async () => {
    await showBadges([10_000])
    setOnline(false)
    await pass(9_900)
    expect(seen().text).toBe('👁 7 ●')
    await pass(200)
    expect(seen().text).toBe('👁 7 ○')
  })

  it('comes where nothing is ever asked, even after more than a timer can hold', async () => {
    const days = 86_400_000
    await show(
      page.client,
      <ViewerCount
        streamId="A"
        initialSnapshot={mux('A', 7, { ageMs: 0 })}
        staleAfter={30 * days}
        query={{ enabled: false }}
      />,
    )
    await pass(30 * days - 60_000)
    expect(seen().text).toBe('👁 7 ●')
    await pass(60_000)
    expect(seen().text).toBe('👁 7 ○')
  })

  it('moves with staleAfter, forth and back', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    const element = (staleAfter: number) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} staleAfter={staleAfter} />
    )
    const { update } = await show(page.client, element(10_000))
    await update(element(20_000))
    await pass(15_000)
    expect(seen().status).toBe('fresh')
    await update(element(16_000))
    await pass(1_000)
    expect(seen().status).toBe('stale')
    await update(element(25_000))
    expect(seen().status).toBe('fresh')
  })
})

describe("whatever the visitor's clock says", () => {
  it.each([
    ['10 minutes ahead', 600_000],
    ['10 minutes behind', -600_000],
    ['a day behind', -86_400_000],
  ])('%s: ages are told right, and the newer of two dates wins', async (_name, jump) => {
    vi.setSystemTime(Date.now() + jump)
    const fake = createFakeFetcher((id, count) =>
      count === 1 ? mux(id, 7, { asOf: '2026-01-02T03:04:05Z', ageMs: 2_500 }) : never(),
    )
    const element = (asOf: string) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} fallback={{ viewers: 5, asOf }} age />
    )
    const { update } = await show(page.client, element('2026-01-02T03:04:06Z'))
    await pass(10_100)
    vi.setSystemTime(Date.now() - jump)
    expect(seen().text).toBe('👁 7 ● 12 seconds ago')
    fireEvent.pointerEnter(badge())
    expect(screen.getByText(/from Mux, 12 seconds ago$/)).toHaveAttribute('role', 'tooltip')
    fireEvent.pointerLeave(badge())
    await pass(63_000)
    expect(seen()).toMatchObject({ text: '👁 5', status: 'fallback' })
    await update(element('2026-01-02T03:04:04Z'))
    expect(seen().status).toBe('stale')
  })
})
