import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewersFetcher } from '../../src'
import { asked, byName, createSwitch, recordTexts } from './changing'
import { createFakeFetcher, mux, never, pass, seen, setUpPage, show, soon } from './page'

const page = setUpPage()

describe('back and forth', () => {
  it('while answers are in flight, ends with the number of the last stream', async () => {
    const answers: (() => void)[] = []
    const fake = createFakeFetcher(
      (id) =>
        new Promise((resolve) => void answers.push(() => resolve(mux(id, id === 'A' ? 1 : 2)))),
    )
    const { element, set } = createSwitch('A', (id) => (
      <ViewerCount streamId={id} fetcher={fake.fetcher} />
    ))
    const { container } = await show(page.client, element)
    const texts = recordTexts(container)
    for (const id of ['B', 'A']) {
      set(id)
      await soon()
    }
    expect(fake.requests.map(({ signal }) => signal.aborted)).toEqual([true, true, false])
    for (const answer of answers) answer()
    await soon()
    expect(texts).toEqual(['👁 –', '👁 1 ●'])
  })

  it('between two scopes on one stream, each keeps its number', async () => {
    const one = createFakeFetcher((id) => mux(id, 1))
    const two = createFakeFetcher((id) => mux(id, 2))
    const { element, set } = createSwitch('one', (scope) => (
      <ViewerCount streamId="A" {...{ scope, fetcher: (scope === 'one' ? one : two).fetcher }} />
    ))
    const { container } = await show(page.client, element)
    const texts = recordTexts(container)
    for (const scope of ['two', 'one', 'two']) {
      set(scope)
      await soon()
    }
    expect(texts).toEqual(['👁 1 ●', '👁 –', '👁 2 ●', '👁 1 ●', '👁 2 ●'])
    expect([one.requests.length, two.requests.length]).toEqual([1, 1])
  })

  it('a fetcher that changes while it is asked, as with a new token: the answer counts, the next poll asks the new one', async () => {
    let answerOld: (() => void) | undefined
    const old = createFakeFetcher(
      (id) => new Promise((resolve) => void (answerOld = () => resolve(mux(id, 1)))),
    )
    const fresh = createFakeFetcher((id) => mux(id, 2))
    const { element, set } = createSwitch<{ fetcher: ViewersFetcher }>(old, ({ fetcher }) => (
      <ViewerCount streamId="A" fetcher={fetcher} />
    ))
    await show(page.client, element)
    set(fresh)
    answerOld!()
    await soon()
    expect(seen().text).toBe('👁 1 ●')
    await pass(30_000)
    expect(seen().text).toBe('👁 2 ●')
    expect([old.requests.length, fresh.requests.length]).toEqual([1, 1])
  })

  it('mounted and gone within the batch window: one request, for the last', async () => {
    const fake = byName()
    const { element, set } = createSwitch(0, (key) =>
      key === 0 ? null : <ViewerCount key={key} streamId="A" fetcher={fake.fetcher} />,
    )
    await show(page.client, element, { strict: true })
    for (const key of [1, 2, 3]) {
      set(key)
      await pass(3)
    }
    await soon()
    expect(asked(fake)).toEqual(['A'])
    expect(seen().text).toBe('👁 111 ●')
  })
})

it('streams that changed with a request in flight leave no timer behind', async () => {
  const fake = createFakeFetcher(never)
  const { element, set } = createSwitch('A', (id) => (
    <ViewerCount streamId={id} fetcher={fake.fetcher} />
  ))
  const { unmount } = await show(page.client, element, { strict: true })
  for (const id of ['B', 'C', 'D']) set(id)
  unmount()
  await pass(300_000)
  expect(vi.getTimerCount()).toBe(0)
  expect(fake.requests.every(({ signal }) => signal.aborted)).toBe(true)
})

describe('an option that is left away again', () => {
  const fake = createFakeFetcher((id) => mux(id, 247))

  it('isStreaming: false', async () => {
    const { update } = await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await update(<ViewerCount streamId="A" fetcher={fake.fetcher} isStreaming={false} />)
    expect(seen().text).toBe('👁 0')
    await update(<ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(seen().text).toBe('👁 247 ●')
  })

  it('isStreaming: true, of a stream that the server calls ended and never asks about again', async () => {
    const ended = createFakeFetcher(() => ({
      ...{ streamId: 'A', viewers: 0, source: null, stream: 'ended', pollAfterMs: null },
    }))
    const { update } = await show(
      page.client,
      <ViewerCount streamId="A" fetcher={ended.fetcher} isStreaming />,
    )
    expect(seen().status).toBe('unknown')
    await update(<ViewerCount streamId="A" fetcher={ended.fetcher} />)
    expect(seen()).toMatchObject({ text: '👁 0', status: 'ended' })
  })

  it('staleAfter', async () => {
    const { update } = await show(
      page.client,
      <ViewerCount streamId="A" fetcher={fake.fetcher} staleAfter={1_000} />,
    )
    await pass(5_000)
    expect(seen().status).toBe('stale')
    await update(<ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(seen().status).toBe('fresh')
  })
})
