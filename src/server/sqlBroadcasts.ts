import type { Kysely, Selectable } from 'kysely'
import type { Broadcast } from '../core/snapshot'
import type { StreamEventType } from '../core/streamLife'
import { insertNew } from './insertNew'
import {
  readText,
  type BroadcastTable,
  type SqlDialect,
  type TableNames,
  type Tables,
} from './sqlTables'
import type { ViewersStore } from './ViewersStore'

/** So many are told of by one process at once. */
const MAX_CLAIMED = 20

/** What happened to streams, and what came of it, in SQL. */
export function sqlBroadcasts(
  db: Kysely<Tables>,
  names: TableNames,
  dialect: SqlDialect,
): Pick<
  ViewersStore,
  'addEvent' | 'events' | 'addBroadcast' | 'lastBroadcast' | 'claimUntold' | 'told'
> {
  // SQLite has one writer at a time, and no word for it.
  const hasLocks = dialect !== 'sqlite'
  return {
    addEvent({ streamId, id, type, at }) {
      const row = { stream_id: streamId, id, type, happened_at: at }
      return insertNew(db.insertInto(names.events).values(row), dialect)
    },
    async events(streamId, since) {
      const rows = await db
        .selectFrom(names.events)
        .selectAll()
        .where('stream_id', '=', streamId)
        .where('happened_at', '>=', since)
        .execute()
      return rows.map(({ id, type, happened_at: at }) => ({
        id: readText(id),
        streamId,
        type: readText(type) as StreamEventType,
        at: Number(at),
      }))
    },
    addBroadcast({ streamId, broadcast }) {
      const { id, startedAt, endedAt, peak, peakAt, average, last } = broadcast
      const row = {
        stream_id: streamId,
        id,
        started_at: Date.parse(startedAt),
        ended_at: Date.parse(endedAt ?? startedAt),
        peak,
        peak_at: peakAt === null ? null : Date.parse(peakAt),
        average,
        last,
        viewer_seconds: broadcast.viewerSeconds,
        covered_seconds: broadcast.coveredSeconds,
      }
      const untold = { stream_id: streamId, id, claimed_until: 0 }
      // Else MySQL locks gaps too, and those who wait do so in a circle.
      const transaction = db.transaction().setIsolationLevel('read committed')
      return transaction.execute(async (both) => {
        // Who records another end of this stream waits here, and then sees this one.
        const ofStream = both
          .selectFrom(names.events)
          .select('id')
          .where('stream_id', '=', streamId)
        await ofStream.$if(hasLocks, (query) => query.forUpdate()).execute()
        const there = await both
          .selectFrom(names.broadcasts)
          .select('id')
          .where('stream_id', '=', streamId)
          .where('started_at', '<', row.ended_at)
          .where('ended_at', '>', row.started_at)
          .limit(1)
          .$if(hasLocks, (query) => query.forUpdate())
          .execute()
        if (there.length > 0) return false
        const isNew = await insertNew(both.insertInto(names.broadcasts).values(row), dialect)
        if (isNew) await both.insertInto(names.untold).values(untold).execute()
        return isNew
      })
    },
    async lastBroadcast(streamId) {
      const row = await db
        .selectFrom(names.broadcasts)
        .selectAll()
        .where('stream_id', '=', streamId)
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? null : toBroadcast(row)
    },
    async claimUntold(now, until) {
      const free = await db
        .selectFrom(names.untold)
        .selectAll()
        .where('claimed_until', '<=', now)
        .limit(MAX_CLAIMED)
        .execute()
      const claimed = await Promise.all(
        free.map(async ({ stream_id: streamId, id }) => {
          const { numUpdatedRows } = await db
            .updateTable(names.untold)
            .set({ claimed_until: until })
            .where('stream_id', '=', streamId)
            .where('id', '=', id)
            .where('claimed_until', '<=', now)
            .executeTakeFirst()
          if (numUpdatedRows !== 1n) return []
          const row = await db
            .selectFrom(names.broadcasts)
            .selectAll()
            .where('stream_id', '=', streamId)
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          return [{ streamId: readText(streamId), broadcast: toBroadcast(row) }]
        }),
      )
      return claimed.flat()
    },
    async told({ streamId, broadcast }) {
      await db
        .deleteFrom(names.untold)
        .where('stream_id', '=', streamId)
        .where('id', '=', broadcast.id)
        .execute()
    },
  }
}

function toBroadcast(row: Selectable<BroadcastTable>): Broadcast {
  return {
    id: readText(row.id),
    startedAt: iso(row.started_at),
    endedAt: iso(row.ended_at),
    peak: whole(row.peak),
    peakAt: row.peak_at === null ? null : iso(row.peak_at),
    average: row.average,
    last: whole(row.last),
    viewerSeconds: row.viewer_seconds,
    coveredSeconds: row.covered_seconds,
  }
}

const iso = (at: number | string): string => new Date(Number(at)).toISOString()

const whole = (value: number | string | null): number | null =>
  value === null ? null : Number(value)
