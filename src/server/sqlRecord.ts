import type { Kysely } from 'kysely'
import { HOUR_MS, MINUTE_MS } from '../core/KeptBucket'
import type { Sample } from '../core/sample'
import { TICK_MAX_MS, type TableNames, type Tables } from './sqlTables'
import { toKept } from './toBucket'
import { toSample } from './toSample'
import type { StreamRange, ViewersStore } from './ViewersStore'

/** What is kept of a stream, in SQL. */
export function sqlRecord(
  db: Kysely<Tables>,
  names: TableNames,
): Pick<ViewersStore, 'samples' | 'record' | 'longestStep'> {
  return {
    samples: (range) => samplesOf(db, range),
    record(range) {
      // Of one moment: what is thinned meanwhile is in one of them.
      return db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (one) => ({
          samples: await samplesOf(one, range),
          buckets: (await bucketsIn(one, range).selectAll().execute()).map(toKept),
        }))
    },
    async longestStep(range) {
      const row = await bucketsIn(db, range)
        .select(({ fn }) => fn.max('step').as('step'))
        .executeTakeFirst()
      return Number(row?.step ?? 0)
    },
  }

  async function samplesOf(
    from: Kysely<Tables>,
    { streamId, from: begin, to }: StreamRange,
  ): Promise<Sample[]> {
    const rows = await from
      .selectFrom(names.samples)
      .selectAll()
      .where('stream_id', '=', streamId)
      // A tick begins before its sample, an hour at most: the key narrows it down, and the time decides.
      .where('tick', '>', begin - TICK_MAX_MS)
      .where('tick', '<', to)
      .where('read_at', '>=', begin)
      .where('read_at', '<', to)
      .orderBy('read_at')
      .execute()
    return rows.map(toSample)
  }

  function bucketsIn(from: Kysely<Tables>, { streamId, from: begin, to }: StreamRange) {
    return from
      .selectFrom(names.buckets)
      .where('stream_id', '=', streamId)
      .where('step', 'in', [MINUTE_MS, HOUR_MS])
      .where('start', '>', begin - HOUR_MS)
      .where('start', '<', to)
  }
}
