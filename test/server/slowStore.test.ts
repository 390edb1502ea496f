import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { memoryStore } from '../../src/server/memoryStore'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { fakeMux, fakeSource } from './fakeSource'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:00.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const never = (): Promise<never> => new Promise(() => undefined)

function setUp(store: ViewersStore) {
  const { source } = fakeSource(() => ({ viewers: 5 }))
  const error = vi.fn<(line: string, thrown?: unknown) => void>()
  const { fetcher } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    store,
    logger: { error },
  })
  const ask = (...streamIds: string[]): Promise<ViewerSnapshot[]> => {
    const { signal } = new AbortController()
    return fetcher({ streamIds, signal })
  }
  return { ask, error }
}

/** How long an answer takes, in milliseconds. */
async function timeOf(answer: Promise<unknown>): Promise<number> {
  const begun = Date.now()
  let took = Number.NaN
  void answer.then(() => (took = Date.now() - begun))
  for (let ms = 0; ms < 3_000 && Number.isNaN(took); ms += 50) {
    // oxlint-disable-next-line no-await-in-loop
    await vi.advanceTimersByTimeAsync(50)
  }
  return took
}

it('a store that never says what happened to a stream delays its first answer by a quarter of a second', async () => {
  const { ask, error } = setUp({ ...memoryStore(), lastBroadcast: never })
  expect(await timeOf(ask('A'))).toBeLessThanOrEqual(300)
  for (let time = 0; time < 5; time++) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await timeOf(ask('A'))).toBeLessThanOrEqual(50)
  }
  await vi.advanceTimersByTimeAsync(120_000)
  const lines = error.mock.calls.map(([line]) => line)
  expect(lines.filter((line) => line.includes('what happened to a stream'))).toHaveLength(1)
})

it('a flood of invented ids is no flood of questions to a database', async () => {
  const lastBroadcast = vi.fn<ViewersStore['lastBroadcast']>(never)
  const { ask } = setUp({ ...memoryStore(), lastBroadcast })
  void ask(...Array.from({ length: 1_000 }, (_, index) => `Invented${index}`))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lastBroadcast.mock.calls.length).toBeLessThanOrEqual(50)
})

it('a store that is back says what happened, also if nobody asks', async () => {
  const store = memoryStore()
  let isDown = true
  const lastBroadcast = vi.fn<ViewersStore['lastBroadcast']>(async (streamId) => {
    if (isDown) throw new Error('down')
    return store.lastBroadcast(streamId)
  })
  await store.addEvent({ id: 'a', streamId: 'A', type: 'active', at: Date.now() - 600_000 })
  await store.addEvent({ id: 'i', streamId: 'A', type: 'idle', at: Date.now() - 300_000 })
  const { ask } = setUp({ ...store, lastBroadcast })
  await Promise.all([ask('A'), vi.advanceTimersByTimeAsync(2_000)])
  expect(await store.lastBroadcast('A')).toBeNull()
  isDown = false
  await vi.advanceTimersByTimeAsync(31_000)
  expect(await store.lastBroadcast('A')).toMatchObject({ id: 'a', peak: null, average: null })
})
