import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
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
    try {
      await mkdir(folder, { recursive: true })
      const release = await own(`${folder}.pid`)
      const pglite = await PGlite.create(folder)
      const db = new Kysely<unknown>({
        dialect: new PostgresDialect({ pool: pglitePool(pglite) }),
      })
      const kept = sqlStore({ db, dialect: 'postgres' })
      await kept.migrate()
      store = kept
      close = () => db.destroy().then(release)
    } catch (error) {
      console.error(
        `[mux-viewers] The record in ${folder} cannot be opened, so nothing is kept when this ends. Move the folder away to begin a new one. ${(error as Error).message}`,
      )
    }
  }
  return {
    // Shorter than usual: whoever looks at a demo has little time.
    options: { store, recordEvery: 5_000, broadcastGap: 10_000 },
    lastBroadcast: (streamId) => store.lastBroadcast(streamId),
    close,
  }
}

/** Takes a folder for this process: two would overwrite each other. */
async function own(pidFile: string): Promise<() => Promise<void>> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''))
  if (pid > 0 && pid !== process.pid && isRunning(pid)) throw new Error(`Process ${pid} has it.`)
  await writeFile(pidFile, String(process.pid))
  return () => rm(pidFile, { force: true })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
