import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { createMuxEmulator, type MuxEmulator } from 'mux-viewers/emulator'
import { sqlStore } from 'mux-viewers/server'
import { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DATABASE_URL, hasDatabase } from '../../support/databases'
import { TcpProxy } from '../../support/TcpProxy'
import { watch } from './audience'
import { startNode, type NodeServer } from './startNode'

/*
 * An app that keeps a record as the README has it, in front of a real PostgreSQL that goes away; the
 * app itself is killed and started again.
 */
const isThere = await hasDatabase('PostgreSQL')

describe.skipIf(!isThere)('the README, with PostgreSQL', () => {
  const schema = `viewers_${randomUUID().slice(0, 8)}`
  const pool = new Pool({ connectionString: inSchema(DATABASE_URL) })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const store = sqlStore({ db, dialect: 'postgres' })
  let emulator: MuxEmulator
  let proxy: TcpProxy
  let server: NodeServer

  beforeEach(async () => {
    await pool.query(`create schema ${schema}`)
    await store.migrate()
    emulator = await createMuxEmulator({
      streams: [
        { id: 'first', playbackId: 'play-first', status: 'idle' },
        { id: 'second', playbackId: 'play-second' },
        { id: 'third', playbackId: 'play-third' },
      ],
    })
    proxy = new TcpProxy(DATABASE_URL)
    await proxy.mend()
    server = await start()
  })
  afterEach(async () => {
    await server.stop()
    await proxy.cut()
    await emulator.close()
    await pool.query(`drop schema ${schema} cascade`)
    await db.destroy()
  })

  function start(): Promise<NodeServer> {
    const { host } = new URL(DATABASE_URL)
    const url = inSchema(DATABASE_URL.replace(host, `127.0.0.1:${proxy.port}`))
    return startNode(() => ['apps/record.js'], { ...emulator.env, DATABASE_URL: url })
  }

  /** The same database, where nobody else's tables are. */
  function inSchema(url: string): string {
    const own = new URL(url)
    own.searchParams.set('options', `-c search_path=${schema}`)
    return own.href
  }

  const ask = async (id: string): Promise<{ viewers: number; stream: string }> => {
    const response = await fetch(`${server.origin}/api/mux-viewers?id=${id}`)
    const { snapshots } = (await response.json()) as {
      snapshots: [{ viewers: number; stream: string }]
    }
    return snapshots[0]
  }
  const kept = async (id: string): Promise<number | undefined> => (await store.newest(id))?.viewers

  test('keeps readings and events, bears a database that goes and comes, and has it all after a kill', async () => {
    const remove = emulator.webhooks.addEndpoint({ url: `${server.origin}/api/mux-webhook` })
    emulator.stream('first').start()
    watch(emulator, 'first')
    await emulator.webhooks.settle()
    expect(await ask('first')).toMatchObject({ viewers: 2, stream: 'active' })
    await expect.poll(() => kept('first')).toBe(2)

    await proxy.cut()
    watch(emulator, 'second')
    expect(await ask('second')).toMatchObject({ viewers: 2 })
    await expect.poll(() => server.printed()).toContain('The store takes no samples')
    expect(await kept('second')).toBeUndefined()
    await proxy.mend()
    await expect.poll(() => kept('second'), { timeout: 20_000 }).toBe(2)
    expect(server.printed()).toContain('The store takes samples again')

    await server.kill()
    remove()
    server = await start()
    expect(await ask('first')).toMatchObject({ stream: 'active' })
    const events = await store.events('first', 0)
    expect(events.map(({ type }) => type).toSorted()).toEqual(['active', 'connected'])
    expect(server.printed()).toBe('')
  })
})
