import { describe, expect, it, vi } from 'vitest'
import { ViewerCount } from '../../src'
import {
  createFakeFetcher,
  mux,
  never,
  pass,
  show,
  soon,
  setUpPage,
  type FakeFetcher,
} from './page'

const page = setUpPage()

/** The streams of each request since the last call. */
function askedOf(fake: FakeFetcher): (readonly string[])[] {
  return fake.requests.splice(0).map(({ streamIds }) => streamIds)
}

const badges = (fake: FakeFetcher, ids: readonly string[], scope?: string) =>
  ids.map((id) => <ViewerCount key={id} streamId={id} fetcher={fake.fetcher} scope={scope} />)

const streams = (count: number) => Array.from({ length: count }, (_, index) => `s${1_000 + index}`)

describe('badges over many streams', () => {
  it('are one request: at their mount, and at each tick', async () => {
    const fake = createFakeFetcher((id) => mux(id, Number(id.slice(1))))
    const ids = streams(40)
    const { container } = await show(page.client, [
      ...badges(fake, ids.toReversed()),
      <ViewerCount key="twin" streamId="s1000" fetcher={fake.fetcher} />,
    ])
    expect(askedOf(fake)).toEqual([ids])
    expect(container).toHaveTextContent(/^👁 1,039 ●👁 1,038 ●.*👁 1,001 ●👁 1,000 ●👁 1,000 ●$/)
    await pass(90_000)
    expect(askedOf(fake)).toEqual([ids, ids, ids])
  })

  it('mounted at different times ask once each, and share the ticks', async () => {
    const fake = createFakeFetcher()
    const { update } = await show(page.client, badges(fake, ['A']))
    await pass(7_000)
    await update(badges(fake, ['A', 'B']))
    await pass(11_000)
    await update(badges(fake, ['A', 'B', 'C']))
    expect(askedOf(fake)).toEqual([['A'], ['B'], ['C']])
    await pass(60_000)
    expect(askedOf(fake)).toEqual([
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
    ])
  })

  it('mounted while the answer of a tick is on its way wait for that one', async () => {
    const fake = createFakeFetcher((id, count) => (count === 1 ? mux(id, 7) : never()))
    const twin = <ViewerCount key="twin" streamId="A" fetcher={fake.fetcher} />
    const { update } = await show(page.client, badges(fake, ['A']))
    await pass(30_000)
    await update([...badges(fake, ['A']), twin])
    expect(fake.requests.map(({ signal }) => signal.aborted)).toEqual([false, false])
  })

  it('share the ticks also where some ask more often than others', async () => {
    vi.mocked(Math.random).mockReturnValue(0.123)
    const fake = createFakeFetcher()
    await show(
      page.client,
      <>
        <ViewerCount streamId="A" fetcher={fake.fetcher} interval={10_000} />
        <ViewerCount streamId="B" fetcher={fake.fetcher} interval={30_000} />
      </>,
    )
    askedOf(fake)
    await pass(60_000)
    expect(askedOf(fake).map((ids) => ids.join())).toEqual(
      expect.arrayContaining(['A', 'A,B', 'A', 'A', 'A,B']),
    )
  })

  it.each([
    ['100 ids', streams(101), [100, 1]],
    ['6,000 characters', streams(60).map((id) => id.padEnd(100, '_')), [57, 3]],
  ])('are one more request for each further %s', async (_name, ids, sizes) => {
    const fake = createFakeFetcher()
    const { container } = await show(page.client, badges(fake, ids))
    expect(askedOf(fake).map(({ length }) => length)).toEqual(sizes)
    await pass(30_000)
    expect(askedOf(fake).flat()).toEqual(ids)
    expect(container).not.toHaveTextContent('–')
  })

  it('in two scopes are one request each, to their own fetcher', async () => {
    const [one, two] = [createFakeFetcher(), createFakeFetcher()]
    await show(page.client, [
      <p key="one">{badges(one, ['A', 'B'], 'one')}</p>,
      <p key="two">{badges(two, ['B', 'C'], 'two')}</p>,
    ])
    await pass(30_000)
    expect(askedOf(one)).toEqual([
      ['A', 'B'],
      ['A', 'B'],
    ])
    expect(askedOf(two)).toEqual([
      ['B', 'C'],
      ['B', 'C'],
    ])
  })

  it('ask the default route with one address', async () => {
    const fetch = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => Response.json({ snapshots: [mux('B', 2), mux('A', 1)] }))
    const { container } = await show(page.client, [
      <ViewerCount key="A" streamId="A" />,
      <ViewerCount key="B" streamId="B" />,
    ])
    expect(fetch.mock.calls.map(([url]) => url)).toEqual(['/api/mux-viewers?id=A&id=B'])
    expect(container).toHaveTextContent('👁 1 ●👁 2 ●')
  })
})

describe('each on its own', () => {
  it('leaves within the window, and is not asked for', async () => {
    const fake = createFakeFetcher()
    const { rerender, unmount } = await show(page.client, null)
    rerender(badges(fake, ['A', 'B']))
    await pass(5)
    rerender(badges(fake, ['B']))
    await soon()
    expect(askedOf(fake)).toEqual([['B']])
    rerender(badges(fake, ['B', 'C']))
    await pass(5)
    unmount()
    await soon()
    expect(askedOf(fake)).toEqual([])
  })

  it('leaves with the answer in flight, and the others get theirs', async () => {
    const answers: (() => void)[] = []
    const fake = createFakeFetcher(
      (id) => new Promise((resolve) => void answers.push(() => resolve(mux(id, 7)))),
    )
    const { update, container } = await show(page.client, badges(fake, ['A', 'B', 'C']))
    await update(badges(fake, ['B', 'C']))
    expect(fake.requests[0]!.signal.aborted).toBe(false)
    for (const answer of answers) answer()
    await soon()
    expect(container).toHaveTextContent('👁 7 ●👁 7 ●')
  })

  it('leaves, and the last one ends the request', async () => {
    const fake = createFakeFetcher(never)
    const { update } = await show(page.client, badges(fake, ['A', 'B']))
    await update(badges(fake, ['A']))
    expect(fake.requests[0]!.signal.aborted).toBe(false)
    await update(null)
    expect(fake.requests[0]!.signal.aborted).toBe(true)
  })

  it('has its error and its patience', async () => {
    const error = { code: 'rate_limited', at: 'mux', message: '[mux-viewers] Slower.' } as const
    const fake = createFakeFetcher((id, count) =>
      id === 'A' && count === 1
        ? mux(id, null, { error: { ...error, retryAfterMs: 70_000 } })
        : mux(id, count, id === 'B' ? { pollAfterMs: 60_000 } : {}),
    )
    const { container } = await show(page.client, badges(fake, ['A', 'B', 'C']))
    expect(container).toHaveTextContent('👁 –👁 1 ●👁 1 ●')
    await pass(90_000)
    expect(askedOf(fake)).toEqual([['A', 'B', 'C'], ['C'], ['B', 'C'], ['A', 'C']])
    expect(container).toHaveTextContent('👁 4 ●👁 3 ●👁 4 ●')
  })

  it('has its own word from a fetcher that fails for all', async () => {
    const fake = createFakeFetcher(() => Promise.reject(new Error('down')))
    const { container } = await show(page.client, badges(fake, ['A', 'B']))
    expect(container).toHaveTextContent('👁 –👁 –')
    fake.answer = (id) => (id === 'A' ? mux(id, 7) : null)
    await pass(30_000)
    expect(container).toHaveTextContent('👁 7 ●👁 –')
  })
})

it.each<[string, unknown]>([
  ['is no JSON', { ...mux('A', 7), broadcast: { id: 'x', peak: 1n } }],
  [
    'throws when it is read',
    {
      ...{ streamId: 'A', source: 'mux' },
      get viewers() {
        throw new Error('secret')
      },
    },
  ],
])('an entry that %s takes no other stream with it', async (_name, entry) => {
  const fetcher = (async () => [entry, mux('B', 8)]) as unknown as FakeFetcher['fetcher']
  const { container } = await show(
    page.client,
    ['A', 'B'].map((id) => <ViewerCount key={id} streamId={id} fetcher={fetcher} />),
  )
  expect(container).toHaveTextContent('👁 –👁 8 ●')
})

it('a fetcher may empty the list it is given', async () => {
  const fetcher = (async ({ streamIds }: { streamIds: string[] }) =>
    streamIds.splice(0).map((id) => mux(id, 7))) as unknown as FakeFetcher['fetcher']
  const { container } = await show(page.client, <ViewerCount streamId="A" fetcher={fetcher} />)
  expect(container).toHaveTextContent('👁 7 ●')
})
