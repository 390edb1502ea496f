import { mkdir } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect } from 'kysely'
import type { ViteDevServer } from 'vite'
import type * as ServerEntry from '../src/server'
import { pglitePool } from '../test/support/pglitePool.ts'
import { loadEntry } from './loadEntry.ts'

/** What the Live page's server keeps of a stream's past. */
export interface DemoRecord {
  /** Options of `createMuxViewers`. */
  options: Pick<ServerEntry.MuxViewersOptions, 'store' | 'recordEvery' | 'broadcastGap'>
  lastBroadcast: (streamId: string) => Promise<ServerEntry.Broadcast | null>
  close: () => Promise<void>
}

/**
 * Opens a PostgreSQL inside this process (PGlite), in the folder that MUX_DEMO_RECORD names; without one what is
 * read is forgotten when the server ends.
 */
export async function openRecord(server: ViteDevServer): Promise<DemoRecord> {
  const { memoryStore, sqlStore } = await loadEntry<typeof ServerEntry>(server, '/src/server.ts')
  const folder = process.env.MUX_DEMO_RECORD
  let store = memoryStore()
  let close = async (): Promise<void> => undefined
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true })
    const db = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool: pglitePool(new PGlite(folder)) }),
    })
    store = sqlStore({ db, dialect: 'postgres' })
    close = () => db.destroy()
  }
  await store.migrate()
  return {
    // Shorter than usual: whoever looks at a demo has little time.
    options: { store, recordEvery: 5_000, broadcastGap: 10_000 },
    lastBroadcast: (streamId) => store.lastBroadcast(streamId),
    close,
  }
}
