import { screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { createFakeFetcher, mux, pass, setUpPage, show, soon } from './page'

const page = setUpPage()
const INTERVAL = 10_000

/** A badge that opened with `first` viewers. */
async function showBadge(first: number | null, props: Partial<ViewerCountProps> = {}) {
  let now: unknown = mux('A', first)
  const fake = createFakeFetcher((streamId) => ({ ...(now as object), streamId }))
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount
      streamId="A"
      fetcher={fake.fetcher}
      interval={INTERVAL}
      announce="changes"
      {...props}
      {...more}
    />
  )
  const result = await show(page.client, element(), { strict: true })
  return {
    ...result,
    update: (more: Partial<ViewerCountProps>) => result.update(element(more)),
    set: (viewers: number) => {
      now = mux('A', Math.round(viewers))
    },
    /** The next reading, and what has been said after it. */
    count: async (viewers: number | null, more: Parameters<typeof mux>[2] = {}) => {
      now = mux('A', viewers, more)
      await pass(INTERVAL)
      // What an effect begins is seen a moment later.
      await soon()
      return said()
    },
  }
}

const said = (): string => screen.getByRole('status').textContent.trim()
const watching = (count: number): string => `${count} viewers watching now, real-time from Mux`

describe('what is announced', () => {
  it('nothing, unless asked for', async () => {
    await showBadge(100, { announce: false })
    expect(document.querySelector('[role=status], [role=alert], [aria-live]')).toBeNull()
  })

  it('not the number that the page opened with', async () => {
    const { count } = await showBadge(100)
    expect(said()).toBe('')
    expect(await count(100)).toBe('')
  })

  it('not the first number after a while without one', async () => {
    const { count } = await showBadge(null)
    expect(await count(100)).toBe('')
    expect(await count(150)).toBe(watching(150))
  })

  it('not the first number of another stream', async () => {
    const { count, update } = await showBadge(100)
    expect(await count(200)).toBe(watching(200))
    await count(300)
    await update({ streamId: 'B' })
    await pass(120_000)
    expect(said()).toBe('')
  })

  it('changes of a tenth, up or down', async () => {
    const { count } = await showBadge(100)
    expect(await count(109)).toBe('')
    expect(await count(110)).toBe(watching(110))
    await pass(60_000)
    expect(await count(100)).toBe('')
    expect(await count(99)).toBe(watching(99))
  })

  it('milestones on the way up', async () => {
    const { count } = await showBadge(90, { announce: 'milestones' })
    expect(await count(99)).toBe('')
    expect(await count(104)).toBe(watching(104))
    await pass(60_000)
    expect(await count(200)).toBe('')
    expect(await count(50)).toBe('')
    expect(await count(104)).toBe('')
    expect(await count(251)).toBe(watching(251))
  })

  it('milestones anew, once the stream begins again', async () => {
    const { count } = await showBadge(90, { announce: 'milestones' })
    expect(await count(600)).toBe(watching(600))
    expect(await count(0, { stream: 'ended' })).toBe('')
    await pass(60_000)
    expect(await count(11)).toBe(watching(11))
  })

  it('not that the same number has become old', async () => {
    const { count } = await showBadge(100)
    expect(await count(100, { ageMs: 90_000 })).toBe('')
    expect(screen.getByRole('img')).toHaveAccessibleName('100 viewers, last known from Mux')
  })

  it('the end, which is a change', async () => {
    const { count } = await showBadge(100)
    expect(await count(0, { stream: 'ended' })).toBe('0 viewers, ended')
  })

  it('the exact number in the words of the app, however short the face is', async () => {
    const { count } = await showBadge(1_000, {
      notation: 'compact',
      labels: { fresh: '{viewers}!', watching: '{count} sehen zu' },
      locale: 'de',
    })
    expect(await count(1_234)).toBe('1.234 sehen zu!')
  })

  it('playbacks, by a badge of playbacks', async () => {
    const { count } = await showBadge(7, { metric: 'views' })
    expect(await count(7, { views: 100 })).toBe('')
    expect(await count(7, { views: 200 })).toBe('200 playbacks running now, real-time from Mux')
  })
})

describe('when it is announced', () => {
  it('at once, then at most once a minute, and then the newest number', async () => {
    const { count } = await showBadge(100)
    expect(await count(200)).toBe(watching(200))
    expect(await count(300)).toBe('')
    expect(await count(400)).toBe('')
    await pass(39_900)
    expect(said()).toBe('')
    await pass(200)
    expect(said()).toBe(watching(400))
  })

  it('not at all when the number has come back meanwhile', async () => {
    const { count } = await showBadge(100)
    expect(await count(200)).toBe(watching(200))
    await count(300)
    await count(205)
    await pass(33_000)
    expect(said()).toBe('')
    await pass(600_000)
    expect(said()).toBe('')
  })

  it('never more often, whatever the numbers do', async () => {
    const { set } = await showBadge(1)
    const times: number[] = []
    const hear = (): void => {
      if (said() !== '') times.push(performance.now())
    }
    new MutationObserver(hear).observe(screen.getByRole('status'), {
      characterData: true,
      childList: true,
      subtree: true,
    })
    for (let seconds = 0; seconds < 300; seconds += 1) {
      set(2 ** (seconds / 10))
      await pass(1_000)
    }
    const gaps = times.slice(1).map((time, index) => time - times[index]!)
    expect(gaps.length).toBeGreaterThan(3)
    // React 18 draws at the end of such a second.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(59_000)
  })

  it.each<[string, Partial<ViewerCountProps>]>([
    ['a badge that hides in between', { hideBelow: 50 }],
    ['another stream', {}],
  ])('never more often with %s', async (name, props) => {
    const { count, update } = await showBadge(100, props)
    expect(await count(200)).toBe(watching(200))
    if (name === 'another stream') await update({ ...props, streamId: 'B' })
    expect(await count(40)).toBe('')
    expect(await count(100)).toBe('')
    expect(await count(400)).toBe('')
    await pass(40_000)
    expect(said()).toBe(watching(400))
  })

  it('and soon it is true no more, so it goes', async () => {
    const { count } = await showBadge(100)
    expect(await count(200)).toBe(watching(200))
    await pass(7_000)
    expect(said()).toBe('')
  })

  it('not any more once the badge has gone', async () => {
    const { count, unmount } = await showBadge(100)
    await count(200)
    await count(300)
    unmount()
    page.client.clear()
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('the place for it is there from the start, empty, beside the badge and not in it', async () => {
  await showBadge(100)
  await soon()
  const region = screen.getByRole('status')
  expect(region).toBeEmptyDOMElement()
  expect(region).toHaveAttribute('data-mux-viewers-announcement')
  expect(region.previousElementSibling).toBe(screen.getByRole('img'))
})
