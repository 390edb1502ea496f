import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqlStore } from '../../src/server/sqlStore'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { hasDatabase, openDatabase, type OpenDatabase } from '../support/databases'
import { hasRedis } from '../support/redis'
import { startRecording, type RecordingProcess } from './recording/startRecording'

/*
 * Processes that record one stream in a real PostgreSQL, a tick a second. The one that leads is killed;
 * who it was is in the samples.
 */
const hasPostgres = await hasDatabase('PostgreSQL')
const isRedisThere = await hasRedis()
/** Then all of it; else the one that takes no other service. */
const isSoak = process.env['SOAK'] === '1'

describe.each([
  [4, 'the database', hasPostgres, undefined],
  [2, 'Redis', isSoak && hasPostgres && isRedisThere, `mux-viewers-test-${randomUUID()}:`],
])('%d processes, their lease in %s', (count, _, isThere, cachePrefix) => {
  let opened: OpenDatabase
  let store: ViewersStore
  let processes: RecordingProcess[]

  beforeEach(async () => {
    if (!isThere) return
    opened = await openDatabase('PostgreSQL')
    store = sqlStore(opened)
    await store.migrate()
    const { tablePrefix } = opened
    processes = Array.from({ length: count }, () => startRecording({ tablePrefix, cachePrefix }))
  })
  afterEach(async () => {
    if (!isThere) return
    await Promise.all(processes.map(({ kill }) => kill('SIGKILL')))
    await opened.close()
  })

  /** Who has read the samples, one after the other. */
  async function readers(): Promise<number[]> {
    const samples = await store.samples({ streamId: 'A', from: 0, to: Date.now() + 60_000 })
    return samples.map(({ viewers }) => viewers)
  }
  const changes = (pids: number[]): number[] => pids.filter((pid, index) => pid !== pids[index - 1])

  it.skipIf(!isThere)(
    'have one that records, and another when it is killed',
    { timeout: 60_000 },
    async () => {
      const has = (least: number) => async () => (await readers()).length >= least
      await expect.poll(has(3), { timeout: 30_000 }).toBe(true)
      const [leader, ...others] = changes(await readers())
      expect(others).toEqual([])
      const dead = processes.find(({ pid }) => pid === leader)!
      const idle = processes.filter((one) => one !== dead)
      expect(idle.map(({ reads }) => reads())).toEqual(idle.map(() => 0))

      await dead.kill('SIGKILL')
      processes = idle
      const before = (await readers()).length
      await expect.poll(has(before + 2), { timeout: 30_000 }).toBe(true)
      const [, next, ...more] = changes(await readers())
      expect(idle.map(({ pid }) => pid)).toContain(next)
      expect(more).toEqual([])
      expect(idle.filter(({ reads }) => reads() > 0)).toHaveLength(1)
    },
  )
})
