import { fireEvent, screen, within } from '@testing-library/react'
import { Component, createRef, version, type ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type UseMuxViewersResult, type ViewerCountProps } from '../../src'
import { badge, createFakeFetcher, mux, seen, setUpPage, show, soon } from './page'

const page = setUpPage()

type Props = Partial<ViewerCountProps> & { ref?: unknown }

async function showBadge(props: Props = {}, answer = mux('A', 247, { views: 300 })) {
  const fake = createFakeFetcher(() => answer)
  const element = (more: Props = {}) => (
    <ViewerCount streamId="A" fetcher={fake.fetcher} {...({ ...props, ...more } as object)} />
  )
  const result = await show(page.client, element())
  return { ...result, update: (more: Props) => result.update(element(more)), fake }
}

const slot = (name: string) => badge().querySelector(`[data-slot=${name}]`)

describe('the element', () => {
  it('is given to a ref object, also when it comes and goes', async () => {
    const ref = createRef<HTMLSpanElement>()
    const { update, unmount } = await showBadge({ ref })
    expect(ref.current).toBe(badge())
    await update({ ref, hideBelow: 1_000 })
    expect(ref.current).toBeNull()
    await update({ ref, hideBelow: 0 })
    expect(ref.current).toBe(badge())
    unmount()
    expect(ref.current).toBeNull()
  })

  it('is given to a ref function, also when it comes and goes', async () => {
    const ref = vi.fn<(element: HTMLSpanElement | null) => void>()
    const { update } = await showBadge({ ref })
    const first = badge()
    await update({ ref, hideBelow: 1_000 })
    expect(ref).toHaveBeenLastCalledWith(null)
    await update({ ref, hideBelow: 0 })
    expect(ref).toHaveBeenLastCalledWith(badge())
    expect(ref.mock.calls[0]).toEqual([first])
  })

  it.runIf(Number.parseInt(version) >= 19)('takes the clean-up of a ref function', async () => {
    const cleanUp = vi.fn<() => void>()
    const ref = vi.fn<(element: HTMLSpanElement | null) => () => void>(() => cleanUp)
    const { unmount } = await showBadge({ ref })
    expect(ref.mock.calls).toEqual([[badge()]])
    unmount()
    expect(cleanUp).toHaveBeenCalledTimes(1)
    expect(ref).toHaveBeenCalledTimes(1)
  })

  it.each<[keyof ViewerCountProps, (element: HTMLElement) => unknown]>([
    ['onClick', fireEvent.click],
    ['onDoubleClick', fireEvent.doubleClick],
    ['onKeyDown', (element) => fireEvent.keyDown(element, { key: 'Escape' })],
    ['onPointerEnter', fireEvent.pointerEnter],
    ['onPointerLeave', fireEvent.pointerLeave],
    ['onMouseEnter', fireEvent.mouseEnter],
    ['onFocus', fireEvent.focus],
    ['onBlur', fireEvent.blur],
    ['onTouchStart', fireEvent.touchStart],
    ['onCopy', fireEvent.copy],
  ])('hears %s', async (handler, fire) => {
    const hear = vi.fn<() => void>()
    await showBadge({ [handler]: hear })
    fire(badge())
    expect(hear).toHaveBeenCalledTimes(1)
  })

  it('keeps its name and role when the app passes undefined on', async () => {
    await showBadge({ 'aria-label': undefined, role: undefined })
    expect(
      screen.getByRole('img', { name: '247 viewers watching now, real-time from Mux' }),
    ).toBeInTheDocument()
  })

  it('says what it shows to style sheets, whatever the app passes', async () => {
    await showBadge({ variant: 'overlay', size: 'large', 'data-status': 'mine' } as Props)
    expect(Object.fromEntries(Object.entries(badge().dataset))).toEqual({
      muxViewers: '',
      variant: 'overlay',
      size: 'large',
      status: 'fresh',
      source: 'mux',
      unit: 'people',
    })
  })
})

describe('a slot', () => {
  it.each<[string, Props, string]>([
    ['an icon', { icon: <b>eye</b> }, 'eye 247 ●'],
    ['an icon by the state', { icon: ({ status }) => `${status}!` }, 'fresh! 247 ●'],
    ['no icon', { icon: false }, '247 ●'],
    ['our icon', { icon: true }, '👁 247 ●'],
    ['digits', { count: <b>many</b> }, '👁 many ●'],
    ['digits by the state', { count: ({ viewers }) => `~${viewers}` }, '👁 ~247 ●'],
    ['a zero for digits', { count: 0 }, '👁 0 ●'],
    ['a dot', { dot: <i>live</i> }, '👁 247 live'],
    ['a dot by the state', { dot: ({ dot }) => dot }, '👁 247 solid'],
    ['no dot', { dot: false }, '👁 247'],
    ['our dot', { dot: true }, '👁 247 ●'],
    ['all of it', { children: <b>all</b> }, 'all'],
    ['all by the state', { children: (state) => `${state.views} plays` }, '300 plays'],
    ['nothing', { children: undefined }, '👁 247 ●'],
    ['null', { children: null }, '👁 247 ●'],
  ])('takes %s', async (_name, props, text) => {
    await showBadge(props)
    expect(seen().text).toBe(text)
    expect(seen().name).toBe('247 viewers watching now, real-time from Mux')
  })

  it('is told all that the hook tells', async () => {
    const count = vi.fn<(state: UseMuxViewersResult) => ReactNode>(() => 'n')
    await showBadge({ count })
    expect(count).toHaveBeenLastCalledWith({
      viewers: 247,
      views: 300,
      unit: 'people',
      status: 'fresh',
      source: 'mux',
      dot: 'solid',
      stream: 'unknown',
      broadcast: null,
      error: null,
      refetch: expect.any(Function),
      getSnapshot: expect.any(Function),
    })
  })

  it('stands in its place, where a style sheet finds it', async () => {
    await showBadge({ icon: 'I', count: 'C', dot: 'D' })
    expect(slot('icon')).toHaveTextContent('I')
    expect(slot('count')).toHaveTextContent('C')
    expect(slot('dot')).toHaveTextContent('D')
    expect(slot('dot')).toHaveAttribute('data-dot', 'solid')
  })

  it('for a dot is asked only where a dot is earned', async () => {
    const dot = vi.fn<() => ReactNode>(() => 'D')
    await showBadge({ dot, isStreaming: false })
    expect(seen().text).toBe('👁 0')
    expect(dot).not.toHaveBeenCalled()
  })

  it('is not filled while the badge is hidden', async () => {
    const count = vi.fn<() => ReactNode>(() => 'C')
    const { container } = await showBadge({ count, isStreaming: false, whenIdle: 'hide' })
    expect(container).toBeEmptyDOMElement()
    expect(count).not.toHaveBeenCalled()
  })

  it('for everything leaves the tooltip', async () => {
    await showBadge({ children: 'mine' })
    fireEvent.pointerEnter(badge())
    expect(within(badge()).getByText(/^247 viewers/)).toHaveAttribute('role', 'tooltip')
  })
})

it('what a slot throws is the business of the app, and reaches its boundary', async () => {
  class Boundary extends Component<{ children: ReactNode }, { message?: string }> {
    override state: { message?: string } = {}
    static getDerivedStateFromError = ({ message }: Error) => ({ message })
    override render(): ReactNode {
      return this.state.message ?? this.props.children
    }
  }
  const { container } = await show(
    page.client,
    <Boundary>
      <ViewerCount
        streamId={null}
        count={() => {
          throw new Error('my own slot')
        }}
      />
    </Boundary>,
  )
  await soon()
  expect(container).toHaveTextContent('my own slot')
  expect(page.said().join()).toContain('The above error occurred')
})
