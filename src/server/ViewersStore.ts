import type { Bucket, BucketRange } from '../core/Buckets'
import type { Sample, SampleRange } from '../core/sample'
import type { Broadcast } from '../core/snapshot'
import type { StreamEvent } from '../core/streamLife'
import type { StreamRecord } from '../core/summarize'

/** A broadcast that has ended, and whose it was. */
export interface EndedBroadcast {
  streamId: string
  broadcast: Broadcast
}

/** A stretch of one stream's record: `from` is in it, `to` is not; in milliseconds since the epoch. */
export type StreamRange = Pick<SampleRange, 'streamId' | 'from' | 'to'>

/** What is taken together, each in milliseconds since the epoch; `-Infinity`: nothing is. */
export interface ThinOptions {
  /** Samples that were read before this, by the minute. */
  samples: number
  /** Minutes that began before this, by the hour. */
  minutes: number
  /** How long a tick is, in milliseconds. */
  recordEvery: number
}

/** What is forgotten, each in milliseconds since the epoch; `-Infinity`: nothing is. */
export interface ForgetOptions {
  /** Hours that began before this. */
  hours: number
  /** Events before this, where a broadcast of their stream ended later and is recorded. */
  events: number
}

/** A name that one of several processes has. Times in milliseconds since the epoch. */
export interface LeaseRequest {
  name: string
  owner: string
  now: number
  /** Until when it is wanted; `now` gives it back. */
  until: number
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
   * Of a tick that was thinned nothing is known any more: it is never called with one.
   */
  append(samples: readonly Sample[]): Promise<void>
  /** The sample of a stream's newest tick; `null` when there is none. */
  newest(streamId: string): Promise<Sample | null>
  /** The samples of a range, in the order of time, as far as they are not thinned. */
  samples(range: StreamRange): Promise<Sample[]>
  /**
   * A range in equal steps, in the order of time; a step in which no sample holds is left out. A sample holds until the next one, at most two and a half
   * ticks: one shortly before `from` reaches into it. What is thinned counts in the step in which it begins.
   */
  buckets(range: BucketRange): Promise<Bucket[]>
  /** The longest step in which a part of a range is kept, in milliseconds; 0 where there are samples only. */
  longestStep(range: StreamRange): Promise<number>
  /** All that is kept of a range, of one moment: its samples in the order of time, and the minutes and hours that reach into it, in any order. */
  record(range: StreamRange): Promise<StreamRecord>
  /** Streams that have something to be thinned. */
  oldStreams(old: Pick<ThinOptions, 'samples' | 'minutes'>): Promise<string[]>
  /**
   * Takes together what is old of a stream, some thousand samples at most: samples become minutes, but never
   * the one that was read last; minutes become hours. A sample that holds in two minutes counts in both. Each is counted once, whatever fails or
   * runs beside it. `true` when there may be more to do.
   */
  thin(streamId: string, old: ThinOptions): Promise<boolean>
  /** Forgets what is too old, of all streams. */
  forget(old: ForgetOptions): Promise<void>
  /**
   * Takes a name for `owner`, or keeps it so; `false` while another has it. One that another has for ten minutes
   * longer than `until` was taken by a clock that was wrong, and is free.
   */
  lease(request: LeaseRequest): Promise<boolean>
  /** Keeps what happened to a stream; `false` when an event of this id is kept already. */
  addEvent(event: StreamEvent): Promise<boolean>
  /** What happened to a stream at `since` (milliseconds since the epoch) or later, in any order. */
  events(streamId: string, since: number): Promise<StreamEvent[]>
  /**
   * Keeps the figures of a broadcast that has ended, and that nobody has been told of it, both or
   * neither. `false` when it is kept already, or one of the same stream that was going on at the same time: the first write stays.
   */
  addBroadcast(ended: EndedBroadcast): Promise<boolean>
  /** Of the broadcasts of a stream that have ended the one that began last; `null` when there is none. */
  lastBroadcast(streamId: string): Promise<Broadcast | null>
  /**
   * Some of the broadcasts that nobody has been told of. Each is given to one caller only, until
   * `until`; then to another. An empty list when there are no more. Times in milliseconds since the epoch.
   */
  claimUntold(now: number, until: number): Promise<EndedBroadcast[]>
  /** Somebody was told of this broadcast. */
  told(ended: EndedBroadcast): Promise<void>
}
