import { heldOf, partsOf, together, type Bucket } from './Buckets'
import type { Sample } from './sample'

/** Samples that are old are kept by the minute, then by the hour, in milliseconds. */
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000

/** What is left of samples that are taken together: a minute or an hour of one unit. */
export interface KeptBucket extends Bucket {
  /** How long it is, in milliseconds. */
  step: number
  /** When the highest number was read first, in milliseconds since the epoch. */
  maxAt: number
}

/** Buckets and parts of buckets of one stream as longer ones, one for each step and unit, in the order of time. */
export function takeTogether(buckets: readonly KeptBucket[], step: number): KeptBucket[] {
  const taken = new Map<string, KeptBucket>()
  for (const bucket of buckets) {
    const part = { ...bucket, step, start: bucket.start - (bucket.start % step) }
    const key = `${part.start} ${part.unit}`
    const before = taken.get(key)
    taken.set(key, before === undefined ? part : merged(before, part))
  }
  return [...taken.values()].sort((one, other) => one.start - other.start)
}

/** The minutes of samples in the order of time; `following` is the one after them, which tells until when the last one holds. */
export function minutesOf(
  samples: readonly Sample[],
  following: Sample,
  recordEvery: number,
): KeptBucket[] {
  const range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, step: MINUTE_MS }
  const parts = heldOf([...samples, following], recordEvery)
    .slice(0, -1)
    .flatMap((held) =>
      partsOf(held, range).map((part) => ({ ...part, step: MINUTE_MS, maxAt: held.at })),
    )
  return takeTogether(parts, MINUTE_MS)
}

/** As any bucket, however long it is. */
export function plain({ start, unit, max, last, lastAt, viewerMs, coveredMs }: KeptBucket): Bucket {
  return { start, unit, max, last, lastAt, viewerMs, coveredMs }
}

function merged(one: KeptBucket, other: KeptBucket): KeptBucket {
  const isHigher = other.max > one.max || (other.max === one.max && other.maxAt < one.maxAt)
  const { maxAt } = isHigher ? other : one
  return { ...together(one, other), step: one.step, maxAt }
}
