import { CamelCasePlugin } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryStore } from '../../src/server/memoryStore'
import { sqlStore, type SqlStoreOptions } from '../../src/server/sqlStore'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { DATABASES, hasDatabase, openDatabase, type OpenDatabase } from '../support/databases'
import { broadcastContract } from './broadcastContract'
import { storeContract } from './storeContract'
import { thinContract } from './thinContract'

describe('memory', () => {
  const store = memoryStore()
  storeContract(() => store, 500)
  broadcastContract(() => store)
  thinContract(() => store, 300)
})

const there = await Promise.all(DATABASES.map(hasDatabase))

describe.each(DATABASES.filter((_, index) => there[index]))('%s', (name) => {
  let opened: OpenDatabase
  let store: ViewersStore
  beforeAll(async () => {
    opened = await openDatabase(name)
    store = sqlStore(opened)
    // By several processes at once, and again when they start anew.
    await Promise.all([store.migrate(), store.migrate(), store.migrate()])
    await store.migrate()
  }, 60_000)
  afterAll(() => opened.close())

  storeContract(() => store, 100)
  broadcastContract(() => store)
  thinContract(() => store, 40)
})

describe('sqlStore', () => {
  it('bears a Kysely that renames columns', async () => {
    const opened = await openDatabase('SQLite')
    const db = opened.db.withPlugin(new CamelCasePlugin())
    const store = sqlStore({ ...opened, db })
    await store.migrate()
    const sample = { streamId: 'A', tick: 0, at: 1, viewers: 2, views: null, via: 'counts' }
    await store.append([{ ...sample, unit: 'people' }])
    expect(await store.newest('A')).toEqual({ ...sample, unit: 'people' })
    await opened.close()
  })

  const db = {
    schema: {},
    fn: {},
    insertInto: () => ({}),
    selectFrom: () => ({}),
    withoutPlugins: () => ({}),
  }

  it.each([
    [undefined, /new Kysely/],
    [{ dialect: 'postgres' }, /new Kysely/],
    [{ db: {}, dialect: 'postgres' }, /new Kysely/],
    [{ db }, /dialect/],
    [{ db, dialect: 'oracle' }, /dialect/],
    [{ db, dialect: 'sqlite', tablePrefix: 'a-b' }, /tablePrefix/],
    [{ db, dialect: 'sqlite', tablePrefix: 'x'.repeat(41) }, /tablePrefix/],
  ])('says what is wrong with %j', (options, sentence) => {
    const make = (): unknown => sqlStore(options as unknown as SqlStoreOptions)
    expect(make).toThrow(sentence)
    expect(make).toThrow(/^\[mux-viewers\] sqlStore was given /)
  })
})
