import { holdOf, type Sample } from './sample'
import type { Broadcast, ViewersUnit } from './snapshot'
import type { BroadcastSpan } from './streamLife'

/**
 * The figures of a broadcast, by its samples in the order of time; those outside of it are left out.
 * Of one that goes on, until `until`. Where samples count two units, by those that cover more of it:
 * people and playbacks are no one number.
 */
export function summarize(
  samples: readonly Sample[],
  { id, startedAt, disconnectedAt, endedAt }: BroadcastSpan,
  { recordEvery, until }: { recordEvery: number; until: number },
): Broadcast {
  const end = endedAt ?? until
  const within = samples.filter(({ at }) => at >= startedAt && at < end)
  const held = within.map((sample, index) => {
    const next = within[index + 1]?.at ?? end
    return { ...sample, heldMs: Math.min(next - sample.at, holdOf(recordEvery)) }
  })
  const coveredMs = (unit: ViewersUnit): number =>
    sum(held.filter((sample) => sample.unit === unit).map(({ heldMs }) => heldMs))
  const unit = coveredMs('people') >= coveredMs('playbacks') ? 'people' : 'playbacks'
  const counted = held.filter((sample) => sample.unit === unit)
  // Who leaves while the encoder is gone has not left at the end.
  const last = counted.findLast(({ at }) => at <= (disconnectedAt ?? end))
  const peak = counted.reduce<Sample | null>(
    (highest, sample) => (sample.viewers > (highest?.viewers ?? -1) ? sample : highest),
    null,
  )
  const coveredSeconds = coveredMs(unit) / 1_000
  const viewerSeconds = sum(counted.map(({ viewers, heldMs }) => viewers * heldMs)) / 1_000
  return {
    id,
    startedAt: iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    peak: peak?.viewers ?? null,
    peakAt: peak === null ? null : iso(peak.at),
    average: coveredSeconds > 0 ? viewerSeconds / coveredSeconds : null,
    last: last?.viewers ?? null,
    viewerSeconds,
    coveredSeconds,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)

const iso = (at: number): string => new Date(at).toISOString()
