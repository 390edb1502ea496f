import type { QueryClient } from '@tanstack/react-query'
import { MAX_TIMER_MS } from '../core/polling'

/** What all badges under one QueryClient share: the ticks, one alarm timer, what was warned of. */
export interface Page {
  /** Where the page's ticks lie: this part of an interval after its whole multiples. */
  phase: number
  /** Wakes `listener` after `delayMs`; `null` takes its alarm away. Each listener has one. */
  setAlarm: (listener: () => void, delayMs: number | null) => void
  /** When this page first saw `snapshot`, by its monotonic clock. */
  seenAt: (snapshot: object) => number
  /** What was warned of. */
  warned: Set<string>
}

// The one module state: what is shared belongs to the app's QueryClient, and goes with it.
const pages = /* @__PURE__ */ new WeakMap<QueryClient, Page>()

/** The page that belongs to this QueryClient. */
export function pageOf(client: QueryClient): Page {
  let page = pages.get(client)
  if (!page) pages.set(client, (page = createPage()))
  return page
}

function createPage(): Page {
  const seen = new WeakMap<object, number>()
  const alarms = new Map<() => void, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let ringsAt = Infinity

  const wind = (at: number): void => {
    // Ringing too early only means winding again; so a later alarm leaves a running timer alone.
    if (at >= ringsAt) return
    clearTimeout(timer)
    ringsAt = at
    timer = setTimeout(ring, Math.min(Math.ceil(at - performance.now()), MAX_TIMER_MS))
  }
  const ring = (): void => {
    const now = performance.now()
    ringsAt = Infinity
    for (const [listener, at] of [...alarms]) {
      if (at > now) wind(at)
      else {
        alarms.delete(listener)
        listener()
      }
    }
  }

  return {
    // Pages opened by one announcement must not all ask in the same second.
    phase: Math.random(),
    warned: new Set(),
    setAlarm(listener, delayMs) {
      alarms.delete(listener)
      if (delayMs !== null) {
        const at = performance.now() + delayMs
        alarms.set(listener, at)
        wind(at)
      } else if (alarms.size === 0) {
        clearTimeout(timer)
        ringsAt = Infinity
      }
    },
    seenAt(snapshot) {
      const at = seen.get(snapshot) ?? performance.now()
      seen.set(snapshot, at)
      return at
    },
  }
}
