import { notifyManager, type QueryClient } from '@tanstack/react-query'
import type { Ticks } from '../core/polling'
import type { ViewersError } from '../core/ViewersError'

/** What all badges under one QueryClient share: the ticks, one alarm timer, one look at the query cache. */
export interface Page {
  /** The page's ticks for this interval, now. */
  ticks(intervalMs: number): Ticks
  /** Calls `listener` when the query's state changes, and when its alarm goes off. */
  subscribe(queryHash: string, listener: () => void): () => void
  /** Wakes `listener` after `delayMs`; `null` takes its alarm away. Each listener has one. */
  setAlarm(listener: () => void, delayMs: number | null): void
  /** The query's last error while nothing has succeeded since: a running retry does not hide it. */
  errorOf(query: object): ViewersError | undefined
  /** When this page first saw `snapshot`, by its monotonic clock. */
  seenAt(snapshot: object): number
  /** Whether `what` is said for the first time on this page. */
  isFirst(what: string): boolean
}

/** The longest delay of a timer: browsers take a longer one for none, and fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1

// The one module state: what is shared belongs to the app's QueryClient, and goes with it.
const pages = new WeakMap<QueryClient, Page>()

/** The page that belongs to this QueryClient. */
export function pageOf(client: QueryClient): Page {
  const known = pages.get(client)
  if (known !== undefined) return known
  const page = createPage(client)
  pages.set(client, page)
  return page
}

function createPage(client: QueryClient): Page {
  // Pages opened by one announcement must not all ask in the same second.
  const phase = Math.random()
  const said = new Set<string>()
  const seen = new WeakMap<object, number>()
  const errors = new WeakMap<object, ViewersError>()
  const listeners = new Map<string, Set<() => void>>()
  const { setAlarm } = createAlarms()
  let stopListening: (() => void) | undefined

  const listen = (): (() => void) =>
    client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated') {
        const query = event.query as object
        if (event.action.type === 'error') errors.set(query, event.action.error as ViewersError)
        if (event.action.type === 'success') errors.delete(query)
      } else if (event.type !== 'removed') return
      const { queryHash } = event.query
      for (const call of listeners.get(queryHash) ?? []) {
        // Later, because the cache may speak in the middle of a render; by then some have left.
        notifyManager.schedule(() => {
          if (listeners.get(queryHash)?.has(call)) call()
        })
      }
    })

  return {
    ticks: (intervalMs) => ({ now: performance.now(), intervalMs, offsetMs: phase * intervalMs }),
    setAlarm,
    errorOf: (query) => errors.get(query),
    subscribe(queryHash, listener) {
      const ofQuery = listeners.get(queryHash) ?? new Set()
      listeners.set(queryHash, ofQuery.add(listener))
      stopListening ??= listen()
      return () => {
        setAlarm(listener, null)
        ofQuery.delete(listener)
        if (ofQuery.size === 0) listeners.delete(queryHash)
        if (listeners.size > 0) return
        stopListening?.()
        stopListening = undefined
      }
    },
    seenAt(snapshot) {
      const at = seen.get(snapshot) ?? performance.now()
      seen.set(snapshot, at)
      return at
    },
    isFirst(what) {
      const isNew = !said.has(what)
      said.add(what)
      return isNew
    },
  }
}

/** One timer, wound to the earliest of all alarms. */
function createAlarms(): Pick<Page, 'setAlarm'> {
  const alarms = new Map<() => void, number>()
  let timer: { id: ReturnType<typeof setTimeout>; at: number } | undefined

  const wind = (): void => {
    const at = Math.min(...alarms.values())
    // Waking too early only means winding again; so a later alarm leaves a running timer alone.
    if (alarms.size > 0 && timer !== undefined && timer.at <= at) return
    clearTimeout(timer?.id)
    timer = undefined
    if (alarms.size === 0) return
    const delay = Math.min(Math.max(1, Math.ceil(at - performance.now())), MAX_TIMER_MS)
    timer = { id: setTimeout(ring, delay), at }
  }
  const ring = (): void => {
    timer = undefined
    const now = performance.now()
    const due = [...alarms].filter(([, at]) => at <= now)
    for (const [listener] of due) alarms.delete(listener)
    for (const [listener] of due) listener()
    wind()
  }
  return {
    setAlarm(listener, delayMs) {
      if (delayMs === null) alarms.delete(listener)
      else alarms.set(listener, performance.now() + delayMs)
      wind()
    },
  }
}
