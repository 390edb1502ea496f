type Listening = Parameters<EventTarget['addEventListener']>

/** How many listeners there are at this moment. */
export interface ListenerCount {
  onWindow: () => number
  onDocument: () => number
  /** On elements, whether in the document or not. */
  onElements: () => number
}

/**
 * Counts the listeners of a page from now on, however they go: by `removeEventListener`, by their
 * signal, or because they were to hear once. What hears twice by the same name counts once, as for
 * the browser.
 */
export function countListeners(window: Window & typeof globalThis): ListenerCount {
  const targets = window.EventTarget.prototype
  const add: EventTarget['addEventListener'] = Reflect.get(targets, 'addEventListener')
  const remove: EventTarget['removeEventListener'] = Reflect.get(targets, 'removeEventListener')
  const all = new WeakMap<EventTarget, Map<string, Set<unknown>>>()
  const counts = { window: 0, document: 0, elements: 0, others: 0 }
  const placeOf = (target: EventTarget): keyof typeof counts => {
    if (target === window) return 'window'
    if (target === window.document) return 'document'
    return target instanceof window.Element ? 'elements' : 'others'
  }
  const heardBy = (target: EventTarget, type: string, options: Listening[2]): Set<unknown> => {
    const isCapturing = typeof options === 'boolean' ? options : options?.capture === true
    const name = `${type} ${isCapturing}`
    const ofTarget = all.get(target) ?? new Map<string, Set<unknown>>()
    const listeners = ofTarget.get(name) ?? new Set()
    all.set(target, ofTarget.set(name, listeners))
    return listeners
  }

  Object.assign(targets, {
    addEventListener(this: EventTarget | undefined, ...given: Listening) {
      const target = this ?? window
      const [type, listener, options] = given
      add.apply(target, given)
      const heard = heardBy(target, type, options)
      const { signal, once } = typeof options === 'object' ? options : {}
      if (listener === null || heard.has(listener) || signal?.aborted === true) return
      heard.add(listener)
      counts[placeOf(target)] += 1
      const forget = (): void => void (heard.delete(listener) && (counts[placeOf(target)] -= 1))
      if (once === true) add.call(target, type, forget, { once })
      if (signal !== undefined) add.call(signal, 'abort', forget)
    },
    removeEventListener(this: EventTarget | undefined, ...given: Listening) {
      const target = this ?? window
      remove.apply(target, given)
      if (heardBy(target, given[0], given[2]).delete(given[1])) counts[placeOf(target)] -= 1
    },
  })
  return {
    onWindow: () => counts.window,
    onDocument: () => counts.document,
    onElements: () => counts.elements,
  }
}
