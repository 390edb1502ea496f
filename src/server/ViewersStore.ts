import type { Bucket, BucketRange } from '../core/Buckets'
import type { Sample, SampleRange } from '../core/sample'

/**
 * Keeps samples, so that a stream has a past and a number when Mux is silent. Write one for a
 * database of your own, or take `sqlStore` or `memoryStore`. Its methods may reject; nothing that is
 * shown waits for them for long.
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
}
