import { describe, expect, it } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { createFakeFetcher, mux, never, pass, seen, setOnline, setVisible, show } from './page'
import { setUpPage, soon } from './page'

const page = setUpPage()

/** A badge on a page that is hidden since a while, so that a poll was missed. */
async function showHidden(props: Partial<ViewerCountProps> = {}) {
  const fake = createFakeFetcher()
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount key="1" streamId="A" fetcher={fake.fetcher} {...props} {...more} />
  )
  const result = await show(page.client, element())
  setVisible(false)
  await pass(100_000)
  expect(fake.requests.splice(0)).toHaveLength(props.isStreaming === false ? 0 : 1)
  return { ...result, fake, element }
}

type Hidden = Awaited<ReturnType<typeof showHidden>>

describe('whatever happens on a hidden page, nothing is asked, and once at once on return', () => {
  it.each<[string, (hidden: Hidden) => unknown, Partial<ViewerCountProps>?]>([
    [
      'the network goes and comes',
      async () => {
        setOnline(false)
        await pass(100_000)
        setOnline(true)
      },
    ],
    [
      'another badge on the stream mounts',
      ({ update, element, fake }) =>
        update([element(), <ViewerCount key="2" streamId="A" fetcher={fake.fetcher} />]),
    ],
    ['the stream changes', ({ update, element }) => update(element({ streamId: 'B' }))],
    [
      'it starts',
      ({ update, element }) => update(element({ isStreaming: true })),
      { isStreaming: false },
    ],
    [
      'it stops and starts',
      async ({ update, element }) => {
        await update(element({ isStreaming: false }))
        await update(element({ isStreaming: true }))
      },
    ],
    [
      'asking is allowed anew',
      async ({ update, element }) => {
        await update(element({ query: { enabled: false } }))
        await update(element())
      },
    ],
    [
      'the fetcher changes',
      async ({ update, element, fake }) =>
        update(element({ fetcher: (request) => fake.fetcher(request) })),
    ],
    [
      'it leaves and comes again',
      async ({ update, element }) => {
        await update(null)
        await update(element())
      },
    ],
  ])('%s', async (_name, happen, props) => {
    const hidden = await showHidden(props)
    await happen(hidden)
    await pass(100_000)
    expect(hidden.fake.requests).toHaveLength(0)
    setVisible(true)
    await soon()
    expect(hidden.fake.requests).toHaveLength(1)
    await pass(60_000)
    expect(hidden.fake.requests).toHaveLength(3)
  })

  it('a render, and a return before a poll is due: the rhythm goes on', async () => {
    const fake = createFakeFetcher()
    const element = (className: string) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} className={className} query={{}} />
    )
    const { update } = await show(page.client, element('a'))
    setVisible(false)
    await update(element('b'))
    setVisible(true)
    await pass(61_000)
    expect(fake.requests).toHaveLength(3)
  })

  it('an answer that was on its way', async () => {
    let answer: ((snapshot: unknown) => void) | undefined
    const fake = createFakeFetcher(() => new Promise((resolve) => void (answer = resolve)))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    setVisible(false)
    answer!(mux('A', 7))
    await pass(1_000)
    expect(seen().text).toBe('👁 7 ●')
    await pass(100_000)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(2)
  })
})

describe('a switch that flaps', () => {
  it.each<[string, Partial<ViewerCountProps>, Partial<ViewerCountProps>]>([
    ['isStreaming', { isStreaming: false }, { isStreaming: true }],
    ['query.enabled', { query: { enabled: false } }, {}],
  ])('%s asks no more often than the interval', async (_name, off, on) => {
    const fake = createFakeFetcher()
    const element = (props: Partial<ViewerCountProps>) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} />
    )
    const { update } = await show(page.client, element(on))
    for (let times = 0; times < 10; times += 1) {
      await update(element(off))
      await update(element(on))
    }
    expect(fake.requests).toHaveLength(1)
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it('off and on in one moment, and the rhythm goes on', async () => {
    const fake = createFakeFetcher()
    const element = (isStreaming: boolean) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} isStreaming={isStreaming} />
    )
    const { rerender } = await show(page.client, element(true))
    await pass(10_000)
    rerender(element(false))
    rerender(element(true))
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it('does not make a limited route be asked before its time', async () => {
    const error = { code: 'rate_limited', at: 'mux', message: 'Slower.', retryAfterMs: 40_000 }
    const fake = createFakeFetcher((id) => mux(id, null, { error } as object))
    const element = (isStreaming: boolean) => (
      <ViewerCount streamId="A" fetcher={fake.fetcher} isStreaming={isStreaming} />
    )
    const { update } = await show(page.client, element(true))
    await update(element(false))
    await update(element(true))
    await pass(30_000)
    expect(fake.requests).toHaveLength(1)
    await pass(30_000)
    expect(fake.requests).toHaveLength(2)
  })
})

describe('the network comes and goes', () => {
  it('and goes again, in a moment: no more requests than polls', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    for (let times = 0; times < 10; times += 1) {
      setOnline(false)
      await pass(100)
      setOnline(true)
      await soon()
    }
    expect(fake.requests).toHaveLength(1)
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })

  it('while the page is hidden and offline, and both come back', async () => {
    const fake = createFakeFetcher(never)
    const { update } = await show(page.client, null)
    setOnline(false)
    setVisible(false)
    await update(<ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await pass(100_000)
    setVisible(true)
    await pass(100_000)
    expect(fake.requests).toHaveLength(0)
    setOnline(true)
    await soon()
    expect(fake.requests).toHaveLength(1)
  })
})
