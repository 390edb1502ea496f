import type { ViewersUnit } from './snapshot'
import type { ViewersError } from './ViewersError'

/** What a source has read for one stream. */
export interface SourceReading {
  /** How many are watching: a whole number, 0 or more. */
  viewers: number
  /** Playbacks, where the source counts both. */
  views?: number
}

/** What a source is asked. */
export interface SourceRequest {
  streamId: string
  /** Aborted after five seconds; what comes later is not used. */
  signal: AbortSignal
  /** Waits until another call may be made, for a source that needs more than one for its reading. */
  turn?: (() => Promise<void>) | undefined
}

/** Asks Mux how many are watching; server side. */
export interface ViewersSource {
  /** Names the source in `snapshot.via`, e.g. `'counts'`. */
  readonly name: string
  /** What its number counts; never changes. */
  readonly unit: ViewersUnit
  /** How long a reading holds, in milliseconds: one upstream call per stream in that time. */
  readonly ttlMs: number
  /** How many upstream calls it bears in a second, in each process or, with a shared cache, in all. Left away: any number. */
  readonly perSecond?: number | undefined
  /** What is missing before it can be asked, as a sentence; `null` when it is ready. */
  missing(): string | null
  /** One upstream call for one stream. Rejects with a `ViewersError`, and with nothing else. */
  read(request: SourceRequest): Promise<SourceReading>
  /**
   * One upstream call for many streams, 50 at most, where the source can. Gives what it knows:
   * a stream that is not in the map is an error of that stream only. Rejects as `read` does.
   */
  readMany?(
    request: Omit<SourceRequest, 'streamId'> & { streamIds: readonly string[] },
  ): Promise<ReadonlyMap<string, SourceReading | ViewersError>>
}

/**
 * A source of your own, as one function: how many are watching `streamId`, as a number or a
 * {@link SourceReading}. A `ViewersError` that it throws is the stream's error, sentence and all; of anything else it
 * throws only that it failed is said. It counts
 * people, holds 15 seconds and is called after the function; write a {@link ViewersSource} for anything else.
 */
export type ReadViewers = (
  request: Pick<SourceRequest, 'streamId' | 'signal'>,
) => number | SourceReading | Promise<number | SourceReading>
