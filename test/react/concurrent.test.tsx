import { act } from '@testing-library/react'
import * as React from 'react'
import {
  startTransition,
  Suspense,
  useDeferredValue,
  useEffect,
  useState,
  type ReactNode,
} from 'react'
import { describe, expect, it, vi } from 'vitest'
import { useMuxViewers, ViewerCount, type ViewersFetcher } from '../../src'
import { createFakeFetcher, mux, never, pass, seen, setUpPage, show, soon } from './page'

const page = setUpPage()

/** Something a component waits for, thrown as React 18 and 19 both understand it. */
function createGate(): { Gate: () => ReactNode; open: () => Promise<void> } {
  let isOpen = false
  let resolveOpened: (() => void) | undefined
  const opened = new Promise<void>((resolve) => void (resolveOpened = resolve))
  const Gate = (): ReactNode => {
    // oxlint-disable-next-line no-throw-literal
    if (!isOpen) throw opened
    return null
  }
  const open = async (): Promise<void> => {
    isOpen = true
    await act(async () => resolveOpened!())
    // React holds the next content back for a moment, so that it does not flicker.
    await pass(1_000)
  }
  return { Gate, open }
}

/** A component whose state the test sets from outside. */
function createSwitch<State>(first: State, draw: (state: State) => ReactNode) {
  let set: (state: State) => void = () => {}
  function Switch(): ReactNode {
    const [state, setState] = useState(first)
    useEffect(() => void (set = setState), [])
    return draw(state)
  }
  return { element: <Switch />, set: (state: State) => act(() => set(state)) }
}

/** Answers 111 for A, 222 for B, … */
const byName = () => createFakeFetcher((id) => mux(id, (id.charCodeAt(0) - 64) * 111))
const asked = ({ requests }: ReturnType<typeof byName>) =>
  requests.map(({ streamIds }) => streamIds.join())

/** What stood on screen, one after another. */
function recordTexts(container: HTMLElement): string[] {
  const texts = [container.textContent]
  const note = (): void => {
    if (texts.at(-1) !== container.textContent) texts.push(container.textContent)
  }
  new MutationObserver(note).observe(container, {
    ...{ attributes: true, characterData: true, childList: true, subtree: true },
  })
  return texts
}

describe('a render that is thrown away', () => {
  it('at the mount asks nothing; the one that stays asks once', async () => {
    const fake = byName()
    const { Gate, open } = createGate()
    const { container } = await show(
      page.client,
      <Suspense fallback="…">
        <ViewerCount streamId="A" fetcher={fake.fetcher} />
        <Gate />
      </Suspense>,
      { strict: true },
    )
    await pass(65_000)
    expect(container).toHaveTextContent('…')
    expect(asked(fake)).toEqual([])
    await open()
    expect(asked(fake)).toEqual(['A'])
    expect(seen().text).toBe('👁 111 ●')
  })

  it('of a transition to another stream asks nothing for it, and the old one goes on', async () => {
    const fake = byName()
    const { Gate, open } = createGate()
    const { element, set } = createSwitch('A', (id) => (
      <Suspense fallback="…">
        <ViewerCount streamId={id} fetcher={fake.fetcher} />
        {id === 'B' && <Gate />}
      </Suspense>
    ))
    const { container } = await show(page.client, element)
    const texts = recordTexts(container)
    act(() => startTransition(() => set('B')))
    await pass(60_000)
    expect(seen().text).toBe('👁 111 ●')
    expect(asked(fake)).toEqual(['A', 'A', 'A'])
    await open()
    expect(asked(fake)).toEqual(['A', 'A', 'A', 'B'])
    expect(texts).toEqual(['👁 111 ●', '👁 –', '👁 222 ●'])
  })

  it('because something more urgent came leaves nothing behind', async () => {
    const fake = byName()
    const { Gate } = createGate()
    const { element, set } = createSwitch('A', (id) => (
      <Suspense fallback="…">
        <ViewerCount streamId={id} fetcher={fake.fetcher} />
        {id === 'B' && <Gate />}
      </Suspense>
    ))
    const { container, unmount } = await show(page.client, element)
    const texts = recordTexts(container)
    act(() => startTransition(() => set('B')))
    set('C')
    await soon()
    expect(asked(fake)).toEqual(['A', 'C'])
    expect(texts).toEqual(['👁 111 ●', '👁 –', '👁 333 ●'])
    unmount()
    await pass(300_000)
    expect(page.client.getQueryCache().getAll()).toEqual([])
  })
})

describe('a deferred streamId', () => {
  it('never shows the number of one stream as that of another', async () => {
    const fake = byName()
    const wrong: string[] = []
    function Row({ id }: { id: string }): ReactNode {
      const { viewers } = useMuxViewers({ streamId: id, fetcher: fake.fetcher })
      const text = `${id}: ${viewers ?? '–'}`
      if (!/A: 111|B: 222|C: 333|–/.test(text)) wrong.push(text)
      return text
    }
    function Deferred({ id }: { id: string }): ReactNode {
      return <Row id={useDeferredValue(id)} />
    }
    const { element, set } = createSwitch('A', (id) => <Deferred id={id} />)
    const { container } = await show(page.client, element, { strict: true })
    for (const id of ['B', 'C', 'A', 'C', 'B']) set(id)
    await soon()
    expect(container).toHaveTextContent('B: 222')
    expect(wrong).toEqual([])
  })
})

describe('two badges on one stream', () => {
  it('never show two numbers at one moment, whatever renders meanwhile', async () => {
    const fake = createFakeFetcher()
    const { element, set } = createSwitch(0, (times) => (
      <>
        <ViewerCount streamId="A" fetcher={fake.fetcher} className={`one-${times}`} />
        {' | '}
        <ViewerCount streamId="A" fetcher={fake.fetcher} />
      </>
    ))
    const { container } = await show(page.client, element)
    const texts = recordTexts(container)
    for (let times = 1; times <= 5; times += 1) {
      act(() => startTransition(() => set(times)))
      await pass(30_000)
    }
    expect(texts.length).toBeGreaterThan(4)
    for (const text of texts) {
      const [one, two] = text.split(' | ')
      expect(two).toBe(one)
    }
  })
})

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

// React 19.2 and newer.
const { Activity } = React
it.skipIf(!('Activity' in React))(
  'a part of the page that is put aside asks nothing, and at once on return',
  async () => {
    const fake = byName()
    const { element, set } = createSwitch<'visible' | 'hidden'>('visible', (mode) => (
      <Activity mode={mode}>
        <ViewerCount streamId="A" fetcher={fake.fetcher} />
      </Activity>
    ))
    await show(page.client, element)
    set('hidden')
    await pass(600_000)
    expect(asked(fake)).toEqual(['A'])
    set('visible')
    await soon()
    expect(asked(fake)).toEqual(['A', 'A'])
    await pass(60_000)
    expect(asked(fake)).toHaveLength(4)
  },
)

it('nothing of this leaves a timer behind', async () => {
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
