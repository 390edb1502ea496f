import { fireEvent } from '@testing-library/react'
import { createRef } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { badge, createFakeFetcher, mux, never, pass, seen, show, setUpPage } from './page'

const page = setUpPage()

async function showReading(viewers: number, props: Partial<ViewerCountProps> = {}) {
  const fake = createFakeFetcher((id) => mux(id, viewers))
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} {...more} />
  )
  return { ...(await show(page.client, element())), element, fake }
}

describe('the element', () => {
  it('carries every prop of a span', async () => {
    const onClick = vi.fn<() => void>()
    const ref = createRef<HTMLSpanElement>()
    await showReading(247, {
      ref,
      className: 'big red',
      style: { opacity: 0.5 },
      id: 'count',
      title: 'Viewers',
      lang: 'en',
      onClick,
      'data-testid': 'badge',
      'aria-describedby': 'about',
    } as Partial<ViewerCountProps>)
    expect(ref.current).toBe(badge())
    expect(badge().tagName).toBe('SPAN')
    expect(badge()).toHaveClass('big', 'red')
    expect(badge()).toHaveStyle({ opacity: '0.5' })
    expect(badge()).toHaveAttribute('id', 'count')
    expect(badge()).toHaveAttribute('title', 'Viewers')
    expect(badge()).toHaveAttribute('lang', 'en')
    expect(badge()).toHaveAttribute('data-testid', 'badge')
    expect(badge()).toHaveAttribute('aria-describedby', 'about')
    fireEvent.click(badge())
    expect(onClick).toHaveBeenCalledTimes(1)
  })

  it("lets the app's own accessible name, role and tabIndex win", async () => {
    const { getByRole } = await showReading(247, {
      'aria-label': 'Watching',
      role: 'status',
      tabIndex: -1,
    })
    expect(getByRole('status', { name: 'Watching' })).toHaveAttribute('tabindex', '-1')
  })

  it('keeps the hook’s options to itself', async () => {
    const options: Partial<ViewerCountProps> = {
      interval: 5_000,
      fallback: 5,
      staleAfter: 60_000,
      isStreaming: true,
      scope: 'eu',
      query: { gcTime: 1_000 },
      initialSnapshot: null,
      onError: () => undefined,
      onEnded: () => undefined,
      pauseOffscreen: false,
      locale: 'en',
      labels: {},
      notation: 'full',
      metric: 'viewers',
      tooltip: 'auto',
      announce: false,
      variant: 'subtle',
      size: 'medium',
      icon: '👁',
      count: null,
      dot: true,
      children: null,
      age: false,
      hideBelow: 1,
      whenEnded: 'zero',
      whenIdle: 'zero',
    }
    await showReading(247, options)
    expect(badge().getAttributeNames().toSorted()).toEqual([
      'aria-label',
      'data-mux-viewers',
      'data-size',
      'data-source',
      'data-status',
      'data-unit',
      'data-variant',
      'role',
      'tabindex',
    ])
  })

  it('is found by style sheets', async () => {
    await showReading(247)
    expect(badge().dataset).toMatchObject({ status: 'fresh', source: 'mux', unit: 'people' })
    expect(badge().querySelector('[data-slot=count]')).toHaveTextContent('247')
    expect(badge().querySelector('[data-slot=dot]')).toHaveAttribute('data-dot', 'solid')
    expect(badge().querySelector('[style]')).toBeNull()
  })

  it('says nobody counted where nobody did', async () => {
    await show(page.client, <ViewerCount streamId={null} />)
    expect(badge().dataset).toMatchObject({ status: 'unknown', source: 'none' })
    expect(badge()).not.toHaveAttribute('data-unit')
    expect(badge().querySelector('[data-slot=dot]')).toBeNull()
  })

  it('gives a ref function elements only, and calls its cleanup when the badge hides', async () => {
    const cleanUp = vi.fn<() => void>()
    const ref = vi.fn<(element: HTMLSpanElement) => () => void>(() => cleanUp)
    let viewers = 5
    const { fetcher } = createFakeFetcher((id) => mux(id, viewers))
    const options = { streamId: 'A', fetcher, hideBelow: 10, ref }
    await show(page.client, <ViewerCount {...options} />)
    expect(ref).not.toHaveBeenCalled()
    viewers = 20
    await pass(30_000)
    expect(ref.mock.calls).toEqual([[badge()]])
    viewers = 5
    await pass(30_000)
    expect(ref).toHaveBeenCalledTimes(1)
    expect(cleanUp).toHaveBeenCalledTimes(1)
  })

  it('gives a ref function the element once, and takes it back once', async () => {
    const ref = vi.fn<(element: HTMLSpanElement | null) => void>()
    const { update, element, unmount } = await showReading(247, {
      ref,
    } as Partial<ViewerCountProps>)
    await update(element({ className: 'x' }))
    await pass(60_000)
    expect(ref.mock.calls).toEqual([[badge()]])
    unmount()
    expect(ref.mock.calls.slice(1)).toEqual([[null]])
  })
})

describe('the number', () => {
  it.each<[number, Partial<ViewerCountProps>, string, string]>([
    [0, {}, '👁 0 ●', '0 viewers'],
    [1, {}, '👁 1 ●', '1 viewer'],
    [1_234, {}, '👁 1,234 ●', '1,234 viewers'],
    [1_234, { notation: 'compact' }, '👁 1.2K ●', '1,234 viewers'],
    [1_234, { locale: 'de' }, '👁 1.234 ●', '1.234 viewers'],
    [12_345_678, { locale: 'en-IN' }, '👁 1,23,45,678 ●', '1,23,45,678 viewers'],
    [1_234, { locale: 'not a locale' }, '👁 1,234 ●', '1,234 viewers'],
  ])('%s with %o is %s', async (viewers, props, text, name) => {
    await showReading(viewers, props)
    expect(seen().text).toBe(text)
    expect(seen().name).toBe(`${name} watching now, real-time from Mux`)
  })

  it('is the same on every machine, whatever its own language', async () => {
    vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE')
    await showReading(1_234)
    expect(seen().text).toBe('👁 1,234 ●')
  })
})

it('is never announced by itself', async () => {
  const { container } = await showReading(247)
  expect(container.querySelector('[aria-live], [role=status], [role=alert]')).toBeNull()
})

it('stands still while it loads', async () => {
  await show(page.client, <ViewerCount streamId="A" fetcher={never} />)
  await pass(9_000)
  expect(seen()).toEqual({ text: '👁 –', name: 'Loading the viewer count', status: 'loading' })
})
