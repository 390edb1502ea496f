import { isCount } from './isCount'
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
  reading: Pick<ViewerSnapshot, 'source' | 'asOf'> | null | undefined,
): fallback is DatedCount {
  return fallback !== null && (!reading || fallback.asOf > dateOf(reading))
}

/** A reading's date as milliseconds since the epoch: a Mux reading without one is old by now, a store's is taken as current. */
export function dateOf({ source, asOf }: Pick<ViewerSnapshot, 'source' | 'asOf'>): number {
  return readTime(asOf) ?? (source === 'mux' ? -Infinity : Number.MAX_VALUE)
}
