import type { InsertQueryBuilder, InsertResult } from 'kysely'
import type { SqlDialect, Tables } from './sqlTables'

/** Writes a row unless one of its key is there; `false`: there was, and it stays. */
export async function insertNew<Table extends keyof Tables>(
  insert: InsertQueryBuilder<Tables, Table, InsertResult>,
  dialect: SqlDialect,
): Promise<boolean> {
  const query =
    dialect === 'mysql' ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing())
  const { numInsertedOrUpdatedRows } = await query.executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}
