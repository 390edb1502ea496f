/** Your own count: a number taken as current, or one with its date. */
export type FallbackValue =
  number | null | undefined | { viewers: number | null; asOf?: string | Date | undefined }

/** What a fallback function is told. */
export interface FallbackAbout {
  /** `null`: no stream is watched. */
  streamId: string | null
  /** The last number Mux gave, `null` when there is none. */
  lastViewers: number | null
  /** When Mux gave it, ISO 8601 by the server's clock. */
  lastAsOf: string | null
}

/** A {@link FallbackValue}, or a synchronous function that gives one; called in render, a throw counts as null. */
export type Fallback = FallbackValue | ((about: FallbackAbout) => FallbackValue)

/** A number that may be shown, with its date as milliseconds since the epoch; `null`: undated. */
export interface DatedCount {
  viewers: number
  asOf: number | null
}

/** Reads a {@link Fallback} without ever throwing. Not finite, negative or missing: `null`. */
export function readFallback(fallback: Fallback, about: FallbackAbout): DatedCount | null {
  try {
    const value = typeof fallback === 'function' ? fallback(about) : fallback
    const { viewers, asOf } =
      typeof value === 'object' && value !== null ? value : { viewers: value, asOf: undefined }
    return isCount(viewers) ? { viewers, asOf: readTime(asOf) } : null
  } catch {
    return null
  }
}

/** Whether `value` can be a number of viewers: finite and not negative. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** A date as milliseconds since the epoch; `null` for none, or one that cannot be read. */
export function readTime(value: string | Date | null | undefined): number | null {
  // Without types anything may come here, and `Date.parse` throws on some of it.
  if (typeof value !== 'string' && !(value instanceof Date)) return null
  const time = typeof value === 'string' ? Date.parse(value) : value.getTime()
  return Number.isNaN(time) ? null : time
}

/**
 * Which number stands in when there is no fresh reading. The app's undated number is taken as
 * current; among dated ones the newest wins, and on a tie the Mux reading. One function for server
 * and client, so that both sides choose alike.
 */
export function chooseReading(candidates: Record<Candidate, DatedCount | null>): Candidate | null {
  const { store, fallback } = candidates
  if (fallback?.asOf === null) return 'fallback'
  if (store?.asOf === null) return 'store'
  let newest: Candidate | null = null
  // An undated Mux reading is old by now (a fresh one never comes here): anything with a date is newer.
  const asOf = (name: Candidate | null): number => (name && candidates[name]?.asOf) ?? -Infinity
  for (const name of CANDIDATES) {
    if (candidates[name] && (newest === null || asOf(name) > asOf(newest))) newest = name
  }
  return newest
}

type Candidate = 'mux' | 'store' | 'fallback'

const CANDIDATES: readonly Candidate[] = ['mux', 'store', 'fallback']
