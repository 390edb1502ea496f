import type { ViewersUnit } from './snapshot'

/** A Mux reading that is kept: the first of its tick. Times in milliseconds since the epoch, by the server's clock. */
export interface Sample {
  /** The Mux live stream it is about. */
  streamId: string
  /** When its tick begins; there is one sample for each stream and tick. */
  tick: number
  /** When Mux answered. */
  at: number
  /** How many were watching: a whole number, 0 or more. */
  viewers: number
  /** Playbacks, where the source counts both; else `null`. */
  views: number | null
  /** What `viewers` counts. */
  unit: ViewersUnit
  /** Which source read it, e.g. `'counts'`. */
  via: string
}

/** A stretch of one stream's record: `from` is in it, `to` is not. */
export interface SampleRange {
  streamId: string
  /** In milliseconds since the epoch. */
  from: number
  /** In milliseconds since the epoch. */
  to: number
  /** How long a tick is, in milliseconds. */
  recordEvery: number
}

/**
 * The beginning of the tick in which `at` lies: the `floor(at / recordEvery)`-th, as a time, so that
 * ticks keep their order when `recordEvery` is changed.
 */
export function tickOf(at: number, recordEvery: number): number {
  return Math.floor(at / recordEvery) * recordEvery
}

/** How long a sample holds when no other follows, in milliseconds: what is beyond is a gap. */
export function holdOf(recordEvery: number): number {
  return Math.floor(2.5 * recordEvery)
}
