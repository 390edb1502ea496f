import type { QueryClient } from '@tanstack/react-query'
import type { Ticks } from '../core/polling'

/** What all badges under one QueryClient share: the ticks, one alarm timer, what was warned of. */
export interface Page {
  /** The page's ticks for this interval, now. */
  ticks: (intervalMs: number) => Ticks
  /** Wakes `listener` after `delayMs`; `null` takes its alarm away. Each listener has one. */
  setAlarm: (listener: () => void, delayMs: number | null) => void
  /** When this page first saw `snapshot`, by its monotonic clock. */
  seenAt: (snapshot: object) => number
  /** Whether `what` is said for the first time on this page. */
  isFirst: (what: string) => boolean
}

/** The longest delay of a timer: browsers take a longer one for none, and fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1

// The one module state: what is shared belongs to the app's QueryClient, and goes with it.
const pages = /* @__PURE__ */ new WeakMap<QueryClient, Page>()

/** The page that belongs to this QueryClient. */
export function pageOf(client: QueryClient): Page {
  let page = pages.get(client)
  if (!page) pages.set(client, (page = createPage()))
  return page
}

function createPage(): Page {
  // Pages opened by one announcement must not all ask in the same second.
  const phase = Math.random()
  const said = new Set<string>()
  const seen = new WeakMap<object, number>()
  const alarms = new Map<() => void, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let windsAt = Infinity

  const wind = (): void => {
    const next = Math.min(...alarms.values())
    // Waking too early only means winding again; so a later alarm leaves a running timer alone.
    if (windsAt <= next && alarms.size > 0) return
    clearTimeout(timer)
    windsAt = next
    if (alarms.size === 0) return
    const delay = Math.max(1, Math.ceil(next - performance.now()))
    timer = setTimeout(ring, Math.min(delay, MAX_TIMER_MS))
  }
  const ring = (): void => {
    windsAt = Infinity
    const now = performance.now()
    for (const [listener, at] of [...alarms]) {
      if (at <= now) {
        alarms.delete(listener)
        listener()
      }
    }
    wind()
  }

  return {
    ticks: (intervalMs) => ({ now: performance.now(), intervalMs, offsetMs: phase * intervalMs }),
    setAlarm(listener, delayMs) {
      if (delayMs === null) alarms.delete(listener)
      else alarms.set(listener, performance.now() + delayMs)
      wind()
    },
    seenAt(snapshot) {
      const at = seen.get(snapshot) ?? performance.now()
      seen.set(snapshot, at)
      return at
    },
    isFirst: (what) => said.size < said.add(what).size,
  }
}
