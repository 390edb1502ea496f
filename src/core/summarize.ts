import { heldOf } from './Buckets'
import type { KeptBucket } from './KeptBucket'
import type { Sample } from './sample'
import type { Broadcast, ViewersUnit } from './snapshot'
import type { BroadcastSpan } from './streamLife'

/** What is kept of a broadcast: its samples in the order of time, and in minutes or hours what is older. */
export interface StreamRecord {
  samples: readonly Sample[]
  buckets: readonly KeptBucket[]
}

/** A stretch of one unit: its highest and its last number, and what it adds to the sums. */
interface Stretch {
  unit: ViewersUnit
  max: number
  maxAt: number
  last: number
  lastAt: number
  viewerMs: number
  coveredMs: number
}

/**
 * The figures of a broadcast, by what was read in it; the rest is left out. Of one that goes on, until
 * `until`. Where two units were counted, by the one that covers more of it: people and playbacks are
 * no one number.
 */
export function summarize(
  { samples, buckets }: StreamRecord,
  { id, startedAt, disconnectedAt, endedAt }: BroadcastSpan,
  { recordEvery, until }: { recordEvery: number; until: number },
): Broadcast {
  const end = endedAt ?? until
  const isWithin = (at: number): boolean => at >= startedAt && at < end
  const stretches = [
    ...buckets.filter(({ lastAt }) => isWithin(lastAt)),
    ...stretchesOf(
      samples.filter(({ at }) => isWithin(at)),
      end,
      recordEvery,
    ),
  ]
  const coveredMs = (unit: ViewersUnit): number =>
    sum(stretches.filter((one) => one.unit === unit).map((one) => one.coveredMs))
  const unit = coveredMs('people') >= coveredMs('playbacks') ? 'people' : 'playbacks'
  const counted = stretches.filter((one) => one.unit === unit)
  // Who leaves while the encoder is gone has not left at the end.
  const before = counted.filter(({ lastAt }) => lastAt <= (disconnectedAt ?? end))
  const last = best(before, (one, other) => one.lastAt > other.lastAt)
  const peak = best(
    counted,
    (one, other) => one.max > other.max || (one.max === other.max && one.maxAt < other.maxAt),
  )
  const coveredSeconds = coveredMs(unit) / 1_000
  const viewerSeconds = sum(counted.map(({ viewerMs }) => viewerMs)) / 1_000
  return {
    id,
    startedAt: iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    peak: peak?.max ?? null,
    peakAt: peak === undefined ? null : iso(peak.maxAt),
    average: coveredSeconds > 0 ? viewerSeconds / coveredSeconds : null,
    last: last?.last ?? null,
    viewerSeconds,
    coveredSeconds,
  }
}

function stretchesOf(samples: readonly Sample[], end: number, recordEvery: number): Stretch[] {
  return heldOf(samples, recordEvery).map(({ at, ends, viewers, unit }) => {
    const coveredMs = Math.min(ends, end) - at
    const viewerMs = viewers * coveredMs
    return { unit, max: viewers, maxAt: at, last: viewers, lastAt: at, viewerMs, coveredMs }
  })
}

function best(
  stretches: readonly Stretch[],
  isBetter: (one: Stretch, other: Stretch) => boolean,
): Stretch | undefined {
  return stretches.reduce<Stretch | undefined>(
    (found, one) => (found === undefined || isBetter(one, found) ? one : found),
    undefined,
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)

const iso = (at: number): string => new Date(at).toISOString()
