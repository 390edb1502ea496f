/** Stands in for the browser's `IntersectionObserver`, which jsdom lacks. */
export class FakeScreen {
  readonly #watched = new Map<Element, Set<IntersectionObserverCallback>>()

  /** How many elements are watched. */
  get watched(): number {
    return this.#watched.size
  }

  /** Takes its place; an element is on screen from the moment when it is watched. */
  install(): void {
    const watched = this.#watched
    const tell = this.#tell
    globalThis.IntersectionObserver = class {
      readonly root = null
      readonly rootMargin = ''
      readonly scrollMargin = ''
      readonly thresholds = []
      constructor(readonly callback: IntersectionObserverCallback) {}
      observe(element: Element): void {
        watched.set(element, (watched.get(element) ?? new Set()).add(this.callback))
        setTimeout(() => tell(element, true))
      }
      unobserve(element: Element): void {
        const callbacks = watched.get(element)
        callbacks?.delete(this.callback)
        if (callbacks?.size === 0) watched.delete(element)
      }
      disconnect(): void {
        for (const element of watched.keys()) this.unobserve(element)
      }
      takeRecords(): [] {
        return []
      }
    }
  }

  /** Scrolls: each watched element is on screen or not, as `decide` says. */
  scroll(decide: () => boolean): void {
    for (const element of this.#watched.keys()) this.#tell(element, decide())
  }

  readonly #tell = (target: Element, isIntersecting: boolean): void => {
    const entry = { target, isIntersecting } as unknown as IntersectionObserverEntry
    for (const callback of this.#watched.get(target) ?? [])
      callback([entry], undefined as unknown as IntersectionObserver)
  }
}
