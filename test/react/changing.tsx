import { act } from '@testing-library/react'
import { useEffect, useState, type ReactNode } from 'react'
import { createFakeFetcher, mux, type FakeFetcher } from './page'

/** A component whose state the test sets from outside. */
export function createSwitch<State>(first: State, draw: (state: State) => ReactNode) {
  let set: (state: State) => void = () => {}
  function Switch(): ReactNode {
    const [state, setState] = useState(first)
    useEffect(() => void (set = setState), [])
    return draw(state)
  }
  return { element: <Switch />, set: (state: State) => act(() => set(state)) }
}

/** Answers 111 for A, 222 for B, … */
export const byName = (): FakeFetcher =>
  createFakeFetcher((id) => mux(id, (id.charCodeAt(0) - 64) * 111))
/** What was asked so far, request by request. */
export const asked = ({ requests }: FakeFetcher): string[] =>
  requests.map(({ streamIds }) => streamIds.join())

/** What stood on screen, one after another. */
export function recordTexts(container: HTMLElement): string[] {
  const texts = [container.textContent]
  const note = (): void => {
    if (texts.at(-1) !== container.textContent) texts.push(container.textContent)
  }
  new MutationObserver(note).observe(container, {
    ...{ attributes: true, characterData: true, childList: true, subtree: true },
  })
  return texts
}
