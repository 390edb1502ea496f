import type { ColumnType } from 'kysely'

/** Which SQL is spoken. `mysql` is MariaDB too. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

/** Drivers give large numbers as text. */
type Whole<Lacking = never> = ColumnType<
  number | string | Lacking,
  number | Lacking,
  number | string | Lacking
>

/** What is compared byte by byte comes back as bytes. */
type Text = ColumnType<string | Uint8Array, string, string>

/** A kept sample; times in milliseconds since the epoch, here and below. */
export interface SampleTable {
  stream_id: Text
  tick: Whole
  read_at: Whole
  viewers: Whole
  views: Whole<null>
  unit: Text
  via: Text
}

/** What happened to a stream. */
interface EventTable {
  stream_id: Text
  id: Text
  type: Text
  happened_at: Whole
}

/** The figures of a broadcast that has ended. */
export interface BroadcastTable {
  stream_id: Text
  id: Text
  started_at: Whole
  ended_at: Whole
  peak: Whole<null>
  peak_at: Whole<null>
  average: number | null
  last: Whole<null>
  viewer_seconds: number
  covered_seconds: number
}

/** A minute or an hour of samples that were taken together. */
export interface BucketTable {
  stream_id: Text
  step: Whole
  start: Whole
  unit: Text
  max: Whole
  max_at: Whole
  last: Whole
  last_at: Whole
  viewer_ms: Whole
  covered_ms: Whole
}

/** A name, and which of several processes has it until when. */
interface LeaseTable {
  name: Text
  owner: Text
  held_until: ColumnType<number | string, number, number>
}

/** A broadcast that nobody has been told of, and until when somebody is about to. */
interface UntoldTable {
  stream_id: Text
  id: Text
  claimed_until: Whole
}

/** The tables by the names that they have without a prefix. */
export interface Tables {
  samples: SampleTable
  events: EventTable
  broadcasts: BroadcastTable
  untold: UntoldTable
  buckets: BucketTable
  leases: LeaseTable
}

/** The names that tables really have; their columns go by the names without a prefix. */
export type TableNames = { readonly [Name in keyof Tables]: Name }

/** With `prefix`, the names of the tables. */
export function tableNames(prefix: string): TableNames {
  const named = <Name extends string>(name: Name): Name => `${prefix}${name}` as Name
  return {
    samples: named('samples'),
    events: named('events'),
    broadcasts: named('broadcasts'),
    untold: named('untold'),
    buckets: named('buckets'),
    leases: named('leases'),
  }
}

/** `recordEvery` is no longer, so a sample is read so soon after its tick began, in milliseconds. */
export const TICK_MAX_MS = 3_600_000

/** Text as it was written. */
export function readText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value)
}
