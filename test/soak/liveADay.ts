import { createRandom } from './createRandom'
import type { ListenerCount } from './countListeners'
import type { DayPage } from './DayPage'
import type { FakeScreen } from './FakeScreen'
import { Outside } from './Outside'
import type { SimulatedClock } from './SimulatedClock'
import { Weather } from './Weather'

const BADGES = 100
const MINUTE_MS = 60_000
/** After the last fault: the longest `Retry-After` that is obeyed, and a few polls. */
const RECOVERY_MS = 15 * MINUTE_MS
/** TanStack Query's own `gcTime`, and a moment. */
const GC_TIME_MS = 6 * MINUTE_MS

interface Surroundings {
  /** To be loaded when there is a window, as React looks for one. */
  Page: typeof DayPage
  window: Window & typeof globalThis
  clock: SimulatedClock
  listeners: ListenerCount
  screen: FakeScreen
  /** Collects garbage; bytes of the heap. */
  heap: () => number
}

/** What was there at one moment. */
interface Sample {
  at: string
  requests: number
  timers: number
  onWindow: number
  onDocument: number
  onElements: number
  /** Elements of which it is watched whether they are on screen. */
  watched: number
  heapMb: number
}

/** What a day left behind. */
export interface Day {
  samples: Sample[]
  /** Badges that did not show their number when all was well again. */
  unrecovered: string[]
}

/** Lives with a page through `hours` in which something goes wrong in most minutes. */
export async function liveADay(
  { Page, window, clock, listeners, screen, heap }: Surroundings,
  hours: number,
): Promise<Day> {
  const random = createRandom(2)
  const weather = new Weather(random)
  const outside = new Outside({ window, clock, screen, weather, random })
  const place = document.body.appendChild(document.createElement('main'))
  const { fetcher, fetch } = weather
  const open = (badges: number): DayPage => new Page({ place, badges, fetcher, fetch })
  const close = async (page: DayPage): Promise<void> => {
    page.close()
    await clock.pass(GC_TIME_MS)
  }
  const recover = async (page: DayPage): Promise<string[]> => {
    await outside.peace(page)
    await clock.pass(RECOVERY_MS)
    const shown = page.shown()
    const wrong = shown.filter(({ streamId, text }) => !text.includes(weather.numberOf(streamId)))
    if (shown.length !== BADGES) return [`${shown.length} badges of ${BADGES}`]
    return wrong.map(({ streamId, text }) => `${streamId}: ${text}`)
  }
  const samples: Sample[] = []
  const sample = (at: string): void => {
    samples.push({
      at,
      requests: weather.requests,
      timers: clock.timers,
      onWindow: listeners.onWindow(),
      onDocument: listeners.onDocument(),
      onElements: listeners.onElements(),
      watched: screen.watched,
      heapMb: Math.round(heap() / 100_000) / 10,
    })
  }

  // What React, and jsdom when it first looks for an ancestor, keep for ever is none of ours.
  place.closest('a')
  await close(open(0))
  sample('empty page')
  // The heap is fuller after a first page: its code is warm.
  const first = open(BADGES)
  const unrecovered = await recover(first)
  await close(first)
  sample('first page')

  const page = open(BADGES)
  for (let minute = 1; minute <= hours * 60; minute += 1) {
    outside.trouble(page)
    // oxlint-disable-next-line no-await-in-loop
    await clock.pass(MINUTE_MS)
    if (minute % 240 === 0) sample(`${minute / 60} h`)
  }
  unrecovered.push(...(await recover(page)))
  sample('recovered')
  await close(page)
  sample('after')
  return { samples, unrecovered }
}
