import type { Bucket, BucketRange } from '../core/Buckets'
import type { Sample, SampleRange } from '../core/sample'
import type { Broadcast } from '../core/snapshot'
import type { StreamEvent } from '../core/streamLife'

/** A broadcast that has ended, and whose it was. */
export interface EndedBroadcast {
  streamId: string
  broadcast: Broadcast
}

/**
 * Keeps samples, what happened to streams, and the figures of broadcasts that have ended. Write one
 * for a database of your own, or take `sqlStore` or `memoryStore`. Its methods may reject; nothing
 * that is shown waits for them for long.
 */
export interface ViewersStore {
  /** Makes what is needed, and leaves what is there as it is: it may be called again, and by several processes at once. */
  migrate(): Promise<void>
  /**
   * Keeps samples, some thousand at most. Where one of the same stream and tick is kept already, that
   * one stays: the first write wins. All are kept when it resolves; when it rejects, it is called again with the same.
   */
  append(samples: readonly Sample[]): Promise<void>
  /** The newest sample of a stream; `null` when there is none. */
  newest(streamId: string): Promise<Sample | null>
  /** The samples of a range, in the order of time. */
  samples(range: SampleRange): Promise<Sample[]>
  /** A range in equal steps, in the order of time; a step in which no sample holds is left out. */
  buckets(range: BucketRange): Promise<Bucket[]>
  /** Keeps what happened to a stream; `false` when an event of this id is kept already. */
  addEvent(event: StreamEvent): Promise<boolean>
  /** What happened to a stream at `since` (milliseconds since the epoch) or later, in any order. */
  events(streamId: string, since: number): Promise<StreamEvent[]>
  /**
   * Keeps the figures of a broadcast that has ended, and that nobody has been told of it, both or
   * neither. `false` when it is kept already: the first write stays.
   */
  addBroadcast(ended: EndedBroadcast): Promise<boolean>
  /** The newest broadcast of a stream that has ended; `null` when there is none. */
  lastBroadcast(streamId: string): Promise<Broadcast | null>
  /**
   * Some of the broadcasts that nobody has been told of. Each is given to one caller only, until
   * `until`; then to another. Times in milliseconds since the epoch.
   */
  claimUntold(now: number, until: number): Promise<EndedBroadcast[]>
  /** Somebody was told of this broadcast. */
  told(ended: EndedBroadcast): Promise<void>
}
