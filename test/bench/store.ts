import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { bucketsOf } from '../../src/core/Buckets'
import { tickOf, type Sample } from '../../src/core/sample'
import { sqlStore } from '../../src/server'
import { DATABASE_URL } from '../support/databases'
import type { Bench } from './Bench'
import { quantile } from './quantile'
import { liveAMonth } from './store/liveAMonth'

const STREAMS = 1_000
const TICKS = 60
const READS = 40
const WARM_UP = 10
const RECORD_EVERY = 15_000
const DAY_MS = 86_400_000
const BEGIN = Date.UTC(2026, 0, 1)

/** A tick of 1,000 streams written, and a day of one read, against SQL by hand on the same PostgreSQL. */
export const store: Bench = async (print) => {
  const pool = new Pool({ connectionString: DATABASE_URL })
  const tablePrefix = `bench_${randomUUID().slice(0, 8)}_`
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const ours = sqlStore({ db, dialect: 'postgres', tablePrefix })
  const table = `${tablePrefix}samples`
  const byHand = `${tablePrefix}by_hand`
  await ours.migrate()
  await pool.query(`create table ${byHand} (like ${table} including all)`)
  try {
    const written = await byTurns(TICKS, {
      ours: (turn) => ours.append(tick(turn)),
      peer: (turn) => insertByHand(pool, byHand, tick(turn)),
    })

    const day = Array.from({ length: DAY_MS / 5_000 }, (_, index) => sample('Day', index, 5_000))
    await ours.append(day)
    await pool.query(`vacuum analyze ${table}`)
    const range = { streamId: 'Day', from: BEGIN, to: BEGIN + DAY_MS, recordEvery: 5_000 }
    const step = DAY_MS / 288
    const right = JSON.stringify(bucketsOf(day, { ...range, step }))
    const read = await byTurns(READS, {
      ours: async () => check(right, JSON.stringify(await ours.buckets({ ...range, step }))),
      peer: async () => check(right, JSON.stringify(await bucketsByHand(pool, table, step))),
    })

    print(`${'ms, median'.padEnd(44)}     ours    by hand   ratio  limit`)
    print(row(`a tick of ${STREAMS} streams written`, written, 1.25))
    print(row(`a day of ${day.length} samples as 288 buckets`, read, 1.3))
    const month = await liveAMonth(db, pool)
    print('')
    print(
      `${month.days} days of ${month.streams} streams that are live six hours a day, a sample in ${RECORD_EVERY / 1_000} s:`,
    )
    print(
      `  read ${whole(month.read)} samples; kept ${whole(month.rows)} rows, ${whole(month.bytes)} bytes with indexes`,
    )
    print(
      `  not thinned it would be ${whole(month.unthinnedBytes)} bytes; an hour of all streams thinned in ${month.thinMs} ms`,
    )
    return {
      bench: 'store',
      ours: rounded(written.ours),
      peer: rounded(written.peer),
      limit: null,
      ratio: rounded(written.ours / written.peer),
      unit: 'ms',
      n: TICKS,
      readRatio: rounded(read.ours / read.peer),
      month,
    }
  } finally {
    await pool.query(`drop table if exists ${table}, ${byHand}`)
    await db.destroy()
  }
}

interface Measured {
  ours: number
  peer: number
}

/** Both by turns, the order alternating; the median of each, in milliseconds. */
async function byTurns(
  turns: number,
  work: Record<keyof Measured, (turn: number) => Promise<void>>,
): Promise<Measured> {
  const took: Record<keyof Measured, number[]> = { ours: [], peer: [] }
  for (let turn = 0; turn < turns + WARM_UP; turn++) {
    const order = ['ours', 'peer'] as const
    for (const name of turn % 2 === 0 ? order : order.toReversed()) {
      const begun = performance.now()
      // One at a time: they would disturb each other.
      // oxlint-disable-next-line no-await-in-loop
      await work[name](turn)
      if (turn >= WARM_UP) took[name].push(performance.now() - begun)
    }
  }
  return { ours: quantile(took.ours, 0.5), peer: quantile(took.peer, 0.5) }
}

function sample(streamId: string, index: number, every: number): Sample {
  const at = BEGIN + index * every + ((index * 7_919) % 2_000)
  const viewers = Math.round(500 + 400 * Math.sin(index / 1_000))
  const tick = tickOf(at, every)
  return { streamId, tick, at, viewers, views: viewers + 3, unit: 'people', via: 'counts' }
}

const tick = (turn: number): Sample[] =>
  Array.from({ length: STREAMS }, (_, index) =>
    sample(`Stream${index}`.padEnd(44, 'x'), turn, RECORD_EVERY),
  )

async function insertByHand(pool: Pool, table: string, samples: Sample[]): Promise<void> {
  const values: unknown[] = []
  const rows = samples.map(({ streamId, tick: begins, at, viewers, views, unit, via }) => {
    const from = values.push(streamId, begins, at, viewers, views, unit, via) - 6
    return `($${from},$${from + 1},$${from + 2},$${from + 3},$${from + 4},$${from + 5},$${from + 6})`
  })
  await pool.query(
    `insert into ${table} (stream_id, tick, read_at, viewers, views, unit, via) values ${rows.join(',')} on conflict do nothing`,
    values,
  )
}

/** What one would write for the same figures: a number holds until the next one, at most 12.5 s. */
async function bucketsByHand(pool: Pool, table: string, step: number): Promise<object[]> {
  const { rows } = await pool.query<Record<string, string>>(
    `with held as (
       select read_at, viewers, unit, least(lead(read_at) over (order by read_at), read_at + 12500) ends
       from ${table} where stream_id = 'Day' and tick >= $1 and tick < $2
     ), part as (
       select viewers, unit, read_at, ends, read_at / $3::bigint * $3::bigint as start,
         least(ends, (read_at / $3::bigint + 1) * $3::bigint) - read_at as ms from held
       union all
       select viewers, unit, read_at, ends, ends / $3::bigint * $3::bigint,
         ends - ends / $3::bigint * $3::bigint
       from held where ends / $3::bigint > read_at / $3::bigint and ends % $3::bigint > 0 and ends < $2
     )
     select start, unit, max(viewers) as max, (array_agg(viewers order by read_at desc))[1] as last,
       max(read_at) as last_at,
       sum(viewers * ms) as viewer_ms, sum(ms) as covered_ms
     from part group by start, unit order by start`,
    [BEGIN, BEGIN + DAY_MS, step],
  )
  return rows.map((read) => ({
    start: Number(read['start']),
    unit: read['unit'],
    max: Number(read['max']),
    last: Number(read['last']),
    lastAt: Number(read['last_at']),
    viewerMs: Number(read['viewer_ms']),
    coveredMs: Number(read['covered_ms']),
  }))
}

function check(right: string, found: string): void {
  if (found !== right)
    throw new Error(`Other figures than those by counting: ${found.slice(0, 500)}`)
}

const whole = (number: number): string => number.toLocaleString('en')

const rounded = (number: number): number => Number(number.toFixed(3))

function row(what: string, { ours, peer }: Measured, limit: number): string {
  const numbers = [ours, peer].map((ms) => ms.toFixed(2).padStart(9)).join('  ')
  return `${what.padEnd(44)}${numbers}   ${(ours / peer).toFixed(3)}  ${limit}`
}
