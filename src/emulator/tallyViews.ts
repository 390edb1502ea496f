import type { Dimensions } from './dimensionsOf'
import type { PastView } from './ViewHistory'

/** How many views counted at each point of a stretch. */
export interface Tally {
  concurrent: number[]
  starting: number[]
}

/** What is tallied. */
export interface TallyOptions {
  /** Number of the first point. */
  first: number
  /** Number of the last point. */
  last: number
  /** Which views. */
  matches: (dimensions: Dimensions) => boolean
  /** By what they are told apart. */
  by: (dimensions: Dimensions) => string | null
}

/**
 * Counts views at each point of a stretch, without telling one viewer from another: Monitoring is
 * aggregated "across the views that are currently being watched". A value nobody had is absent.
 */
export function tallyViews(
  views: Iterable<PastView>,
  { first, last, matches, by }: TallyOptions,
): Map<string | null, Tally> {
  const tallies = new Map<string | null, Tally>()
  const length = last - first + 1
  if (length <= 0) return tallies
  for (const { dimensions, spans } of views) {
    // Most views of a day are over long before the stretch begins.
    if (spans.at(-1)!.last < first || spans[0]!.first > last || !matches(dimensions)) continue
    const value = by(dimensions)
    const tally = tallies.get(value) ?? emptyTally(length)
    tallies.set(value, tally)
    for (const span of spans) {
      if (span.last < first || span.first > last) continue
      // Differences between neighbours, which are summed up in the end: a span of hours costs as
      // much as one of seconds.
      const from = Math.max(span.first, first) - first
      const after = Math.min(span.last, last) + 1 - first
      note(tally.concurrent, from, after)
      if (span.starting) note(tally.starting, from, after)
    }
  }
  for (const { concurrent, starting } of tallies.values()) {
    sumUp(concurrent)
    sumUp(starting)
  }
  return tallies
}

/** A tally of nobody. */
export function emptyTally(length: number): Tally {
  const zeros = (): number[] => Array.from({ length }, () => 0)
  return { concurrent: zeros(), starting: zeros() }
}

function note(differences: number[], from: number, after: number): void {
  differences[from]! += 1
  if (after < differences.length) differences[after]! -= 1
}

function sumUp(differences: number[]): void {
  for (let index = 1; index < differences.length; index += 1) {
    differences[index]! += differences[index - 1]!
  }
}
