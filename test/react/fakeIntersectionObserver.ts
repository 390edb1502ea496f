import { act } from '@testing-library/react'
import { beforeEach, vi } from 'vitest'
import { soon } from './page'

/** A browser that tells what is on screen: soon after it is asked, and whenever {@link scroll} changes it. */
export class FakeIntersectionObserver {
  static all: FakeIntersectionObserver[] = []
  static onScreen = new Set<Element>()
  readonly watched = new Set<Element>()
  constructor(private readonly tell: IntersectionObserverCallback) {
    FakeIntersectionObserver.all.push(this)
  }
  observe(element: Element): void {
    // As in a browser: what is watched already is not told of again.
    if (this.watched.has(element)) return
    this.watched.add(element)
    setTimeout(() => this.look([element]), 1)
  }
  unobserve(element: Element): void {
    this.watched.delete(element)
  }
  look(elements: Iterable<Element> = this.watched): void {
    const entries = [...elements]
      .filter((element) => this.watched.has(element))
      .map((target) => ({
        ...{ target, isIntersecting: FakeIntersectionObserver.onScreen.has(target) },
      }))
    act(() => this.tell(entries as IntersectionObserverEntry[], this as never))
  }
}

/** Puts it into the browser of every test of a file; call it at the top, after `setUpPage`. */
export function setUpScreen(): void {
  beforeEach(() => {
    FakeIntersectionObserver.all = []
    FakeIntersectionObserver.onScreen.clear()
    vi.stubGlobal('IntersectionObserver', FakeIntersectionObserver)
  })
}

/** Scrolls so that exactly these badges are on screen. */
export async function scroll(...ids: string[]): Promise<void> {
  FakeIntersectionObserver.onScreen = new Set(
    [...document.querySelectorAll('[data-testid]')].filter((element) =>
      ids.includes((element as HTMLElement).dataset['testid']!),
    ),
  )
  for (const observer of FakeIntersectionObserver.all) observer.look()
  await soon()
}
