// Badges are tried in odd places here too.
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/control-has-associated-label, jsx-a11y/anchor-is-valid */
import { fireEvent, screen } from '@testing-library/react'
import { userEvent, type UserEvent } from '@testing-library/user-event'
import { type ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { badge, createFakeFetcher, mux, show, setUpPage } from './page'

const page = setUpPage()

async function showBadge(
  props: Partial<ViewerCountProps> = {},
  around: (inner: ReactElement) => ReactElement = (inner) => inner,
): Promise<UserEvent> {
  const fake = createFakeFetcher((id) => mux(id, 247))
  await show(
    page.client,
    <>
      {around(<ViewerCount streamId="A" fetcher={fake.fetcher} {...props} />)}
      <button type="button">elsewhere</button>
    </>,
  )
  // Testing Library knows no other fake clock than Jest's.
  vi.stubGlobal('jest', { advanceTimersByTime: (ms: number) => vi.advanceTimersByTime(ms) })
  return userEvent.setup({ delay: null })
}

const tooltip = () => screen.queryByRole('tooltip', { hidden: true })?.textContent ?? null
const elsewhere = () => screen.getByText('elsewhere')

describe('the tooltip', () => {
  it('comes with the pointer and goes with it', async () => {
    const user = await showBadge()
    expect(tooltip()).toBeNull()
    await user.hover(badge())
    expect(tooltip()).toBe('247 viewers watching now, real-time from Mux, now')
    await user.hover(elsewhere())
    expect(tooltip()).toBeNull()
  })

  it('stays while the pointer is on it', async () => {
    const user = await showBadge()
    await user.hover(badge())
    await user.hover(screen.getByRole('tooltip'))
    expect(tooltip()).toBe('247 viewers watching now, real-time from Mux, now')
  })

  it('comes with focus and goes with it', async () => {
    const user = await showBadge()
    await user.tab()
    expect(badge()).toHaveFocus()
    expect(tooltip()).toBe('247 viewers watching now, real-time from Mux, now')
    await user.tab()
    expect(elsewhere()).toHaveFocus()
    expect(tooltip()).toBeNull()
  })

  it('goes with Escape, opened by focus or by the pointer', async () => {
    const user = await showBadge()
    await user.tab()
    await user.keyboard('{Escape}')
    expect(tooltip()).toBeNull()
    expect(badge()).toHaveFocus()
    await user.hover(badge())
    expect(tooltip()).not.toBeNull()
    await user.keyboard('{Escape}')
    expect(tooltip()).toBeNull()
  })

  it('goes alone with Escape: what it stands in waits for the next one, and cannot keep the key', async () => {
    const user = await showBadge()
    const keys: boolean[] = []
    const keep = (event: KeyboardEvent): void => {
      keys.push(event.defaultPrevented)
      event.stopPropagation()
    }
    document.body.addEventListener('keydown', keep)
    await user.hover(badge())
    await user.keyboard('{Escape}')
    expect(tooltip()).toBeNull()
    await user.keyboard('{Escape}')
    document.body.removeEventListener('keydown', keep)
    expect(keys).toEqual([true, false])
  })

  it('stays with the focus when the pointer only passes by', async () => {
    const user = await showBadge()
    await user.tab()
    await user.hover(badge())
    await user.hover(elsewhere())
    expect(tooltip()).toBe('247 viewers watching now, real-time from Mux, now')
  })

  it('stays with the pointer when the focus goes', async () => {
    const user = await showBadge()
    await user.tab()
    await user.hover(badge())
    await user.tab()
    expect(tooltip()).toBe('247 viewers watching now, real-time from Mux, now')
  })

  it('says what the number is worth', async () => {
    const user = await showBadge({ isStreaming: false })
    await user.hover(badge())
    expect(tooltip()).toBe('0 viewers, not live')
  })

  it("leaves the app's own handlers alone", async () => {
    const onFocus = vi.fn<() => void>()
    const onPointerEnter = vi.fn<() => void>()
    const user = await showBadge({ onFocus, onPointerEnter })
    await user.hover(badge())
    await user.tab()
    expect(onFocus).toHaveBeenCalledTimes(1)
    expect(onPointerEnter).toHaveBeenCalledTimes(1)
    expect(tooltip()).not.toBeNull()
  })

  it('takes its ear off the document when it closes', async () => {
    const add = vi.spyOn(document, 'addEventListener')
    const remove = vi.spyOn(document, 'removeEventListener')
    const user = await showBadge()
    const keydowns = (spy: { mock: { calls: unknown[][] } }) =>
      spy.mock.calls.filter(([type]) => type === 'keydown').length
    const before = keydowns(add) - keydowns(remove)
    await user.hover(badge())
    expect(keydowns(add) - keydowns(remove)).toBe(before + 1)
    await user.hover(elsewhere())
    expect(keydowns(add) - keydowns(remove)).toBe(before)
  })

  it('with tooltip={false} there is none', async () => {
    const user = await showBadge({ tooltip: false })
    await user.hover(badge())
    expect(tooltip()).toBeNull()
    await user.tab()
    expect(elsewhere()).toHaveFocus()
    fireEvent.focus(badge())
    expect(tooltip()).toBeNull()
  })
})

describe('focus', () => {
  it.each<[string, (inner: ReactElement) => ReactElement]>([
    ['a link', (inner) => <a href="/live">{inner}</a>],
    ['a button', (inner) => <button type="button">{inner}</button>],
    ['a label', (inner) => <label>{inner}</label>],
    ['what acts as a button', (inner) => <div role="button">{inner}</div>],
    [
      'one of a group',
      (inner) => (
        <div role="radio" aria-checked="false" tabIndex={-1}>
          {inner}
        </div>
      ),
    ],
    [
      'an item of a tree',
      (inner) => (
        <div role="treeitem" tabIndex={-1}>
          {inner}
        </div>
      ),
    ],
    ['what can be focused itself', (inner) => <div tabIndex={0}>{inner}</div>],
    [
      'a link, deep down',
      (inner) => (
        <a href="/">
          <p>
            <b>{inner}</b>
          </p>
        </a>
      ),
    ],
  ])('is not a second stop inside %s', async (_name, around) => {
    const user = await showBadge({}, around)
    expect(badge()).not.toHaveAttribute('tabindex')
    await user.hover(badge())
    expect(tooltip()).toBe('247 viewers watching now, real-time from Mux, now')
  })

  it.each<[string, (inner: ReactElement) => ReactElement]>([
    [
      'a table cell',
      (inner) => (
        <table>
          <tbody>
            <tr>
              <td>{inner}</td>
            </tr>
          </tbody>
        </table>
      ),
    ],
    ['a link that leads nowhere', (inner) => <a>{inner}</a>],
    ['what only scripts can focus', (inner) => <div tabIndex={-1}>{inner}</div>],
  ])('is a stop in %s', async (_name, around) => {
    await showBadge({}, around)
    expect(badge()).toHaveAttribute('tabindex', '0')
  })

  it('tooltip={true} makes it one everywhere', async () => {
    await showBadge({ tooltip: true }, (inner) => <a href="/live">{inner}</a>)
    expect(badge()).toHaveAttribute('tabindex', '0')
  })
})

it('a card that becomes a link takes the stop for the Tab key', async () => {
  const { fetcher } = createFakeFetcher()
  const card = (href?: string) => (
    <a href={href}>
      <ViewerCount streamId="A" fetcher={fetcher} />
    </a>
  )
  const { update } = await show(page.client, card())
  expect(badge()).toHaveAttribute('tabindex', '0')
  await update(card('/live'))
  expect(badge()).not.toHaveAttribute('tabindex')
})
