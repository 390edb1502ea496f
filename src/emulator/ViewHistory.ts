import type { CountTiming } from './CountTiming'
import type { Dimensions } from './dimensionsOf'
import type { View } from './View'
import { watchedUntil } from './watchedUntil'

/** Monitoring has a point every five seconds: https://www.mux.com/docs/api-reference/data/monitoring */
export const pointMs = 5_000
/** How many points Mux keeps: 24 hours. https://www.mux.com/docs/guides/monitoring-metrics */
export const pointsKept = (24 * 60 * 60_000) / pointMs

const sweepEveryMs = 60_000
/** Beyond, the views heard longest ago are dropped. */
const mostViews = 200_000

/** Points at which a view counted, from the first to the last, by their numbers. */
interface Span {
  first: number
  last: number
  /** Whether it was waiting for its first frame. */
  starting: boolean
}

/** What is kept of a view: its dimensions as last told, and when it counted. */
export interface PastView {
  readonly dimensions: Dimensions
  readonly spans: readonly Readonly<Span>[]
}

interface KeptView {
  dimensions: Dimensions
  spans: Span[]
  /** When its last batch arrived: the times of its batches only grow. */
  heardAt: number
}

/**
 * When each view counted for Monitoring, in the last 24 hours. Between two batches of a view nothing
 * but time changes it, so each batch says at which points to come it will count; the next batch
 * takes back what it knows better. A point in the past is never changed.
 */
export class ViewHistory {
  readonly #timing: CountTiming
  readonly #dimensionsOf: (view: View) => Dimensions
  readonly #views = new Map<string, KeptView>()
  #nextSweep = Number.NEGATIVE_INFINITY

  constructor(timing: CountTiming, dimensionsOf: (view: View) => Dimensions) {
    this.#timing = timing
    this.#dimensionsOf = dimensionsOf
  }

  get size(): number {
    return this.#views.size
  }

  get views(): Iterable<PastView> {
    return this.#views.values()
  }

  /** Notes what a view has become by a batch that arrived at `at`, in milliseconds. */
  hear(view: View, at: number): void {
    const kept = this.#views.get(view.id)
    const spans = kept?.spans ?? []
    const now = Math.max(at, kept?.heardAt ?? at)
    const next = Math.ceil(now / pointMs)
    cut(spans, next)
    const expected = expectedSpan(view, next, this.#timing)
    const before = spans.at(-1)
    if (expected && before?.last === next - 1 && before.starting === expected.starting) {
      before.last = expected.last
    } else if (expected) spans.push(expected)
    while (spans[0] && spans[0].last < next - pointsKept) spans.shift()

    // The view becomes the last of the map, which so stays in the order of hearing.
    this.#views.delete(view.id)
    if (spans.length > 0) {
      this.#views.set(view.id, { dimensions: this.#dimensionsOf(view), spans, heardAt: now })
    }
    this.#sweep(now)
  }

  #sweep(at: number): void {
    for (const id of this.#views.keys()) {
      if (this.#views.size <= mostViews) break
      this.#views.delete(id)
    }
    if (at < this.#nextSweep) return
    this.#nextSweep = at + sweepEveryMs
    const oldest = Math.floor(at / pointMs) - pointsKept
    for (const [id, { spans }] of this.#views) {
      if (spans.at(-1)!.last < oldest) this.#views.delete(id)
    }
  }
}

/** Takes back what was expected of a point and all later ones. */
function cut(spans: Span[], from: number): void {
  while (spans.length > 0 && spans.at(-1)!.first >= from) spans.pop()
  const last = spans.at(-1)
  if (last && last.last >= from) last.last = from - 1
}

/**
 * The points from `first` on at which a view counts if nothing more is heard of it. Who starts up,
 * rebuffers or has just failed counts; who pauses, or rebuffers for more than five minutes, does
 * not: https://www.mux.com/docs/guides/monitoring-metrics
 */
function expectedSpan(view: View, first: number, timing: CountTiming): Span | null {
  const watched = view.endedAt === null ? watchedUntil(view, timing) : null
  if (watched === null) return null
  const { failedAt } = view
  const until = failedAt === null ? watched : Math.min(watched, failedAt + timing.failedMs)
  const last = Math.floor(until / pointMs)
  return last < first ? null : { first, last, starting: !view.hasPlayed && failedAt === null }
}
