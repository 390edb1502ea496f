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

/** The buckets of samples in the order of time; one shortly before `from` reaches into it. */
export function bucketsOf(samples: readonly Sample[], range: BucketRange): Bucket[] {
  const holdMs = holdOf(range.recordEvery)
  const buckets = new Buckets(range)
  samples.forEach(({ at, viewers, unit }, index) => {
    const next = samples[index + 1]?.at ?? Number.POSITIVE_INFINITY
    buckets.addHeld({ at, ends: Math.min(next, at + holdMs), viewers, unit })
  })
  return buckets.list()
}

/** Sums up what held in each step of a range. All is added in the order of time. */
export class Buckets {
  readonly #range: BucketRange
  /** By start, then by unit, the later one last. */
  readonly #steps = new Map<number, Map<ViewersUnit, Bucket>>()

  constructor(range: BucketRange) {
    this.#range = range
  }

  /** Adds to each bucket the part of it in which `held` holds. */
  addHeld({ at, ends, viewers, unit }: Held): void {
    const { from, to, step } = this.#range
    const until = Math.min(ends, to)
    // What holds for no time at all was still read in its step.
    const reach = Math.max(until, Math.min(at + 1, to))
    const begin = Math.max(at, from)
    for (let start = begin - (begin % step); start < reach; start += step) {
      const coveredMs = Math.max(0, Math.min(until, start + step) - Math.max(at, start))
      const viewerMs = viewers * coveredMs
      this.add({ start, unit, max: viewers, last: viewers, viewerMs, coveredMs })
    }
  }

  /** Adds what was summed up elsewhere. */
  add(bucket: Bucket): void {
    const units = this.#steps.get(bucket.start) ?? new Map<ViewersUnit, Bucket>()
    this.#steps.set(bucket.start, units)
    const before = units.get(bucket.unit)
    units.delete(bucket.unit)
    units.set(bucket.unit, {
      ...bucket,
      max: Math.max(before?.max ?? 0, bucket.max),
      viewerMs: (before?.viewerMs ?? 0) + bucket.viewerMs,
      coveredMs: (before?.coveredMs ?? 0) + bucket.coveredMs,
    })
  }

  /** In the order of time. */
  list(): Bucket[] {
    return [...this.#steps.entries()]
      .sort(([one], [other]) => one - other)
      .map(([, units]) => [...units.values()].at(-1)!)
  }
}
