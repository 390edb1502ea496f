import type { CompiledQuery, Insertable, Kysely } from 'kysely'
import { ViewersError } from '../core/ViewersError'
import type { Sample } from '../core/sample'
import { migrateSql } from './migrateSql'
import { sqlBroadcasts } from './sqlBroadcasts'
import { sqlBuckets } from './sqlBuckets'
import { sqlLease } from './sqlLease'
import { sqlRecord } from './sqlRecord'
import { sqlThin } from './sqlThin'
import { tableNames, type SampleTable, type SqlDialect, type Tables } from './sqlTables'
import { toSample } from './toSample'
import type { ViewersStore } from './ViewersStore'

/** So many rows are written by one statement: SQLite takes 32,766 values. */
const MAX_ROWS = 1_000

/** A `Kysely` instance of yours, of any tables, described by what tells it from other things. */
export interface KyselyDatabase {
  readonly schema: object
  readonly fn: object
  withoutPlugins(): unknown
  insertInto(table: never): unknown
  selectFrom(from: never): unknown
}

/** Options of {@link sqlStore}. */
export interface SqlStoreOptions {
  /** Your `new Kysely({ dialect })`, of `kysely` 0.28 or later. Its plugins are not used, `withSchema` among them: another schema is a matter of the connection's search path. */
  db: KyselyDatabase
  /** Which SQL your database speaks; `mysql` is MariaDB too. */
  dialect: SqlDialect
  /** What the names of the tables begin with: letters, digits and _. Default `mux_viewers_`. */
  tablePrefix?: string | undefined
}

/**
 * Keeps samples in PostgreSQL, MySQL, MariaDB or SQLite, by a `Kysely` instance that you bring. Call
 * `migrate()` once before it is used, e.g. where your own migrations run. Throws when it is given
 * something else.
 *
 * @example
 * const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new Pool() }) })
 * const store = sqlStore({ db, dialect: 'postgres' })
 * await store.migrate()
 */
export function sqlStore(options: SqlStoreOptions): ViewersStore {
  check(options)
  const { dialect, tablePrefix = 'mux_viewers_' } = options
  // Plugins that rename columns would rename ours.
  const db = (options.db as unknown as Kysely<Tables>).withoutPlugins()
  const names = tableNames(tablePrefix)
  const table = names.samples
  // Putting together a statement of a thousand rows takes as long as running it: the last one is kept.
  let written: { count: number; query: CompiledQuery } | undefined
  return {
    migrate: () => migrateSql(db, names, dialect),
    ...sqlBroadcasts(db, names, dialect),
    async append(given) {
      // In one order for all who write at once: else they wait for each other in a circle.
      const samples = given.toSorted(byKey)
      for (let from = 0; from < samples.length; from += MAX_ROWS) {
        const rows = samples.slice(from, from + MAX_ROWS).map(toRow)
        if (written?.count !== rows.length) {
          written = { count: rows.length, query: insertion(db, table, dialect, rows) }
        }
        const parameters = rows.flatMap((row) => COLUMNS.map((column) => row[column]))
        // One after the other: more at once are no faster.
        // oxlint-disable-next-line no-await-in-loop
        await db.executeQuery({ ...written.query, parameters })
      }
    },
    async newest(streamId) {
      const row = await db
        .selectFrom(table)
        .selectAll()
        .where('stream_id', '=', streamId)
        .orderBy('tick', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? null : toSample(row)
    },
    buckets: (range) => sqlBuckets(db, names, range),
    ...sqlRecord(db, names),
    ...sqlThin(db, names, dialect),
    lease: (request) => sqlLease(db, names, dialect, request),
  }
}

/** First write wins. */
function insertion(
  db: Kysely<Tables>,
  table: 'samples',
  dialect: SqlDialect,
  rows: Insertable<SampleTable>[],
): CompiledQuery {
  const insert = db
    .insertInto(table)
    .columns([...COLUMNS])
    .values(rows)
  return dialect === 'mysql'
    ? insert.onDuplicateKeyUpdate({ tick: (eb) => eb.ref(`${table}.tick`) }).compile()
    : insert.onConflict((conflict) => conflict.columns(['stream_id', 'tick']).doNothing()).compile()
}

function check(options: Partial<SqlStoreOptions> | undefined): void {
  const { db, dialect, tablePrefix = '' } = options ?? {}
  const isKysely = typeof (db as { selectFrom?: unknown } | undefined)?.selectFrom === 'function'
  const wrong = !isKysely
    ? 'no `db`. Give it your Kysely instance: new Kysely({ dialect })'
    : !['postgres', 'mysql', 'sqlite'].includes(dialect as string)
      ? "no `dialect`. Give it 'postgres', 'mysql' (MariaDB too) or 'sqlite'"
      : !/^\w{0,40}$/.test(tablePrefix)
        ? 'a `tablePrefix` that is not made of letters, digits and _, 40 at most'
        : null
  if (wrong !== null) {
    throw new ViewersError('invalid_request', `sqlStore was given ${wrong}.`)
  }
}

const byKey = (one: Sample, other: Sample): number =>
  one.tick - other.tick || (one.streamId < other.streamId ? -1 : 1)

const COLUMNS = ['stream_id', 'tick', 'read_at', 'viewers', 'views', 'unit', 'via'] as const

const toRow = ({
  streamId,
  tick,
  at,
  viewers,
  views,
  unit,
  via,
}: Sample): Insertable<SampleTable> => ({
  stream_id: streamId,
  tick,
  read_at: at,
  viewers,
  views,
  unit,
  // Names of 255 bytes at most.
  via: via.slice(0, 60),
})
