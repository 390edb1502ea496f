import type { ColumnType, Kysely } from 'kysely'

/** Which SQL is spoken. `mysql` is MariaDB too. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

/** Drivers give large numbers as text. */
type Whole<Lacking = never> = ColumnType<
  number | string | Lacking,
  number | Lacking,
  number | string | Lacking
>

/** What is compared byte by byte comes back as bytes. */
type Text = ColumnType<string | Uint8Array, string, never>

/** A kept sample; times in milliseconds since the epoch. */
export interface SampleTable {
  stream_id: Text
  tick: Whole
  read_at: Whole
  viewers: Whole
  views: Whole<null>
  unit: Text
  via: Text
}

/** Text as it was written. */
export function readText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value)
}

/** The tables by the names that they have without a prefix. */
export interface Tables {
  samples: SampleTable
}

/** Makes the tables that are missing. */
export async function migrateSql(...given: Parameters<typeof makeTables>): Promise<void> {
  try {
    await makeTables(...given)
  } catch {
    // Of several that begin at once PostgreSQL lets one through, `if not exists` or not: now it is there.
    await makeTables(...given)
  }
}

async function makeTables(
  db: Kysely<Tables>,
  names: Readonly<Record<keyof Tables, string>>,
  dialect: SqlDialect,
): Promise<void> {
  // MySQL compares text without regard to case, and ids that differ in case are different streams.
  const text = (length: number) =>
    dialect === 'mysql' ? (`varbinary(${length})` as const) : (`varchar(${length})` as const)
  await db.schema
    .createTable(names.samples)
    .ifNotExists()
    .addColumn('stream_id', text(128), (column) => column.notNull())
    .addColumn('tick', 'bigint', (column) => column.notNull())
    .addColumn('read_at', 'bigint', (column) => column.notNull())
    .addColumn('viewers', 'bigint', (column) => column.notNull())
    .addColumn('views', 'bigint')
    .addColumn('unit', text(16), (column) => column.notNull())
    .addColumn('via', text(255), (column) => column.notNull())
    .addPrimaryKeyConstraint(`${names.samples}_key`, ['stream_id', 'tick'])
    .execute()
}
