import type { Bucket, BucketRange } from './Buckets'
import { holdOf } from './sample'
import type { ViewersUnit } from './snapshot'
import { ViewersError } from './ViewersError'

/** A history has no more points. */
const MAX_POINTS = 5_000

/** So many there are at most where no step is asked for. */
const USUAL_POINTS = 300

const DAY_MS = 86_400_000

/** Steps that are taken where none is asked for, in milliseconds: from 15 seconds to a day. */
const STEPS = [15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000, DAY_MS]

/** What was read of a stream in one step of time; `null` where nothing was, which is not 0. */
export interface HistoryPoint {
  /** When the step begins, ISO 8601. */
  at: string
  /** Highest number that held in it. */
  max: number | null
  /** Average over the time that was read, to three decimals. */
  average: number | null
  /** Number that held at its end, or last before a gap. */
  last: number | null
  /** What the numbers count; where both were read in one step, the later one. */
  unit: ViewersUnit | null
}

/** A stream's past, as Mux counted it; numbers of a fallback are not in it. */
export interface ViewerHistory {
  streamId: string
  /** When the first step begins and the last one ends, ISO 8601: what was asked, in whole steps; no step after the one in which now lies. */
  from: string
  to: string
  /** How long a step is, in milliseconds: what was asked, or longer where what is old is kept in longer steps. */
  step: number
  /** One for each step, in the order of time, 5,000 at most. */
  points: HistoryPoint[]
}

/** What of a stream's past is wanted. Times as `Date`, ISO 8601, or milliseconds since the epoch. */
export interface HistoryRequest {
  streamId: string
  /** Default: a day before `to`. */
  from?: Date | string | number | undefined
  /** Default: now. */
  to?: Date | string | number | undefined
  /** How long a step is, in milliseconds, at least 1,000. Default: of 15 seconds to a day, so that there are 300 points at most. */
  step?: number | undefined
}

/** A stretch of time in milliseconds since the epoch, and the step that is wanted. */
export interface HistoryStretch {
  from: number
  to: number
  step: number
}

/** What is wanted, as numbers. Throws an `invalid_request` with a sentence for whoever asked. */
export function readHistoryRequest(
  { from, to, step }: Omit<HistoryRequest, 'streamId'>,
  now: number,
): HistoryStretch {
  const end = Math.min(now, to === undefined ? now : readTime('to', to))
  const begin = from === undefined ? end - DAY_MS : readTime('from', from)
  if (to !== undefined && begin >= readTime('to', to)) {
    throw invalid('`from` is not before `to`.')
  }
  if (step !== undefined && !(Number.isInteger(step) && step >= 1_000 && step <= 366 * DAY_MS)) {
    throw invalid('`step` is a whole number of milliseconds, from 1,000 to a year.')
  }
  const lasts = end - begin
  const usual =
    STEPS.find((one) => lasts / one <= USUAL_POINTS) ??
    Math.ceil(lasts / USUAL_POINTS / DAY_MS) * DAY_MS
  return { from: begin, to: Math.max(begin, end), step: step ?? usual }
}

/** The stretch in whole steps, each at least as long as `longestStep`. Throws when they are too many. */
export function inSteps(
  { from, to, step: wanted }: HistoryStretch,
  longestStep: number,
): HistoryStretch {
  const step = longestStep === 0 ? wanted : Math.ceil(wanted / longestStep) * longestStep
  const begin = Math.floor(from / step) * step
  const end = from >= to ? begin : Math.ceil(to / step) * step
  const count = (end - begin) / step
  if (count > MAX_POINTS) {
    throw invalid(
      `That would be ${count} points, and a history has ${MAX_POINTS} at most. Ask for longer steps, or a shorter time.`,
    )
  }
  return { from: begin, to: end, step }
}

/** A point for each step, with the buckets where there are some, as far as they lie before `now`. */
export function writeHistory(
  { streamId, from, to, step, recordEvery }: BucketRange,
  buckets: readonly Bucket[],
  now: number,
): ViewerHistory {
  const holdMs = holdOf(recordEvery)
  const upToNow = (bucket: Bucket): Bucket => {
    const held = Math.min(bucket.lastAt + holdMs, bucket.start + step)
    const aheadMs = Math.max(0, held - Math.max(now, bucket.start, bucket.lastAt))
    const coveredMs = bucket.coveredMs - aheadMs
    return { ...bucket, coveredMs, viewerMs: bucket.viewerMs - bucket.last * aheadMs }
  }
  const found = new Map(
    buckets.map((bucket) => [bucket.start, bucket.start + step > now ? upToNow(bucket) : bucket]),
  )
  const points: HistoryPoint[] = []
  for (let start = from; start < to; start += step) points.push(pointOf(start, found.get(start)))
  return { streamId, from: iso(from), to: iso(to), step, points }
}

function pointOf(start: number, bucket: Bucket | undefined): HistoryPoint {
  const at = iso(start)
  if (bucket === undefined) return { at, max: null, average: null, last: null, unit: null }
  const { max, last, viewerMs, coveredMs, unit } = bucket
  const average = coveredMs > 0 ? Math.round((viewerMs / coveredMs) * 1_000) / 1_000 : last
  return { at, max, average, last, unit }
}

function readTime(name: 'from' | 'to', value: Date | string | number): number {
  const isText = typeof value === 'string'
  const at =
    isText && /^\d{1,15}$/.test(value)
      ? Number(value)
      : isText && !/^\d{4}-\d\d-\d\d/.test(value)
        ? Number.NaN
        : new Date(value).getTime()
  if (at >= 0 && at <= LATEST_MS) return at
  throw invalid(
    `\`${name}\` is a time: ISO 8601, such as 2026-01-02T03:04:05Z, or milliseconds since 1970.`,
  )
}

/** The last moment of the year 9999. */
const LATEST_MS = 253_402_300_799_999

const iso = (at: number): string => new Date(at).toISOString()

const invalid = (sentence: string): ViewersError => new ViewersError('invalid_request', sentence)
