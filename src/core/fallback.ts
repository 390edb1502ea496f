import type { ViewerSnapshot } from './snapshot'

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

/** A number that may be shown, with its date as milliseconds since the epoch; `Infinity`: undated. */
export interface DatedCount {
  viewers: number
  asOf: number
}

/** Reads a {@link Fallback} without ever throwing. Not finite, negative or missing: `null`. */
export function readFallback(fallback: Fallback, about: FallbackAbout): DatedCount | null {
  try {
    const value = typeof fallback === 'function' ? fallback(about) : fallback
    // A number has no fields, and is then itself the number of viewers.
    const { viewers = value, asOf } = Object(value) as Record<string, unknown>
    return isCount(viewers) ? { viewers, asOf: readTime(asOf) ?? Infinity } : null
  } catch {
    return null
  }
}

/** Whether `value` can be a number of viewers: finite and not negative. */
export function isCount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0
}

/** A date as milliseconds since the epoch; `null` for none, or one that cannot be read. */
export function readTime(value: unknown): number | null {
  if (typeof value !== 'string' && !(value instanceof Date)) return null
  const time = new Date(value).getTime()
  return Number.isNaN(time) ? null : time
}

/**
 * Whether `fallback` is shown and not `reading`, which is no fresh one. An undated fallback is taken
 * as current; among dated ones the newest wins, and on a tie the reading. One function for server
 * and client, so that both sides choose alike.
 */
export function isFallbackChosen(
  fallback: DatedCount | null,
  reading: Pick<ViewerSnapshot, 'source' | 'asOf'> | null,
): fallback is DatedCount {
  if (fallback === null || reading === null) return fallback !== null
  // A Mux reading without a date is old by now, a store's is taken as current.
  const asOf = readTime(reading.asOf) ?? (reading.source === 'mux' ? -Infinity : Number.MAX_VALUE)
  return fallback.asOf > asOf
}
