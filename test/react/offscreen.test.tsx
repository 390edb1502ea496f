import { fireEvent, screen } from '@testing-library/react'
import { useRef, useState, type ReactElement, type RefObject } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { useMuxViewers, ViewerCount, type UseMuxViewersOptions } from '../../src'
import { FakeIntersectionObserver, scroll, setUpScreen } from './fakeIntersectionObserver'
import { createFakeFetcher, mux, pass, seen, setOnline, setVisible, show, soon } from './page'
import { setUpPage } from './page'

const page = setUpPage()
setUpScreen()

/** A list of badges that pause off screen; `more` for one of them. */
function createList(answer?: Parameters<typeof createFakeFetcher>[0]) {
  const fake = createFakeFetcher(answer)
  const item = (id: string, more = {}) => (
    <ViewerCount
      key={id}
      data-testid={id}
      {...{ streamId: id, fetcher: fake.fetcher, pauseOffscreen: true, ...more }}
    />
  )
  const asked = () => fake.requests.splice(0).map(({ streamIds }) => streamIds.join())
  return { fake, item, asked }
}

describe('a badge off screen', () => {
  it('asks nothing until it comes on screen, then at once and at the ticks', async () => {
    const { item, asked } = createList()
    await show(page.client, item('A'))
    await pass(65_000)
    expect(asked()).toEqual([])
    expect(seen()).toMatchObject({ text: '👁 –', status: 'loading' })
    await scroll('A')
    expect(asked()).toEqual(['A'])
    expect(seen().text).toBe('👁 1 ●')
    await pass(25_000)
    expect(asked()).toEqual(['A'])
  })

  it('asks nothing, and once at once on return, if a poll was missed', async () => {
    const { item, asked } = createList()
    await show(page.client, item('A'))
    await scroll('A')
    await scroll()
    await pass(600_000)
    expect(asked()).toEqual(['A'])
    await scroll('A')
    expect(asked()).toEqual(['A'])
    await scroll()
    await scroll('A')
    expect(asked()).toEqual([])
    await pass(30_000)
    expect(asked()).toEqual(['A'])
  })

  it('asks nothing when the page is looked at or online again', async () => {
    const { item, asked } = createList()
    await show(page.client, [
      item('A'),
      item('B', { query: { refetchOnWindowFocus: true } }),
      item('C', { initialSnapshot: mux('C', 5, { ageMs: 0 }) }),
    ])
    setVisible(false)
    setOnline(false)
    await pass(60_000)
    setOnline(true)
    setVisible(true)
    await pass(60_000)
    expect(asked()).toEqual([])
  })

  it('says nothing new once it is gone', async () => {
    const { item, asked } = createList()
    const { unmount } = await show(page.client, [item('A'), item('B')])
    await scroll('A')
    await scroll()
    await pass(600_000)
    asked()
    unmount()
    await pass(300_000)
    expect(asked()).toEqual([])
    expect(FakeIntersectionObserver.all[0]!.watched.size).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a list', () => {
  it('asks for what is on screen, with one observer', async () => {
    const { item, asked } = createList()
    await show(
      page.client,
      ['A', 'B', 'C', 'D'].map((id) => item(id)),
    )
    await scroll('B', 'C')
    expect(asked()).toEqual(['B,C'])
    await scroll('C', 'D')
    expect(asked()).toEqual(['D'])
    await pass(30_000)
    expect(asked()).toEqual(['C,D'])
    expect(FakeIntersectionObserver.all).toHaveLength(1)
  })

  it('asks for a stream while one of its badges is on screen', async () => {
    const { item, asked } = createList()
    await show(page.client, [item('A'), item('B', { streamId: 'A' })])
    await scroll('B')
    await pass(30_000)
    expect(asked()).toEqual(['A', 'A'])
    await scroll()
    await pass(60_000)
    expect(asked()).toEqual([])
  })

  it('does not hold the others back', async () => {
    const { item, asked } = createList()
    await show(page.client, [item('A'), item('B', { pauseOffscreen: undefined })])
    await pass(30_000)
    expect(asked()).toEqual(['B', 'B'])
  })
})

describe('the wish', () => {
  it('may come and go', async () => {
    const { item, asked } = createList()
    const { update } = await show(page.client, item('A', { pauseOffscreen: false }))
    await update(item('A'))
    await pass(60_000)
    expect(asked()).toEqual(['A'])
    await update(item('A', { pauseOffscreen: false }))
    await pass(30_000)
    expect(asked().length).toBeGreaterThanOrEqual(1)
  })

  it('is not heard by a badge that has no element, or it would never come back', async () => {
    let viewers = 0
    const { item, asked } = createList((id) => mux(id, viewers))
    await show(page.client, item('A', { hideBelow: 1 }))
    expect(document.querySelector('[data-testid]')).toBeNull()
    expect(asked()).toEqual(['A'])
    viewers = 7
    await pass(30_000)
    expect(asked()).toEqual(['A'])
    expect(seen().text).toBe('👁 7 ●')
    await pass(60_000)
    expect(asked()).toEqual([])
  })

  it('changes nothing where the browser cannot tell', async () => {
    vi.stubGlobal('IntersectionObserver', undefined)
    const { item, asked } = createList()
    await show(page.client, item('A'))
    await pass(30_000)
    expect(asked()).toEqual(['A', 'A'])
  })

  it('of a hook names an element, also one that several share, whenever they come', async () => {
    const { fake, asked } = createList()
    function Total({ pauseOffscreen, streamId }: UseMuxViewersOptions): ReactElement {
      return <b>{useMuxViewers({ streamId, pauseOffscreen, fetcher: fake.fetcher }).viewers}</b>
    }
    function Card({ ids }: { ids: string[] }): ReactElement {
      const card = useRef<HTMLElement>(null)
      return (
        <article ref={card} data-testid="card">
          {ids.map((id) => (
            <Total key={id} streamId={id} pauseOffscreen={card} />
          ))}
        </article>
      )
    }
    const { container, update } = await show(page.client, <Card ids={['A', 'B']} />, {
      strict: true,
    })
    expect(asked()).toEqual([])
    await scroll('card')
    expect(asked()).toEqual(['A,B'])
    expect(container).toHaveTextContent('11')
    await update(<Card ids={['A', 'B', 'C']} />)
    await soon()
    expect(asked()).toEqual(['C'])
    await scroll()
    await pass(60_000)
    expect(asked()).toEqual([])
  })

  it('of a hook ends with the hook, though its element stays', async () => {
    const { fake, asked } = createList()
    function Total({ card }: { card: RefObject<HTMLElement | null> }): ReactElement {
      const options = { streamId: 'A', pauseOffscreen: card, fetcher: fake.fetcher }
      return <b>{useMuxViewers(options).viewers}</b>
    }
    function Card({ isOpen }: { isOpen: boolean }): ReactElement {
      const card = useRef<HTMLElement>(null)
      return (
        <article ref={card} data-testid="card">
          {isOpen && <Total card={card} />}
        </article>
      )
    }
    const { update } = await show(page.client, <Card isOpen />)
    await update(<Card isOpen={false} />)
    expect(FakeIntersectionObserver.all[0]!.watched.size).toBe(0)
    await scroll('card')
    expect(asked()).toEqual([])
  })
})

it('an element that takes the place of another below is watched instead', async () => {
  const fake = createFakeFetcher()
  function Box({ box }: { box: RefObject<HTMLDivElement | null> }): ReactElement {
    const [id, setId] = useState('old')
    return (
      <>
        <button onClick={() => setId('new')}>Swap</button>
        <div key={id} ref={box} data-testid={id} />
      </>
    )
  }
  function Page(): ReactElement {
    const box = useRef<HTMLDivElement>(null)
    useMuxViewers({ streamId: 'A', fetcher: fake.fetcher, pauseOffscreen: box })
    return <Box box={box} />
  }
  await show(page.client, <Page />)
  await scroll('old')
  expect(fake.requests).toHaveLength(1)
  fireEvent.click(screen.getByRole('button'))
  // A browser tells of what was taken out that it is not seen; of the other it was not asked.
  await scroll('new')
  await soon()
  await pass(60_000)
  expect(fake.requests).toHaveLength(3)
})
