import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { sqlStore } from '../../../src/server'
import { quantile } from '../quantile'

const STREAMS = 100
const DAYS = 30
const EVERY = 15_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** So long streams are live each day. */
const EVENING = 6 * HOUR
const BEGIN = Date.UTC(2026, 0, 1)

/** What is kept after a month. */
export interface Month {
  days: number
  streams: number
  /** Samples that were read. */
  read: number
  /** Rows that are kept, and their bytes, with those of the indexes. */
  rows: number
  bytes: number
  /** Bytes of as many samples as they were read. */
  unthinnedBytes: number
  /** Median time of an hour of all streams thinned, in milliseconds. */
  thinMs: number
}

/** A month of samples as the database would have it, written by itself, and thinned by the store once an hour as usual. */
export async function liveAMonth(db: Kysely<unknown>, pool: Pool): Promise<Month> {
  const tablePrefix = `bench_${randomUUID().slice(0, 8)}_`
  const store = sqlStore({ db, dialect: 'postgres', tablePrefix })
  const [samples, buckets] = [`${tablePrefix}samples`, `${tablePrefix}buckets`]
  await store.migrate()
  const bytesOf = async (table: string): Promise<number> => {
    await pool.query(`vacuum full ${table}`)
    const { rows } = await pool.query<{ bytes: string }>(
      `select pg_total_relation_size('${table}') as bytes`,
    )
    return Number(rows[0]?.bytes)
  }
  const count = async (table: string): Promise<number> => {
    const { rows } = await pool.query<{ count: string }>(`select count(*) from ${table}`)
    return Number(rows[0]?.count)
  }
  const took: number[] = []
  let bytesOfADay = 0
  try {
    for (let now = BEGIN; now < BEGIN + DAYS * DAY; now += HOUR) {
      // One hour after the other, as time goes.
      /* oxlint-disable no-await-in-loop */
      if (now % DAY < EVENING) await writeAnHour(pool, samples, now)
      // In a real month the database finds time for it by itself.
      if (now % DAY === EVENING) await pool.query(`vacuum analyze ${samples}, ${buckets}`)
      if (now === BEGIN + EVENING) bytesOfADay = await bytesOf(samples)
      const begun = performance.now()
      let isAny = false
      const old = { samples: now + HOUR - DAY, minutes: now + HOUR - 30 * DAY, recordEvery: EVERY }
      for (const streamId of await store.oldStreams(old)) {
        isAny = true
        while (await store.thin(streamId, old)) continue
      }
      if (isAny) took.push(performance.now() - begun)
      /* oxlint-enable no-await-in-loop */
    }
    return {
      days: DAYS,
      streams: STREAMS,
      read: (STREAMS * DAYS * EVENING) / EVERY,
      rows: (await count(samples)) + (await count(buckets)),
      bytes: (await bytesOf(samples)) + (await bytesOf(buckets)),
      unthinnedBytes: bytesOfADay * DAYS,
      thinMs: Math.round(quantile(took, 0.5)),
    }
  } finally {
    const { rows } = await pool.query<{ tablename: string }>(
      `select tablename from pg_tables where tablename like '${tablePrefix}%'`,
    )
    for (const { tablename } of rows) {
      // oxlint-disable-next-line no-await-in-loop
      await pool.query(`drop table ${tablename}`)
    }
  }
}

async function writeAnHour(pool: Pool, table: string, from: number): Promise<void> {
  await pool.query(
    `insert into ${table} (stream_id, tick, read_at, viewers, views, unit, via)
     select rpad('Stream' || stream, 44, 'x'), tick, tick + (tick / 1000 * 7919 + stream) % 2000,
       500 + (stream * 31 + tick / 15000) % 400, 503 + (stream * 31 + tick / 15000) % 400, 'people', 'counts'
     from generate_series(1, ${STREAMS}) as stream,
       generate_series($1::bigint, $2::bigint - 1, ${EVERY}) as tick`,
    [from, from + HOUR],
  )
}
