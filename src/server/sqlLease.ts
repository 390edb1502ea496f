import type { Kysely } from 'kysely'
import { insertNew } from './insertNew'
import { SKEW_MS } from './isLeaseFree'
import type { SqlDialect, TableNames, Tables } from './sqlTables'
import type { LeaseRequest } from './ViewersStore'

/** Takes a name for its owner, or keeps it so; `false` while another has it. */
export async function sqlLease(
  db: Kysely<Tables>,
  names: TableNames,
  dialect: SqlDialect,
  { name, owner, now, until }: LeaseRequest,
): Promise<boolean> {
  const held = await db
    .updateTable(names.leases)
    .set({ owner, held_until: until })
    .where('name', '=', name)
    .where((eb) =>
      eb.or([
        eb('owner', '=', owner),
        eb('held_until', '<=', now),
        eb('held_until', '>', until + SKEW_MS),
      ]),
    )
    .executeTakeFirst()
  if (held.numUpdatedRows === 1n) return true
  const row = { name, owner, held_until: until }
  return insertNew(db.insertInto(names.leases).values(row), dialect)
}
