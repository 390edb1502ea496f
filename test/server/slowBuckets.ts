import type { Bucket, BucketRange } from '../../src/core/Buckets'
import { holdOf, type Sample } from '../../src/core/sample'

/** By going through each bucket and each sample; nothing of it is shared with the stores. */
export function slowBuckets(
  samples: readonly Sample[],
  { from, to, step, recordEvery }: BucketRange,
): Bucket[] {
  const inOrder = [...samples].sort((one, other) => one.at - other.at)
  const held = inOrder.map((sample, index) => {
    const next = inOrder[index + 1]
    const longest = sample.at + holdOf(recordEvery)
    return { ...sample, ends: next && next.at < longest ? next.at : longest }
  })
  const buckets: Bucket[] = []
  for (let start = from; start < to; start += step) {
    const within = held.filter(({ at, ends }) => at < start + step && ends > start)
    const latest = within.at(-1)
    if (latest === undefined) continue
    const same = within.filter(({ unit }) => unit === latest.unit)
    const parts = same.map(({ viewers, at, ends }) => {
      const ms = Math.min(ends, start + step) - Math.max(at, start)
      return { viewers, ms }
    })
    buckets.push({
      start,
      unit: latest.unit,
      max: Math.max(...parts.map(({ viewers }) => viewers)),
      last: latest.viewers,
      lastAt: latest.at,
      viewerMs: parts.reduce((sum, { viewers, ms }) => sum + viewers * ms, 0),
      coveredMs: parts.reduce((sum, { ms }) => sum + ms, 0),
    })
  }
  return buckets
}
