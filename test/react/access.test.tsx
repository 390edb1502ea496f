import { act, fireEvent, screen } from '@testing-library/react'
import { createRequire } from 'node:module'
import type { ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { badge, createFakeFetcher, mux, never, pass, seen, setUpPage, show } from './page'

const page = setUpPage()

/** The same axe that Storybook's accessibility panel uses. */
const axe = (() => {
  const ours = createRequire(import.meta.url)
  const panel = createRequire(ours.resolve('@storybook/addon-a11y/package.json'))
  type Rule = { id: string; nodes: { html: string }[] }
  return panel('axe-core') as {
    run: (element: Element, options: object) => Promise<{ violations: Rule[] }>
  }
})()

async function showBadge(
  answer: unknown = mux('A', 247),
  props: Partial<ViewerCountProps> = {},
  around: (inner: ReactElement) => ReactElement = (inner) => inner,
) {
  const fake = createFakeFetcher(() => answer)
  const element = <ViewerCount streamId="A" fetcher={fake.fetcher} {...props} />
  return { ...(await show(page.client, <main>{around(element)}</main>)), fake }
}

const tooltip = () => screen.queryByRole('tooltip', { hidden: true })?.textContent ?? null
const hover = () => fireEvent.pointerEnter(badge())
const TEN = '2026-01-02T10:00:00Z'

describe('axe finds nothing to blame', () => {
  const places: [string, (inner: ReactElement) => ReactElement][] = [
    ['alone', (inner) => inner],
    ['in a link', (inner) => <a href="/live">{inner}</a>],
    ['in a button', (inner) => <button type="button">Watch {inner}</button>],
    [
      'in a label',
      (inner) => (
        <label>
          {inner} <input type="checkbox" />
        </label>
      ),
    ],
    [
      'in a cell',
      (inner) => (
        <table>
          <thead>
            <tr>
              <th>Viewers</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>{inner}</td>
            </tr>
          </tbody>
        </table>
      ),
    ],
  ]
  const blames = async (): Promise<string[]> => {
    vi.useRealTimers()
    // Nothing is painted here; a browser test reads the contrasts.
    const rules = { 'color-contrast': { enabled: false } }
    const { violations } = await axe.run(document.body, { rules })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  }

  it.each(places)('%s', async (_name, around) => {
    await showBadge(mux('A', 247), { announce: 'changes', age: true }, around)
    expect(await blames()).toEqual([])
  })

  it.each(places)('%s, with its tooltip', async (_name, around) => {
    await showBadge(mux('A', 247), {}, around)
    hover()
    expect(tooltip()).not.toBeNull()
    expect(await blames()).toEqual([])
  })

  it('but would, if there were', async () => {
    await showBadge(mux('A', 247), { 'aria-label': '' })
    expect((await blames()).join()).toContain('role-img-alt')
  })

  it.each([
    ['old', mux('A', 7, { ageMs: 90_000 })],
    ['not known', mux('A', null)],
    ['awaited', never()],
  ])('with a number that is %s', async (_name, answer) => {
    await showBadge(answer)
    expect(await blames()).toEqual([])
  })
})

describe('the tooltip says what the number is worth, and how old it is', () => {
  const down = Promise.reject(new Error('down'))
  down.catch(() => undefined)

  it.each<[string, string, unknown, Partial<ViewerCountProps>?]>([
    ['fresh', '247 viewers watching now, real-time from Mux, now', mux('A', 247)],
    [
      'fresh from a cache',
      '247 viewers watching now, real-time from Mux, 12 seconds ago',
      mux('A', 247, { ageMs: 12_000 }),
    ],
    [
      'reconnecting',
      '7 viewers watching now, real-time from Mux, reconnecting, now',
      mux('A', 7, { stream: 'reconnecting' }),
    ],
    [
      'stale',
      '7 viewers, last known from Mux, 1 minute ago',
      mux('A', 7, { ageMs: 90_000, asOf: TEN }),
    ],
    ['fallback', '5 viewers, from your database', down, { fallback: 5 }],
    ['idle', '0 viewers, not live', mux('A', 0, { stream: 'idle' })],
    ['ended', '0 viewers, ended', mux('A', 0, { stream: 'ended' })],
    ['loading', 'Loading the viewer count', never()],
    ['unknown', 'Viewer count not available', down],
  ])('%s: %s', async (_name, text, answer, props) => {
    await showBadge(answer, props)
    hover()
    expect(tooltip()).toBe(text)
  })

  it.each<[string, unknown, Partial<ViewerCountProps>]>([
    ["the app's", mux('A', null), { fallback: { viewers: 5, asOf: TEN } }],
    ["the store's", mux('A', 5, { source: 'fallback', asOf: TEN }), {}],
  ])('a dated fallback, %s: its date in words', async (_name, answer, props) => {
    vi.stubEnv('TZ', 'UTC')
    await showBadge(answer, props)
    hover()
    expect(tooltip()?.replaceAll('\u202F', ' ')).toMatch(
      /^5 viewers, from your database, Jan 2, 2026, 10:00 AM$/,
    )
  })

  it('no age of a reading that is not shown any more', async () => {
    const { fake, update } = await showBadge()
    await pass(20_000)
    await update(
      <main>
        <ViewerCount streamId="A" fetcher={fake.fetcher} isStreaming={false} age />
      </main>,
    )
    await pass(20_000)
    expect(seen().text).toBe('👁 0')
    hover()
    expect(tooltip()).toBe('0 viewers, not live')
  })

  it('the age when it opened, then that of the next reading', async () => {
    await showBadge()
    await pass(12_000)
    hover()
    expect(tooltip()).toMatch(/, 12 seconds ago$/)
  })
})

describe('Escape', () => {
  const escape = () => fireEvent.keyDown(document, { key: 'Escape' })

  it.each<[string, () => unknown, () => unknown]>([
    [
      'the pointer leaves, while the focus stays',
      () => badge().focus(),
      () => fireEvent.pointerLeave(badge()),
    ],
    ['the focus leaves, while the pointer stays', () => badge().focus(), () => badge().blur()],
  ])('closes for good: also when %s', async (_name, focus, leave) => {
    await showBadge()
    act(() => void focus())
    hover()
    escape()
    expect(tooltip()).toBeNull()
    act(() => void leave())
    expect(tooltip()).toBeNull()
  })

  it('does not keep it from coming back', async () => {
    await showBadge()
    hover()
    escape()
    fireEvent.pointerLeave(badge())
    hover()
    expect(tooltip()).not.toBeNull()
  })

  it('is the only key that closes it', async () => {
    await showBadge()
    hover()
    fireEvent.keyDown(document, { key: 'Enter' })
    expect(tooltip()).not.toBeNull()
  })
})

describe('nothing is told by colour alone', () => {
  it.each<[string, string, unknown]>([
    ['fresh', '👁 247 ●', mux('A', 247)],
    ['stale', '👁 247 ○', mux('A', 247, { ageMs: 90_000 })],
    ['not confirmed', '👁 0 ○', mux('A', 0, { verified: false })],
    ['from a database', '👁 247', mux('A', 247, { source: 'fallback' })],
    ['not known', '👁 –', mux('A', null)],
  ])('%s is %s', async (_name, text, answer) => {
    await showBadge(answer)
    expect(seen().text).toBe(text)
  })
})
