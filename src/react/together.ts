import { notifyManager } from '@tanstack/react-query'

/** Calls `listener` soon, once, and together with all that ask before then. */
export type CallTogether = (listener: () => void) => void

/**
 * Gathers what answers call. TanStack Query gives each query a timer of its own, so that an answer
 * for a hundred streams would be a hundred walks of React through the page; together it is one.
 */
export function createTogether(): CallTogether {
  const listeners = new Set<() => void>()
  return (listener) => {
    listeners.add(listener)
    if (listeners.size > 1) return
    notifyManager.schedule(() => {
      const called = [...listeners]
      listeners.clear()
      for (const call of called) call()
    })
  }
}
