import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { sqlStore } from '../../src/server/sqlStore'
import type { ViewersStore } from '../../src/server/ViewersStore'
import {
  DATABASE_URL,
  hasDatabase,
  MYSQL_URL,
  openDatabase,
  type OpenDatabase,
} from '../support/databases'
import { TcpProxy } from '../support/TcpProxy'
import { fakeMux, fakeSource } from './fakeSource'

const BEGIN = Date.parse('2026-01-02T03:04:00.000Z')
const TICKS = 6
const RANGE = { from: BEGIN, to: BEGIN + 1e6, recordEvery: 15_000 }

const NAMES = [
  ['PostgreSQL', DATABASE_URL],
  ['MariaDB', MYSQL_URL],
] as const
const there = await Promise.all(NAMES.map(([name]) => hasDatabase(name)))

/** A process of an app; every reading of it counts one more. */
function newProcess(store: ViewersStore) {
  let viewers = 0
  const { source } = fakeSource(() => ({ viewers: (viewers += 1) }), { ttlMs: 5_000 })
  const logger = { error: vi.fn<(line: string) => void>(), info: vi.fn<(line: string) => void>() }
  const { fetcher } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    store,
    logger,
    now: () => Date.now(),
  })
  const { signal } = new AbortController()
  return { logger, ask: (...streamIds: string[]) => fetcher({ streamIds, signal }) }
}

// The clock is the test's, the timers are real: databases answer in real time.
beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe.each(NAMES.filter((_, index) => there[index]))('%s', (name, url) => {
  let proxy: TcpProxy
  let opened: OpenDatabase
  let behind: OpenDatabase
  beforeAll(async () => {
    opened = await openDatabase(name)
    await sqlStore(opened).migrate()
    proxy = new TcpProxy(url)
    await proxy.mend()
    const { host } = new URL(url)
    behind = await openDatabase(name, url.replace(host, `127.0.0.1:${proxy.port}`))
  })
  afterAll(async () => {
    await behind.close().catch(() => undefined)
    await proxy.cut()
    await opened.close()
  })

  it('has one sample for each tick, whichever of four processes writes it', async () => {
    const store = sqlStore(opened)
    const processes = Array.from({ length: 4 }, () => newProcess(store))
    for (let tick = 0; tick < TICKS; tick++) {
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all(processes.map(({ ask }) => ask('A', 'B')))
      vi.setSystemTime(BEGIN + (tick + 1) * 15_000)
    }
    const ticks = async (streamId: string) =>
      (await store.samples({ ...RANGE, streamId })).map((sample) => sample.tick)
    const all = Array.from({ length: TICKS }, (_, index) => BEGIN + index * 15_000)
    await expect.poll(() => ticks('A')).toEqual(all)
    await expect.poll(() => ticks('B')).toEqual(all)
    expect(processes.flatMap(({ logger }) => logger.error.mock.calls)).toEqual([])
  })

  it('that is cut off and back is given all it missed, in order, and delays nobody', async () => {
    const store = sqlStore({ ...behind, tablePrefix: opened.tablePrefix })
    const { ask, logger } = newProcess(store)
    await ask('C')
    const viewers = async () =>
      (await sqlStore(opened).samples({ ...RANGE, streamId: 'C' })).map((one) => one.viewers)
    await expect.poll(viewers).toEqual([1])

    await proxy.cut()
    for (let tick = 1; tick < TICKS; tick++) {
      vi.setSystemTime(BEGIN + tick * 15_000)
      // oxlint-disable-next-line no-await-in-loop
      expect(await ask('C')).toMatchObject([{ viewers: tick + 1, source: 'mux', ageMs: 0 }])
    }
    await expect.poll(() => logger.error.mock.calls.length).toBe(1)
    expect(await viewers()).toEqual([1])

    await proxy.mend()
    await expect.poll(viewers, { timeout: 20_000 }).toEqual([1, 2, 3, 4, 5, 6])
    await expect.poll(() => logger.info.mock.calls.length).toBe(1)
    expect(logger.error).toHaveBeenCalledTimes(1)
  })
})
