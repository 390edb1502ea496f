import { createRandom } from '../../soak/createRandom'
import { SimulatedClock } from '../../soak/SimulatedClock'
import { openRoute, type OpenRoute } from './openRoute'
import type { BadgeKind } from './Visitors'

const BEGIN = Date.UTC(2026, 0, 1)
const SESSIONS = 12
const VISITORS = 20
const CHANGES = 10

/** How often the badge asks, and how long a reading holds. */
export interface Setup {
  intervalMs: number
  ttlMs: number
}

/** What a setup gave. */
export interface Freshness {
  /** From the moment when Mux would tell a new count until a badge shows it, one for each change and visitor. */
  seconds: number[]
  /** Requests to the route, for one visitor in a minute. */
  routeRequests: number
  /** Requests from the route to Mux in a minute, for all visitors together. */
  muxCalls: number
}

/**
 * Twenty people open the page, at random phases, and the count changes ten times, at random
 * moments; then come twenty others, twelve times in all. The time is simulated, the chain is not:
 * the emulator on its socket, the route with its readings, the fetcher and the badge are the real
 * ones. There must be a window.
 */
export async function watchChanges(
  kind: BadgeKind,
  { intervalMs, ttlMs }: Setup,
): Promise<Freshness> {
  const { Visitors } = await import('./Visitors')
  const { random: realRandom } = Math
  const random = createRandom(1)
  let route: OpenRoute | undefined
  const clock = new SimulatedClock(BEGIN, () => route?.isBusy() ?? false)
  const uninstall = clock.install()
  // So one run is like another, and so are the phases of our pages.
  Math.random = random
  const { streamId, addViewer, spent, close } = (route = await openRoute(ttlMs))

  const told: Freshness = { seconds: [], routeRequests: 0, muxCalls: 0 }
  let minutes = 0
  const play = async (): Promise<void> => {
    let change = { at: Number.NaN, viewers: -1 }
    const visitors = new Visitors({ kind, intervalMs, streamId }, (viewers) => {
      if (viewers === change.viewers) told.seconds.push((clock.now - change.at) / 1_000)
    })
    for (let count = 0; count < VISITORS; count += 1) {
      visitors.open()
      // oxlint-disable-next-line no-await-in-loop
      await clock.pass((2 * random() * intervalMs) / VISITORS)
    }
    const begun = { at: clock.now, ...spent() }
    for (let count = 0; count < CHANGES; count += 1) {
      change = { at: clock.now, viewers: addViewer() }
      // Each has the time to be seen before the next one.
      // oxlint-disable-next-line no-await-in-loop
      await clock.pass(intervalMs + ttlMs + 5_000 + random() * intervalMs)
    }
    const after = spent()
    told.routeRequests += after.route - begun.route
    told.muxCalls += after.mux - begun.mux
    minutes += (clock.now - begun.at) / 60_000
    visitors.leave()
  }
  try {
    for (let count = 0; count < SESSIONS; count += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await play()
    }
  } finally {
    uninstall()
    Math.random = realRandom
    await close()
  }
  const expected = SESSIONS * VISITORS * CHANGES
  if (told.seconds.length !== expected)
    throw new Error(`${kind}: of ${expected} changes on screens ${told.seconds.length} were seen.`)
  told.routeRequests /= VISITORS * minutes
  told.muxCalls /= minutes
  return told
}
