import type { Kysely, Transaction } from 'kysely'
import { HOUR_MS, MINUTE_MS, minutesOf, takeTogether, type KeptBucket } from '../core/KeptBucket'
import { readText, type TableNames, type Tables } from './sqlTables'
import { toKept, toRow } from './toBucket'
import { toSample } from './toSample'
import type { ThinOptions } from './ViewersStore'

/** So many rows of a stream are taken together in one transaction, and so many streams in one call. */
const MAX_ROWS = 5_000
const MAX_STREAMS = 100

/** What is old, in SQL. Each transaction deletes as many rows as it has read, or does nothing: another was there first. */
export function sqlThin(
  db: Kysely<Tables>,
  names: TableNames,
): (ages: ThinOptions) => Promise<boolean> {
  const { samples, buckets } = names
  return async (given) => {
    const ages = withinDates(given)
    const streams = await oldStreams(ages)
    for (const [streamId, thinOne] of streams) {
      // One after the other: nobody waits for it, and the database has other work.
      // oxlint-disable-next-line no-await-in-loop
      await db.transaction().execute((both) => thinOne(both, streamId, ages))
    }
    await forget(ages)
    return streams.length > 0
  }

  /** Streams of which something is old, and what is to be done with it. */
  async function oldStreams(ages: ThinOptions): Promise<[string, typeof thinSamples][]> {
    const ofSamples = await db
      .selectFrom(samples)
      .select('stream_id')
      .groupBy('stream_id')
      .having(({ eb, fn }) =>
        eb.and([eb(fn.min('tick'), '<', ages.samples), eb(fn.countAll(), '>', 1)]),
      )
      .limit(MAX_STREAMS)
      .execute()
    const ofMinutes = await db
      .selectFrom(buckets)
      .select('stream_id')
      .distinct()
      .where('step', '=', MINUTE_MS)
      .where('start', '<', ages.minutes)
      .limit(MAX_STREAMS)
      .execute()
    return [
      ...ofSamples.map((row): [string, typeof thinSamples] => [
        readText(row.stream_id),
        thinSamples,
      ]),
      ...ofMinutes.map((row): [string, typeof thinSamples] => [
        readText(row.stream_id),
        thinMinutes,
      ]),
    ]
  }

  async function thinSamples(
    both: Transaction<Tables>,
    streamId: string,
    { samples: before, recordEvery }: ThinOptions,
  ): Promise<void> {
    const rows = await both
      .selectFrom(samples)
      .selectAll()
      .where('stream_id', '=', streamId)
      .orderBy('tick')
      .limit(MAX_ROWS + 1)
      .execute()
    const read = rows.map(toSample)
    const young = read.findIndex(({ tick }) => tick >= before)
    // The one after the old ones tells until when they hold; a stream's newest one stays.
    const taken = young === -1 ? read : read.slice(0, young + 1)
    const last = taken.at(-2)
    if (last === undefined) return
    const { numDeletedRows } = await both
      .deleteFrom(samples)
      .where('stream_id', '=', streamId)
      .where('tick', '<=', last.tick)
      .executeTakeFirst()
    assertAll(numDeletedRows, taken.length - 1)
    const inOrder = taken.toSorted((one, other) => one.at - other.at)
    await add(both, streamId, minutesOf(inOrder, recordEvery))
  }

  async function thinMinutes(
    both: Transaction<Tables>,
    streamId: string,
    { minutes: before }: ThinOptions,
  ): Promise<void> {
    const rows = await both
      .selectFrom(buckets)
      .selectAll()
      .where('stream_id', '=', streamId)
      .where('step', '=', MINUTE_MS)
      .where('start', '<', before)
      .orderBy('start')
      .limit(MAX_ROWS)
      .execute()
    // Half a minute (of two units) is none.
    const full =
      rows.length < MAX_ROWS ? rows : rows.filter(({ start }) => start !== rows.at(-1)!.start)
    const last = full.at(-1)
    if (last === undefined) return
    const { numDeletedRows } = await both
      .deleteFrom(buckets)
      .where('stream_id', '=', streamId)
      .where('step', '=', MINUTE_MS)
      .where('start', '<=', Number(last.start))
      .executeTakeFirst()
    assertAll(numDeletedRows, full.length)
    await add(both, streamId, takeTogether(full.map(toKept), HOUR_MS))
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

  async function forget({ hours, events }: ThinOptions): Promise<void> {
    await db.deleteFrom(buckets).where('step', '=', HOUR_MS).where('start', '<', hours).execute()
    await db
      .deleteFrom(names.events)
      .where('happened_at', '<', events)
      .where('happened_at', '<', (eb) =>
        eb
          .selectFrom(names.broadcasts)
          .whereRef(`${names.broadcasts}.stream_id`, '=', `${names.events}.stream_id`)
          .select(({ fn }) => fn.max('ended_at').as('ended_at')),
      )
      .execute()
  }
}

/** Another has taken some of it together meanwhile, or added to it: nothing is done, and it is tried again. */
function assertAll(deleted: bigint, read: number): void {
  if (deleted !== BigInt(read)) throw new Error('Another process thins the same stream.')
}

/** The longest time a date can have, in milliseconds since the epoch: databases have no infinity. */
const EVER_MS = 8_640_000_000_000_000

function withinDates({ samples, minutes, hours, events, recordEvery }: ThinOptions): ThinOptions {
  const within = (at: number): number => Math.min(EVER_MS, Math.max(-EVER_MS, at))
  return {
    samples: within(samples),
    minutes: within(minutes),
    hours: within(hours),
    events: within(events),
    recordEvery,
  }
}
