import type { Kysely, Transaction } from 'kysely'
import { HOUR_MS, MINUTE_MS, minutesOf, takeTogether, type KeptBucket } from '../core/KeptBucket'
import { holdOf } from '../core/sample'
import { readText, TICK_MAX_MS, type SqlDialect, type TableNames, type Tables } from './sqlTables'
import { toKept, toRow } from './toBucket'
import { toSample } from './toSample'
import type { ThinOptions, ViewersStore } from './ViewersStore'

/** So many rows of a stream are taken together in one transaction. */
const MAX_ROWS = 5_000

/**
 * What is old, in SQL. Each transaction locks what it reads, and deletes as many rows as it has read or
 * does nothing: another was there first.
 */
export function sqlThin(
  db: Kysely<Tables>,
  names: TableNames,
  dialect: SqlDialect,
): Pick<ViewersStore, 'oldStreams' | 'thin' | 'forget'> {
  const { samples, buckets } = names
  // SQLite has one writer at a time, and no word for it.
  const hasLocks = dialect !== 'sqlite'
  return {
    async oldStreams(old) {
      const ofSamples = await db
        .selectFrom(samples)
        .select('stream_id')
        .groupBy('stream_id')
        .having(({ eb, fn }) =>
          eb.and([eb(fn.min('tick'), '<', aDate(old.samples)), eb(fn.countAll(), '>', 1)]),
        )
        .execute()
      const ofMinutes = await db
        .selectFrom(buckets)
        .select('stream_id')
        .distinct()
        .where('step', '=', MINUTE_MS)
        .where('start', '<', aDate(old.minutes))
        .execute()
      return [...new Set([...ofSamples, ...ofMinutes].map((row) => readText(row.stream_id)))]
    },
    async thin(streamId, old) {
      const ofSamples = await db.transaction().execute((both) => thinSamples(both, streamId, old))
      const ofMinutes = await db.transaction().execute((both) => thinMinutes(both, streamId, old))
      return ofSamples || ofMinutes
    },
    async forget({ hours, events }) {
      await db
        .deleteFrom(buckets)
        .where('step', '=', HOUR_MS)
        .where('start', '<', aDate(hours))
        .execute()
      await db
        .deleteFrom(names.events)
        .where('happened_at', '<', aDate(events))
        .where('happened_at', '<', (eb) =>
          eb
            .selectFrom(names.broadcasts)
            .whereRef(`${names.broadcasts}.stream_id`, '=', `${names.events}.stream_id`)
            .select(({ fn }) => fn.max('ended_at').as('ended_at')),
        )
        .execute()
    },
  }

  async function thinSamples(
    both: Transaction<Tables>,
    streamId: string,
    { samples: before, recordEvery }: ThinOptions,
  ): Promise<boolean> {
    const ofStream = both.selectFrom(samples).selectAll().where('stream_id', '=', streamId)
    const rows = await ofStream
      .where('tick', '<', aDate(before))
      .where('read_at', '<', aDate(before))
      .orderBy('read_at')
      .limit(MAX_ROWS)
      .$if(hasLocks, (query) => query.forUpdate())
      .execute()
    const taken = rows.map(toSample)
    const lastAt = taken.at(-1)?.at
    if (lastAt === undefined) return false
    // A tick begins before its sample, an hour at most: the key narrows it down, and the time decides.
    const following = await ofStream
      .where('tick', '>', lastAt - TICK_MAX_MS)
      .where('tick', '<=', lastAt + holdOf(recordEvery))
      .where('read_at', '>', lastAt)
      .orderBy('read_at')
      .limit(1)
      .executeTakeFirst()
    const later =
      following ?? (await ofStream.where('tick', '>', lastAt).limit(1).executeTakeFirst())
    // It tells until when the others hold; a stream's newest one stays.
    const next = later === undefined ? taken.pop()! : toSample(later)
    if (taken.length === 0) return false
    const ticks = taken.map(({ tick }) => tick)
    const { numDeletedRows } = await both
      .deleteFrom(samples)
      .where('stream_id', '=', streamId)
      .where('tick', 'in', ticks)
      .executeTakeFirst()
    assertAll(numDeletedRows, taken.length)
    await add(both, streamId, minutesOf(taken, next, recordEvery))
    return rows.length === MAX_ROWS
  }

  async function thinMinutes(
    both: Transaction<Tables>,
    streamId: string,
    { minutes: before }: ThinOptions,
  ): Promise<boolean> {
    const rows = await both
      .selectFrom(buckets)
      .selectAll()
      .where('stream_id', '=', streamId)
      .where('step', '=', MINUTE_MS)
      .where('start', '<', aDate(before))
      .orderBy('start')
      .limit(MAX_ROWS)
      .$if(hasLocks, (query) => query.forUpdate())
      .execute()
    const isAll = rows.length < MAX_ROWS
    // Half a minute (of two units) is none.
    const taken = isAll ? rows : rows.filter(({ start }) => start !== rows.at(-1)!.start)
    const last = taken.at(-1)
    if (last === undefined) return false
    const { numDeletedRows } = await both
      .deleteFrom(buckets)
      .where('stream_id', '=', streamId)
      .where('step', '=', MINUTE_MS)
      .where('start', '<=', Number(last.start))
      .executeTakeFirst()
    assertAll(numDeletedRows, taken.length)
    await add(both, streamId, takeTogether(taken.map(toKept), HOUR_MS))
    return !isAll
  }

  /** Adds to what is kept of the same minutes or hours. */
  async function add(
    both: Transaction<Tables>,
    streamId: string,
    added: readonly KeptBucket[],
  ): Promise<void> {
    const { step } = added[0]!
    const starts = added.map(({ start }) => start)
    const isTouched = {
      from: Math.min(...starts),
      to: Math.max(...starts),
    }
    const before = await both
      .selectFrom(buckets)
      .selectAll()
      .where('stream_id', '=', streamId)
      .where('step', '=', step)
      .where('start', '>=', isTouched.from)
      .where('start', '<=', isTouched.to)
      .$if(hasLocks, (query) => query.forUpdate())
      .execute()
    if (before.length > 0) {
      const { numDeletedRows } = await both
        .deleteFrom(buckets)
        .where('stream_id', '=', streamId)
        .where('step', '=', step)
        .where('start', '>=', isTouched.from)
        .where('start', '<=', isTouched.to)
        .executeTakeFirst()
      assertAll(numDeletedRows, before.length)
    }
    const rows = takeTogether([...before.map(toKept), ...added], step)
    for (let from = 0; from < rows.length; from += 1_000) {
      const values = rows.slice(from, from + 1_000).map((row) => toRow(streamId, row))
      // oxlint-disable-next-line no-await-in-loop
      await both.insertInto(buckets).values(values).execute()
    }
  }
}

/** Another has taken some of it together meanwhile, or added to it: nothing is done, and it is tried again. */
function assertAll(deleted: bigint, read: number): void {
  if (deleted !== BigInt(read)) throw new Error('Another process thins the same stream.')
}

/** The longest time a date can have, in milliseconds since the epoch: databases have no infinity. */
const EVER_MS = 8_640_000_000_000_000

const aDate = (at: number): number => Math.min(EVER_MS, Math.max(-EVER_MS, at))
