import type { Kysely } from 'kysely'
import { partsOf, sumUp, type Bucket, type BucketRange } from '../core/Buckets'
import { HOUR_MS, MINUTE_MS } from '../core/KeptBucket'
import { holdOf } from '../core/sample'
import { TICK_MAX_MS, type TableNames, type Tables } from './sqlTables'
import { toBucket } from './toBucket'

/**
 * The buckets of a range, summed up by the database. Only the last number of a bucket can hold beyond
 * its end: what it adds to the following ones is added here.
 */
export async function sqlBuckets(
  db: Kysely<Tables>,
  names: TableNames,
  range: BucketRange,
): Promise<Bucket[]> {
  const parts: Bucket[] = []
  // Of one moment: what is taken together meanwhile is counted once.
  const [read, kept] = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (one) => [
      await summedUp(one, names.samples, range),
      await keptOf(one, names.buckets, range),
    ])
  for (const row of [...kept, ...read]) {
    const bucket = toBucket(row)
    const { start, unit, last: viewers, lastAt } = bucket
    if (start >= range.from) parts.push(bucket)
    const ends = 'ends' in row ? Number(row.ends) : 0
    const at = start + range.step
    if (ends > at) {
      const beyond = partsOf({ at, ends, viewers, unit }, range)
      parts.push(...beyond.map((part) => ({ ...part, lastAt })))
    }
  }
  return sumUp(parts)
}

/** What was taken together, by the step. */
function keptOf(db: Kysely<Tables>, table: 'buckets', { streamId, from, to, step }: BucketRange) {
  return db
    .with('part', (read) =>
      read
        .selectFrom(table)
        .where('stream_id', '=', streamId)
        .where('step', 'in', [MINUTE_MS, HOUR_MS])
        .where('start', '>=', from)
        .where('start', '<', to)
        .select((eb) => [
          eb('start', '-', eb('start', '%', step)).as('begins'),
          'unit',
          'max',
          'last',
          'last_at',
          'viewer_ms',
          'covered_ms',
        ]),
    )
    .with('placed', (read) =>
      read
        .selectFrom('part')
        .selectAll()
        .select(({ fn }) =>
          fn
            .agg<number | string>('row_number')
            .over((over) => over.partitionBy(['begins', 'unit']).orderBy('last_at', 'desc'))
            .as('place'),
        ),
    )
    .selectFrom('placed')
    .select(({ eb, fn }) => [
      'begins as start',
      'unit',
      fn.max('max').as('max'),
      fn.max(eb.case().when('place', '=', eb.lit(1)).then(eb.ref('last')).end()).as('last'),
      fn.max('last_at').as('last_at'),
      fn.sum('viewer_ms').as('viewer_ms'),
      fn.sum('covered_ms').as('covered_ms'),
    ])
    .groupBy(['begins', 'unit'])
    .execute()
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
          fn.max('read_at').as('last_at'),
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
