import type { ViewersUnit } from './snapshot'

/** What a source has read for one stream. */
export interface SourceReading {
  /** How many are watching: a whole number, 0 or more. */
  viewers: number
  /** Playbacks, where the source counts both. */
  views?: number
}

/** Asks Mux how many are watching; server side. */
export interface ViewersSource {
  /** Names the source in `snapshot.via`, e.g. `'counts'`. */
  readonly name: string
  /** What its number counts; never changes. */
  readonly unit: ViewersUnit
  /** How long a reading holds, in milliseconds: one upstream call per stream in that time. */
  readonly ttlMs: number
  /** What is missing before it can be asked, as a sentence; `null` when it is ready. */
  missing(): string | null
  /** One upstream call for one stream. Rejects with a `ViewersError`, and with nothing else. */
  read(request: { streamId: string; signal: AbortSignal }): Promise<SourceReading>
}
