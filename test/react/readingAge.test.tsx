import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import type { ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { useMuxViewers, useReadingAge, type UseMuxViewersOptions } from '../../src'
import { createFakeFetcher, mux, never, pass, setUpPage, show, soon } from './page'

const page = setUpPage()

const onRender = vi.fn<() => void>()

function Age({ getSnapshot }: Parameters<typeof useReadingAge>[0]): ReactNode {
  const ageMs = useReadingAge({ getSnapshot })
  return <i>{ageMs === null ? 'no age' : `${ageMs / 1_000} s`}</i>
}

/** A number with its age beside it; each render of the number is noted, those of the age are not. */
function Dated(options: UseMuxViewersOptions): ReactNode {
  const { viewers, getSnapshot } = useMuxViewers(options)
  onRender()
  return (
    <p>
      {viewers ?? '–'}, <Age getSnapshot={getSnapshot} />
    </p>
  )
}

/** Answers 7, as old as told, and then nothing but errors. */
const once = (ageMs: number) =>
  createFakeFetcher((id, count) => {
    if (count > 1) throw new Error('down')
    return mux(id, 7, { ageMs })
  })

const text = () => screen.getByRole('paragraph').textContent

describe('the age of a reading', () => {
  it('is what it was when it came, and counts on, also when it is stale', async () => {
    const { fetcher } = once(12_400)
    await show(page.client, <Dated streamId="A" fetcher={fetcher} />)
    expect(text()).toBe('7, 12 s')
    await pass(5_000)
    expect(text()).toBe('7, 17 s')
    await pass(600_000)
    expect(text()).toBe('7, 617 s')
  })

  it('begins anew with each answer, though the number is the same', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7, { ageMs: 400 }))
    await show(page.client, <Dated streamId="A" fetcher={fake.fetcher} />)
    await pass(29_500)
    expect(text()).toBe('7, 29 s')
    await pass(2_500)
    expect(text()).toBe('7, 2 s')
  })

  it('renders only who asked for it', async () => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    await show(page.client, <Dated streamId="A" fetcher={fake.fetcher} />)
    onRender.mockClear()
    await pass(300_000)
    expect(fake.requests).toHaveLength(11)
    expect(onRender).not.toHaveBeenCalled()
  })

  it('goes by the time that passes, not by the clock of the visitor', async () => {
    const { fetcher } = once(500)
    await show(page.client, <Dated streamId="A" fetcher={fetcher} />)
    vi.setSystemTime(Date.now() - 3_600_000)
    await pass(10_000)
    vi.setSystemTime(Date.now() + 86_400_000)
    await pass(10_000)
    expect(text()).toBe('7, 20 s')
  })
})

describe('there is no age', () => {
  it.each<[string, string, Partial<UseMuxViewersOptions>]>([
    ['while nothing has come', '–, no age', {}],
    [
      'of your own number, though it has a date',
      '5, no age',
      { fallback: { viewers: 5, asOf: new Date() } },
    ],
    ['of a told zero', '0, no age', { isStreaming: false }],
    ['without a stream', '–, no age', { streamId: null }],
    ['of a reading that tells none', '7, no age', { initialSnapshot: mux('A', 7) }],
  ])('%s', async (_name, expected, options) => {
    await show(page.client, <Dated streamId="A" fetcher={never} {...options} />)
    await pass(5_000)
    expect(text()).toBe(expected)
  })

  it('of the zero after an end, whatever was counted before', async () => {
    const { fetcher } = once(500)
    const at = (isStreaming: boolean) => <Dated streamId="A" {...{ fetcher, isStreaming }} />
    const { update } = await show(page.client, at(true))
    await pass(5_000)
    expect(text()).toBe('7, 5 s')
    await update(at(false))
    await pass(2_000)
    expect(text()).toBe('0, no age')
  })

  it('on the server and in the first render of the browser; then there is', async () => {
    const initialSnapshot = mux('A', 7, { ageMs: 12_000 })
    const tree = (client: QueryClient) => (
      <QueryClientProvider client={client}>
        <Dated streamId="A" fetcher={never} initialSnapshot={initialSnapshot} />
      </QueryClientProvider>
    )
    const container = document.createElement('div')
    container.innerHTML = renderToString(tree(new QueryClient()))
    document.body.replaceChildren(container)
    expect(text()).toBe('7, no age')
    render(tree(page.client), { container, hydrate: true })
    await soon()
    expect(text()).toBe('7, 12 s')
    expect(page.said()).toEqual([])
  })
})
