import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { StrictMode, useState, type ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { MuxViewersProvider, useMuxViewers, ViewerCount, type ViewersFetcher } from '../../src'
import { createFakeFetcher, mux, pass, seen, setUpPage, show, soon } from './page'

const page = setUpPage()

const counting = (viewers: number) => createFakeFetcher((id) => mux(id, viewers))

/** A badge in a component that renders by itself again at a click. */
function Clicked({ children }: { children: () => ReactNode }): ReactNode {
  const [, setCount] = useState(0)
  return <button onClick={() => setCount((count) => count + 1)}>{children()}</button>
}

describe('what it says holds below it', () => {
  it('fetcher, interval, locale and labels', async () => {
    const fake = counting(1_234)
    await show(
      page.client,
      <MuxViewersProvider
        fetcher={fake.fetcher}
        interval={5_000}
        locale="de"
        labels={{ watching: '{count} sehen zu', fresh: '{viewers}, live' }}
      >
        <ViewerCount streamId="A" />
      </MuxViewersProvider>,
    )
    expect(seen()).toMatchObject({ text: '👁 1.234 ●', name: '1.234 sehen zu, live' })
    await pass(20_000)
    expect(fake.requests).toHaveLength(5)
  })

  it('scope, so that two halves of a page have their own fetchers', async () => {
    const [one, two] = [counting(1), counting(2)]
    const { container } = await show(
      page.client,
      <>
        <MuxViewersProvider fetcher={one.fetcher}>
          <ViewerCount streamId="A" />
        </MuxViewersProvider>
        <MuxViewersProvider fetcher={two.fetcher} scope="two">
          <ViewerCount streamId="A" />
        </MuxViewersProvider>
      </>,
    )
    expect(container).toHaveTextContent('👁 1 ●👁 2 ●')
  })

  it('also for a hook alone', async () => {
    const fake = counting(7)
    function Count() {
      return <b>{useMuxViewers({ streamId: 'A' }).viewers} viewers</b>
    }
    await show(
      page.client,
      <MuxViewersProvider fetcher={fake.fetcher}>
        <Count />
      </MuxViewersProvider>,
    )
    expect(screen.getByText('7 viewers')).toBeVisible()
  })

  it('unless an option of their own says otherwise', async () => {
    const [outer, own] = [counting(1_000), counting(2_000)]
    await show(
      page.client,
      <MuxViewersProvider
        {...{ fetcher: outer.fetcher, interval: 5_000, locale: 'de', scope: 'outer' }}
        labels={{ watching: '{count} sehen zu', fresh: '{viewers}, live' }}
      >
        <ViewerCount
          {...{ streamId: 'A', fetcher: own.fetcher, interval: 60_000, locale: 'en', scope: 'own' }}
          labels={{ watching: '{count} watch' }}
        />
      </MuxViewersProvider>,
    )
    expect(seen()).toMatchObject({ text: '👁 2,000 ●', name: '2,000 watch, live' })
    await pass(60_000)
    expect([outer.requests.length, own.requests.length]).toEqual([0, 2])
  })
})

describe('one inside another', () => {
  it('adds to what the outer one says, word by word', async () => {
    const fake = counting(1_234)
    await show(
      page.client,
      <MuxViewersProvider
        fetcher={fake.fetcher}
        locale="fr"
        labels={{ watching: '{count} here', fresh: '{viewers}, live' }}
      >
        <MuxViewersProvider locale="de" labels={{ watching: '{count} sehen zu' }}>
          <ViewerCount streamId="A" />
        </MuxViewersProvider>
      </MuxViewersProvider>,
    )
    expect(seen()).toMatchObject({ text: '👁 1.234 ●', name: '1.234 sehen zu, live' })
  })

  it('takes nothing away with what it leaves undefined', async () => {
    const fake = counting(1_234)
    await show(
      page.client,
      <MuxViewersProvider fetcher={fake.fetcher} locale="de" labels={{ fresh: '{viewers}, live' }}>
        <MuxViewersProvider
          {...{ fetcher: undefined, locale: undefined, interval: undefined, scope: undefined }}
          labels={undefined}
        >
          <ViewerCount streamId="A" />
        </MuxViewersProvider>
      </MuxViewersProvider>,
    )
    expect(seen()).toMatchObject({ text: '👁 1.234 ●', name: '1.234 viewers watching now, live' })
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
  })

  it('keeps one QueryClient, and so one request', async () => {
    const fake = counting(7)
    render(
      <MuxViewersProvider fetcher={fake.fetcher}>
        <ViewerCount streamId="A" />
        <MuxViewersProvider locale="de">
          <ViewerCount streamId="B" />
        </MuxViewersProvider>
      </MuxViewersProvider>,
    )
    await soon()
    expect(fake.requests.map(({ streamIds }) => streamIds)).toEqual([['A', 'B']])
  })
})

describe('a QueryClient', () => {
  const clients: QueryClient[] = []
  function Remembered() {
    clients.push(useQueryClient())
    return null
  }

  it('is made where there is none, once, and polls', async () => {
    const fake = counting(7)
    const tree = () => (
      <StrictMode>
        <MuxViewersProvider fetcher={fake.fetcher}>
          <ViewerCount streamId="A" />
          <Remembered />
        </MuxViewersProvider>
      </StrictMode>
    )
    clients.length = 0
    const { rerender, unmount } = render(tree())
    await soon()
    rerender(tree())
    await pass(60_000)
    expect(seen().text).toBe('👁 7 ●')
    expect(fake.requests).toHaveLength(3)
    expect(new Set(clients.slice(-2)).size).toBe(1)
    unmount()
    await pass(300_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of the app is used where there is one', async () => {
    clients.length = 0
    await show(
      page.client,
      <MuxViewersProvider>
        <Remembered />
      </MuxViewersProvider>,
    )
    expect(new Set(clients)).toEqual(new Set([page.client]))
  })
})

it('renders on the server and hydrates without a warning, with a QueryClient of its own', async () => {
  const fake = counting(9)
  const tree = (
    <StrictMode>
      <MuxViewersProvider fetcher={fake.fetcher} locale="de" labels={{ fresh: '{viewers}, live' }}>
        <ViewerCount streamId="A" initialSnapshot={mux('A', 1_234, { ageMs: 0 })} />
      </MuxViewersProvider>
    </StrictMode>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(tree)
  document.body.replaceChildren(container)
  expect(seen()).toMatchObject({ text: '👁 1.234 ●', name: '1.234 viewers watching now, live' })
  expect(fake.requests).toHaveLength(0)
  const { unmount } = render(tree, { container, hydrate: true })
  expect(page.said()).toEqual([])
  await soon()
  expect(seen().text).toBe('👁 9 ●')
  unmount()
  await pass(300_000)
  expect(vi.getTimerCount()).toBe(0)
})

describe('what it says may change', () => {
  it('and the badges follow', async () => {
    const [one, two] = [counting(1_000), counting(2_000)]
    const tree = (fetcher: ViewersFetcher, locale: string, interval: number) => (
      <MuxViewersProvider {...{ fetcher, locale, interval }}>
        <ViewerCount streamId="A" />
      </MuxViewersProvider>
    )
    const { update } = await show(page.client, tree(one.fetcher, 'en', 30_000))
    expect(seen().text).toBe('👁 1,000 ●')
    await update(tree(two.fetcher, 'de', 10_000))
    expect(seen().text).toBe('👁 1.000 ●')
    await pass(20_000)
    expect(seen().text).toBe('👁 2.000 ●')
    expect([one.requests.length, two.requests.length]).toEqual([1, 2])
  })

  it('renders no badge when it renders itself and says the same', async () => {
    const fake = counting(7)
    const labels = { fresh: '{viewers}, live' }
    const onRender = vi.fn<() => string>(() => '7')
    const badge = <ViewerCount streamId="A" count={onRender} />
    await show(
      page.client,
      <Clicked>
        {() => (
          <MuxViewersProvider fetcher={fake.fetcher} locale="de" labels={labels}>
            <MuxViewersProvider interval={20_000}>{badge}</MuxViewersProvider>
          </MuxViewersProvider>
        )}
      </Clicked>,
    )
    onRender.mockClear()
    fireEvent.click(screen.getByRole('button'))
    await soon()
    expect(onRender).not.toHaveBeenCalled()
  })
})

it('renders no hook again for labels that say the same', async () => {
  const fake = counting(7)
  const rendered = vi.fn()
  function Count(): ReactNode {
    rendered()
    return useMuxViewers({ streamId: 'A' }).viewers
  }
  const child = <Count />
  const at = (fresh: string) => (
    <MuxViewersProvider fetcher={fake.fetcher} labels={{ fresh }}>
      {child}
    </MuxViewersProvider>
  )
  const { update } = await show(page.client, at('live'))
  rendered.mockClear()
  await update(at('live'))
  expect(rendered).not.toHaveBeenCalled()
})
