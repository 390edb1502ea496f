import { holdOf, type Sample, type SampleRange } from './sample'
import type { ViewersUnit } from './snapshot'

/** What was read in one step of time; a step that saw two units tells the later one. */
export interface Bucket {
  /** When it begins, in milliseconds since the epoch; a multiple of the step. */
  start: number
  /** What the numbers count. */
  unit: ViewersUnit
  /** Highest number that held in it. */
  max: number
  /** Number that held at its end, or last before a gap. */
  last: number
  /** When that number was read, in milliseconds since the epoch; it may be before `start`, and held until here. */
  lastAt: number
  /** Number times milliseconds, over the time that was covered. */
  viewerMs: number
  /** How much of it samples cover, in milliseconds. */
  coveredMs: number
}

/** What is asked of a stream's record; `from` and `to` are multiples of `step`. */
export interface BucketRange extends SampleRange {
  /** How long a bucket is, in milliseconds. */
  step: number
}

/** One number that holds from `at` until `ends`. */
export interface Held {
  at: number
  ends: number
  viewers: number
  unit: ViewersUnit
}

/** How long each of `samples`, in the order of time, holds. */
export function heldOf(samples: readonly Sample[], recordEvery: number): Held[] {
  const holdMs = holdOf(recordEvery)
  return samples.map(({ at, viewers, unit }, index) => {
    const next = samples[index + 1]?.at ?? Number.POSITIVE_INFINITY
    return { at, ends: Math.min(next, at + holdMs), viewers, unit }
  })
}

/** The part of each step in which `held` holds. */
export function partsOf(
  { at, ends, viewers, unit }: Held,
  { from, to, step }: Pick<BucketRange, 'from' | 'to' | 'step'>,
): Bucket[] {
  const parts: Bucket[] = []
  const until = Math.min(ends, to)
  // What holds for no time at all was still read in its step.
  const reach = Math.max(until, Math.min(at + 1, to))
  const begin = Math.max(at, from)
  for (let start = begin - (begin % step); start < reach; start += step) {
    const coveredMs = Math.max(0, Math.min(until, start + step) - Math.max(at, start))
    const viewerMs = viewers * coveredMs
    parts.push({ start, unit, max: viewers, last: viewers, lastAt: at, viewerMs, coveredMs })
  }
  return parts
}

/** Two buckets of one unit as one that begins as the first of them does. */
export function together(one: Bucket, other: Bucket): Bucket {
  const { last, lastAt } = other.lastAt >= one.lastAt ? other : one
  return {
    start: one.start,
    unit: one.unit,
    max: Math.max(one.max, other.max),
    last,
    lastAt,
    viewerMs: one.viewerMs + other.viewerMs,
    coveredMs: one.coveredMs + other.coveredMs,
  }
}

/** One bucket for each step, in the order of time, of parts of them in any order. */
export function sumUp(parts: readonly Bucket[]): Bucket[] {
  const steps = new Map<number, Partial<Record<ViewersUnit, Bucket>>>()
  for (const part of parts) {
    const units = steps.get(part.start) ?? {}
    const before = units[part.unit]
    units[part.unit] = before === undefined ? part : together(before, part)
    steps.set(part.start, units)
  }
  return [...steps.values()]
    .map(({ people, playbacks }) => later(people, playbacks))
    .sort((one, other) => one.start - other.start)
}

/** The buckets of samples in the order of time; one shortly before `from` reaches into it. */
export function bucketsOf(samples: readonly Sample[], range: BucketRange): Bucket[] {
  return sumUp(heldOf(samples, range.recordEvery).flatMap((held) => partsOf(held, range)))
}

function later(people: Bucket | undefined, playbacks: Bucket | undefined): Bucket {
  if (people === undefined || playbacks === undefined) return (people ?? playbacks)!
  return playbacks.lastAt > people.lastAt ? playbacks : people
}
