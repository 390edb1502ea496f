import { act } from '@testing-library/react'
import * as React from 'react'
import { startTransition, Suspense, useDeferredValue, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { useMuxViewers, ViewerCount } from '../../src'
import { asked, byName, createSwitch, recordTexts } from './changing'
import { createFakeFetcher, pass, seen, setUpPage, show, soon } from './page'

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
    await pass(100_000)
    expect(asked(fake)).toEqual(['A'])
    set('visible')
    await soon()
    expect(asked(fake)).toEqual(['A', 'A'])
    await pass(60_000)
    expect(asked(fake)).toHaveLength(4)
  },
)
