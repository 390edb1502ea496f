import type { BadgesBrowser } from './BadgesBrowser'
import type { Tick } from './BadgesPage'
import type { BoardName } from './Board'

const WARM_UP_TICKS = 2
const BADGES = 1_000

/** What a board cost from mount to memory given back. */
export interface Round {
  mountMs: number
  /** React's part of it. */
  mountReactMs: number
  ticks: Tick[]
  /** All script of a tick, on average. */
  scriptMs: number
  /** Heap of one mounted badge, in bytes. */
  badgeBytes: number
  /** Heap after all was taken away, in bytes. */
  heapAfter: number
  /** The same texts set by hand, one figure for each tick. */
  byHandMs: number[]
  markup: string
}

interface RoundOptions {
  ticks: number
  /** Counts the badges that render needlessly, which costs time itself. */
  countsBadges?: boolean
}

/** Mounts a board, lets it poll, takes it away. Rejects when a badge shows another number than its stream's. */
export async function playRound(
  { page, heap, scriptMs, faults }: BadgesBrowser,
  name: BoardName,
  { ticks, countsBadges = false }: RoundOptions,
): Promise<Round> {
  const heapBefore = await heap()
  const mounted = await page.evaluate(([board, counts]) => window.badgesPage.mount(board, counts), [
    name,
    countsBadges,
  ] as const)
  await page.evaluate((count) => window.badgesPage.ticks(count), WARM_UP_TICKS)
  const scriptBefore = await scriptMs()
  const measured = await page.evaluate((count) => window.badgesPage.ticks(count), ticks)
  const script = (await scriptMs()) - scriptBefore
  const byHandMs = await page.evaluate((count) => window.badgesPage.byHand(count), ticks)
  if (faults.length > 0) throw new Error(`${name}: thrown in the page: ${faults[0]}`)
  const wrong = await page.evaluate(() => window.badgesPage.wrong())
  if (wrong.length > 0) throw new Error(`${name}: ${wrong.length} badges are wrong: ${wrong[0]}`)
  const markup = await page.evaluate(() => window.badgesPage.markup())
  const heapMounted = await heap()
  await page.evaluate(() => window.badgesPage.unmount())
  return {
    mountMs: mounted.mountMs,
    mountReactMs: mounted.reactMs,
    ticks: measured,
    scriptMs: script / ticks,
    badgeBytes: (heapMounted - heapBefore) / BADGES,
    heapAfter: await heap(),
    byHandMs,
    markup,
  }
}
