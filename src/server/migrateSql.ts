import type { Kysely } from 'kysely'
import type { SqlDialect, TableNames, Tables } from './sqlTables'

/** Makes the tables that are missing. */
export async function migrateSql(
  db: Kysely<Tables>,
  names: TableNames,
  dialect: SqlDialect,
): Promise<void> {
  // MySQL compares text without regard to case, and ids that differ in case are different streams.
  const text = (length: number) =>
    dialect === 'mysql' ? (`varbinary(${length})` as const) : (`varchar(${length})` as const)
  const make = (name: keyof Tables) =>
    db.schema
      .createTable(names[name])
      .ifNotExists()
      .addColumn('stream_id', text(128), (column) => column.notNull())
  const keyOf = (name: keyof Tables): string => `${names[name]}_key`

  await once(
    make('samples')
      .addColumn('tick', 'bigint', (column) => column.notNull())
      .addColumn('read_at', 'bigint', (column) => column.notNull())
      .addColumn('viewers', 'bigint', (column) => column.notNull())
      .addColumn('views', 'bigint')
      .addColumn('unit', text(16), (column) => column.notNull())
      .addColumn('via', text(255), (column) => column.notNull())
      .addPrimaryKeyConstraint(keyOf('samples'), ['stream_id', 'tick']),
  )
  await once(
    make('events')
      .addColumn('id', text(128), (column) => column.notNull())
      .addColumn('type', text(16), (column) => column.notNull())
      .addColumn('happened_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint(keyOf('events'), ['stream_id', 'id']),
  )
  await once(
    make('broadcasts')
      .addColumn('id', text(128), (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint', (column) => column.notNull())
      .addColumn('peak', 'bigint')
      .addColumn('peak_at', 'bigint')
      .addColumn('average', 'double precision')
      .addColumn('last', 'bigint')
      .addColumn('viewer_seconds', 'double precision', (column) => column.notNull())
      .addColumn('covered_seconds', 'double precision', (column) => column.notNull())
      .addPrimaryKeyConstraint(keyOf('broadcasts'), ['stream_id', 'id']),
  )
  await once(
    make('untold')
      .addColumn('id', text(128), (column) => column.notNull())
      .addColumn('claimed_until', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint(keyOf('untold'), ['stream_id', 'id']),
  )
  await once(
    make('buckets')
      .addColumn('step', 'bigint', (column) => column.notNull())
      .addColumn('start', 'bigint', (column) => column.notNull())
      .addColumn('unit', text(16), (column) => column.notNull())
      .addColumn('max', 'bigint', (column) => column.notNull())
      .addColumn('max_at', 'bigint', (column) => column.notNull())
      .addColumn('last', 'bigint', (column) => column.notNull())
      .addColumn('last_at', 'bigint', (column) => column.notNull())
      .addColumn('viewer_ms', 'bigint', (column) => column.notNull())
      .addColumn('covered_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint(keyOf('buckets'), ['stream_id', 'step', 'start', 'unit']),
  )
  await once(
    db.schema
      .createTable(names.leases)
      .ifNotExists()
      .addColumn('name', text(128), (column) => column.primaryKey())
      .addColumn('owner', text(64), (column) => column.notNull())
      .addColumn('held_until', 'bigint', (column) => column.notNull()),
  )
}

/** Of several that begin at once PostgreSQL lets one through, `if not exists` or not; the second time the table is there. */
async function once(query: { execute: () => Promise<void> }): Promise<void> {
  try {
    await query.execute()
  } catch {
    await query.execute()
  }
}
