import type { Kysely } from 'kysely'
import { Buckets, type Bucket, type BucketRange } from '../core/Buckets'
import { holdOf } from '../core/sample'
import type { ViewersUnit } from '../core/snapshot'
import { readText, TICK_MAX_MS, type Tables } from './sqlTables'

/**
 * The buckets of a range, summed up by the database. Only the last number of a bucket can hold beyond
 * its end: what it adds to the following ones is added here.
 */
export async function sqlBuckets(
  db: Kysely<Tables>,
  table: 'samples',
  range: BucketRange,
): Promise<Bucket[]> {
  const { from, step } = range
  const buckets = new Buckets(range)
  for (const row of await summedUp(db, table, range)) {
    const unit = readText(row.unit) as ViewersUnit
    const start = Number(row.start)
    const last = Number(row.last)
    if (start >= from) {
      const [viewerMs, coveredMs] = [Number(row.viewer_ms), Number(row.covered_ms)]
      buckets.add({ start, unit, max: Number(row.max), last, viewerMs, coveredMs })
    }
    const at = start + step
    const ends = Number(row.ends)
    if (ends > at) buckets.addHeld({ at, ends, viewers: last, unit })
  }
  return buckets.list()
}

function summedUp(
  db: Kysely<Tables>,
  table: 'samples',
  { streamId, from, to, step, recordEvery }: BucketRange,
) {
  const holdMs = holdOf(recordEvery)
  const before = from - holdMs
  return (
    db
      .with('reading', (read) =>
        read
          .selectFrom(table)
          .where('stream_id', '=', streamId)
          // A tick begins before its sample: the key narrows it down, and the time decides.
          .where('tick', '>', before - TICK_MAX_MS)
          .where('tick', '<', to)
          .where('read_at', '>', before)
          .where('read_at', '<', to)
          .select(({ eb, fn }) => [
            'viewers',
            'unit',
            'read_at',
            eb('read_at', '-', eb('read_at', '%', step)).as('start'),
            fn
              .agg<number | string | null>('lead', ['read_at'])
              .over((over) => over.orderBy('read_at'))
              .as('next_at'),
          ]),
      )
      .with('held', (read) =>
        read.selectFrom('reading').select((eb) => {
          const held = eb('read_at', '+', holdMs)
          const end = eb('start', '+', step)
          return [
            'viewers',
            'unit',
            'read_at',
            'start',
            end.as('bucket_ends'),
            eb
              .case()
              .when(eb.or([eb('next_at', 'is', null), eb('next_at', '>', held)]))
              .then(held)
              .else(eb.ref('next_at'))
              .end()
              .as('ends'),
            eb
              .case()
              .when(eb.or([eb('next_at', 'is', null), eb('next_at', '>=', end)]))
              .then(eb.lit(1))
              .else(eb.lit(0))
              .end()
              .as('is_last'),
          ]
        }),
      )
      .selectFrom('held')
      .select(({ eb, fn }) => {
        const ends = eb.case().when('ends', '<', eb.ref('bucket_ends')).then(eb.ref('ends'))
        const heldMs = eb(ends.else(eb.ref('bucket_ends')).end(), '-', eb.ref('read_at'))
        const ofLast = (column: 'viewers' | 'ends') =>
          fn.max(eb.case().when('is_last', '=', eb.lit(1)).then(eb.ref(column)).end())
        return [
          'start',
          'unit',
          fn.max('viewers').as('max'),
          fn.sum(heldMs).as('covered_ms'),
          fn.sum(eb('viewers', '*', eb.parens(heldMs))).as('viewer_ms'),
          ofLast('viewers').as('last'),
          ofLast('ends').as('ends'),
        ]
      })
      .groupBy(['start', 'unit'])
      // Where the unit changed in a step, only the later one has the last number.
      .having(({ eb, fn }) => eb(fn.max('is_last'), '=', eb.lit(1)))
      .orderBy('start')
      .execute()
  )
}
