/** Tells which elements are on screen: one `IntersectionObserver` for all that ask. */
export interface Screen {
  /**
   * Lets `listener` know whether `element` is on screen, soon and at each change; `null` ends it.
   * Each listener has one element. Where the browser cannot tell, everything is on screen.
   */
  set: (listener: (isOnScreen: boolean) => void, element: Element | null) => void
}

/** See {@link Screen}. */
export function createScreen(): Screen {
  const watched = new Map<(isOnScreen: boolean) => void, Element>()
  let observer: IntersectionObserver | undefined
  const tell = (entries: IntersectionObserverEntry[]): void => {
    const changes = new Map(entries.map(({ target, isIntersecting }) => [target, isIntersecting]))
    for (const [listener, element] of watched) {
      const isOnScreen = changes.get(element)
      if (isOnScreen !== undefined) listener(isOnScreen)
    }
  }
  return {
    set(listener, element) {
      const before = watched.get(listener)
      if (element === (before ?? null)) return
      watched.delete(listener)
      if (before && ![...watched.values()].includes(before)) observer?.unobserve(before)
      if (!element) return
      if (typeof IntersectionObserver === 'undefined') listener(true)
      else {
        watched.set(listener, element)
        observer ??= new IntersectionObserver(tell)
        // Anew, so that a second listener is told too.
        observer.unobserve(element)
        observer.observe(element)
      }
    },
  }
}
