import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Sample } from '../../src/core/sample'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { sqlStore } from '../../src/server/sqlStore'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { hasDatabase, openDatabase, type OpenDatabase } from '../support/databases'
import { fakeMux, fakeSource } from './fakeSource'

const BEGIN = Date.parse('2026-01-02T03:04:00.000Z')
const STREAMS = ['A', 'B', 'C']

/** How one database is made to have no more room, and how to have it again. */
const FULL = {
  SQLite: {
    error: /database or disk is full/,
    // Fewer pages than there are is as many as there are.
    fill: ({ db }: OpenDatabase) => sql`pragma max_page_count = 1`.execute(db),
    makeRoom: ({ db }: OpenDatabase) => sql`pragma max_page_count = 1000000`.execute(db),
  },
  MariaDB: {
    error: /The table .* is full/,
    // A full disk is that of the whole server; a table in memory is full by itself, with the same error.
    fill: (opened: OpenDatabase) => inMemory(opened, 16_384),
    makeRoom: (opened: OpenDatabase) => inMemory(opened, 16_777_216),
  },
}

/** Moves the samples into memory of so many bytes: one session says how many, and moves them. */
const inMemory = ({ db, tablePrefix }: OpenDatabase, bytes: number) =>
  db.connection().execute(async (session) => {
    await sql`set session max_heap_table_size = ${sql.lit(bytes)}`.execute(session)
    await sql`alter table ${sql.table(`${tablePrefix}samples`)} engine = memory`.execute(session)
  })

/** A database answers in real time, all else is in the test's: that waits until it has answered. */
function awaitable(store: ViewersStore) {
  const calls = new Set<Promise<unknown>>()
  const noted = ([name, method]: [string, (...given: unknown[]) => Promise<unknown>]) => [
    name,
    (...given: unknown[]) => {
      const call = method(...given)
      calls.add(call)
      return call.finally(() => calls.delete(call))
    },
  ]
  const slow = Object.fromEntries(Object.entries(store).map(noted)) as ViewersStore
  const settled = async (): Promise<void> => {
    do {
      // oxlint-disable-next-line no-await-in-loop
      await Promise.allSettled(calls)
      // Whoever has its answer may ask for more.
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setImmediate(resolve))
    } while (calls.size > 0)
  }
  return { slow, settled }
}

/** A server whose every reading of a stream counts one more, and what of it is written. */
function setUp(store: ViewersStore) {
  const counts = new Map<string, number>()
  const { source } = fakeSource(({ streamId }) => {
    const viewers = (counts.get(streamId) ?? 0) + 1
    counts.set(streamId, viewers)
    return { viewers }
  })
  const { slow, settled } = awaitable(store)
  const written: Sample[] = []
  const append = vi.fn<ViewersStore['append']>(async (samples) => {
    await slow.append(samples)
    written.push(...samples)
  })
  const logger = {
    error: vi.fn<(line: string, error?: unknown) => void>(),
    info: vi.fn<(line: string) => void>(),
  }
  const { fetcher } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    store: { ...slow, append },
    logger,
  })
  const pass = async (ms: number): Promise<void> => {
    for (const end = Date.now() + ms; Date.now() < end;) {
      // oxlint-disable-next-line no-await-in-loop
      await settled()
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(1_000)
    }
    await settled()
  }
  /** Asks, and lets a tick pass. */
  const tick = async (number: number): Promise<void> => {
    const { signal } = new AbortController()
    // No time passes for the answer.
    const answers = await fetcher({ streamIds: STREAMS, signal })
    expect(answers.map(({ viewers, source: from, ageMs }) => [viewers, from, ageMs])).toEqual(
      STREAMS.map(() => [number, 'mux', 0]),
    )
    await pass(15_000)
  }
  const faults = () => logger.error.mock.calls.filter(([line]) => line.includes('no samples'))
  return { tick, pass, logger, faults, written, append }
}

beforeEach(() => {
  // Sockets go on in real time, by `setImmediate` and `nextTick`.
  const toFake = ['Date', 'performance', 'setTimeout', 'clearTimeout'] as const
  vi.useFakeTimers({ now: BEGIN, toFake: [...toFake] })
})
afterEach(() => {
  vi.useRealTimers()
})

const NAMES = ['SQLite', 'MariaDB'] as const
const there = await Promise.all(NAMES.map(hasDatabase))

describe.each(NAMES.filter((_, index) => there[index]))('%s', (name) => {
  it('that is full delays no answer, and is given all that was read when there is room', async () => {
    const { fill, makeRoom, error } = FULL[name]
    const opened = await openDatabase(name)
    try {
      const store = sqlStore(opened)
      await store.migrate()
      await fill(opened)
      const { tick, pass, logger, faults, written, append } = setUp(store)
      let ticks = 0
      // There is some room left, in which the first ones go.
      while (faults().length === 0 && ticks < 200) await tick((ticks += 1))
      const early = written.length
      expect(early).toBeGreaterThan(3 * STREAMS.length)
      expect(early).toBeLessThan(ticks * STREAMS.length)
      const attempts = append.mock.calls.length
      for (let more = 0; more < 20; more++) await tick((ticks += 1))
      expect(written).toHaveLength(early)
      expect(append.mock.calls.length).toBeGreaterThan(attempts + 5)
      expect(faults()).toEqual([
        [
          expect.stringMatching(/^\[mux-viewers\] The store takes no samples\./),
          expect.objectContaining({ message: expect.stringMatching(error) }),
        ],
      ])
      expect(logger.info).not.toHaveBeenCalled()

      await makeRoom(opened)
      await pass(30_000)
      await tick((ticks += 1))
      const late = (ticks - 1) * STREAMS.length - early
      expect(logger.info.mock.calls).toEqual([
        [`[mux-viewers] The store takes samples again. Written late: ${late}.`],
      ])
      expect(faults()).toHaveLength(1)
      const right = Array.from({ length: ticks }, (_, index) => index + 1)
      const viewersOf = (samples: Sample[], streamId: string) =>
        samples.filter((sample) => sample.streamId === streamId).map(({ viewers }) => viewers)
      for (const streamId of STREAMS) {
        const range = { streamId, from: BEGIN, to: BEGIN + 1e8 }
        expect(viewersOf(await store.samples(range), streamId)).toEqual(right)
        expect(viewersOf(written, streamId)).toEqual(right)
      }
    } finally {
      vi.useRealTimers()
      await opened.close()
    }
  })
})
