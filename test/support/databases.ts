import { randomUUID } from 'node:crypto'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, type Dialect } from 'kysely'
import Database from 'libsql'
import { createPool } from 'mysql2'
import { Pool } from 'pg'
import type { SqlDialect } from '../../src/server/sqlTables'
import { pglitePool } from './pglitePool'

/** Where PostgreSQL is to be, for tests that need a real one. */
export const DATABASE_URL =
  process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** Where MariaDB or MySQL is to be. */
export const MYSQL_URL = process.env['MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/test'

/** The databases that one SQL store is for. */
export const DATABASES = ['PGlite', 'PostgreSQL', 'MariaDB', 'SQLite'] as const
export type DatabaseName = (typeof DATABASES)[number]

/** A database of a test, and how it goes away. */
export interface OpenDatabase {
  db: Kysely<unknown>
  dialect: SqlDialect
  /** What the names of this test's tables begin with. */
  tablePrefix: string
  /** Drops the tables of this prefix, and closes. */
  close: () => Promise<void>
  /** Closes, and leaves the tables for the next who opens it under this prefix. */
  leave: () => Promise<void>
}

const MAKE: Record<
  DatabaseName,
  { dialect: SqlDialect; url: string; make: (url: string) => Dialect }
> = {
  PGlite: {
    dialect: 'postgres',
    url: 'memory://',
    make: (folder) => new PostgresDialect({ pool: pglitePool(new PGlite(folder)) }),
  },
  PostgreSQL: {
    dialect: 'postgres',
    url: DATABASE_URL,
    make: (connectionString) => new PostgresDialect({ pool: patient(connectionString) }),
  },
  MariaDB: {
    dialect: 'mysql',
    url: MYSQL_URL,
    make: (url) => new MysqlDialect({ pool: createPool(url) }),
  },
  SQLite: {
    dialect: 'sqlite',
    url: ':memory:',
    make: (path) => new SqliteDialect({ database: new Database(path) }),
  },
}

/** A pool that bears the loss of its connections, idle or in use: `pg` ends the process without these listeners. */
function patient(connectionString: string): Pool {
  const pool = new Pool({ connectionString })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/**
 * Opens a database under names of its own, or under `prefix`; on another way than the usual where
 * `url` is given, for SQLite a path, for PGlite a folder that nobody else has open. `wrap` may come between.
 */
export async function openDatabase(
  name: DatabaseName,
  url?: string,
  prefix?: string,
  wrap: (dialect: Dialect) => Dialect = (dialect) => dialect,
): Promise<OpenDatabase> {
  const { dialect, make, url: usual } = MAKE[name]
  const db = new Kysely<unknown>({ dialect: wrap(make(url ?? usual)) })
  const tablePrefix = prefix ?? `test_${randomUUID().replaceAll('-', '').slice(0, 12)}_`
  const leave = (): Promise<void> => db.destroy()
  const close = async (): Promise<void> => {
    for (const { name: table } of await db.introspection.getTables()) {
      // oxlint-disable-next-line no-await-in-loop
      if (table.startsWith(tablePrefix)) await db.schema.dropTable(table).execute()
    }
    await leave()
  }
  return { db, dialect, tablePrefix, close, leave }
}

/**
 * Whether a database is there. Says so where it is not, and throws where `REQUIRE_SERVICES=1` says
 * that it must be.
 */
export async function hasDatabase(name: DatabaseName): Promise<boolean> {
  if (name === 'PGlite' || name === 'SQLite') return true
  try {
    const { close } = await openDatabase(name)
    await close()
    return true
  } catch {
    const sentence = `There is no ${name} where ${name === 'MariaDB' ? 'MYSQL_URL' : 'DATABASE_URL'} says (default: localhost, standard port), so what needs one is not tested.`
    if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(sentence)
    process.stderr.write(`${sentence}\n`)
    return false
  }
}
