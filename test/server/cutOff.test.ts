import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import type { ViewersSource } from '../../src/core/source'
import { ViewersError } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { fakeMux, fakeSource } from './fakeSource'

/*
 * A Worker may stop all that a request has begun when the request is over: timers never fire, and
 * answers never come. What others have to wait for must not be waited for after that.
 */
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

function setUp(source: ViewersSource, options: Partial<MuxViewersOptions> = {}) {
  const viewers = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    logger: { error: () => undefined },
    ...options,
  })
  const begin = async (id: string): Promise<ViewerSnapshot> => {
    const response = await viewers.fetch(new Request(`https://app.test/?id=${id}`))
    return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
  }
  const one = async (id: string): Promise<ViewerSnapshot> => {
    const [snapshot] = await Promise.all([begin(id), wait(2)])
    return snapshot
  }
  return { one, begin, viewers }
}

/** What is begun in `work` is cut off: its timers are forgotten. */
async function cutOff(work: () => unknown): Promise<void> {
  const real = globalThis.setTimeout
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout
  work()
  for (let turn = 0; turn < 50; turn++) {
    // oxlint-disable-next-line no-await-in-loop
    await Promise.resolve()
  }
  globalThis.setTimeout = real
}

it('a trial after a 429 that was cut off is followed by another', async () => {
  let calls = 0
  const { source } = fakeSource(() => {
    calls += 1
    if (calls === 1)
      throw new ViewersError('rate_limited', 'No.', { at: 'mux', retryAfterMs: 1_000 })
    return calls === 2 ? new Promise(() => undefined) : { viewers: 5 }
  })
  const { one, begin } = setUp(source)
  expect(await one('A')).toMatchObject({ error: { code: 'rate_limited' } })
  await wait(20)
  await cutOff(() => begin('A'))
  expect(calls).toBe(2)
  await wait(30)
  expect(await one('B')).toMatchObject({ viewers: 5 })
  await wait(30)
  expect(await one('A')).toMatchObject({ viewers: 5 })
})

it('a gathered call that was cut off is not joined for ever', async () => {
  const readMany = vi.fn<NonNullable<ViewersSource['readMany']>>(
    async ({ streamIds }) => new Map(streamIds.map((id) => [id, { viewers: 5 }])),
  )
  const { source } = fakeSource(() => ({ viewers: 5 }), { readMany, perSecond: 1_000 })
  const { one, begin } = setUp(source)
  await cutOff(() => begin('A'))
  await wait(5)
  expect(await one('B')).toMatchObject({ viewers: 5 })
  await wait(30)
  expect(await one('A')).toMatchObject({ viewers: 5 })
})

it('a look for the stream behind an id that was cut off is made again', async () => {
  let calls = 0
  const { source } = fakeSource(() => ({ viewers: 5 }))
  const resolve = (id: string): string | Promise<string> => {
    calls += 1
    return calls === 1 ? new Promise(() => undefined) : `stream-${id}`
  }
  const { one, begin } = setUp(source, { resolve })
  await cutOff(() => begin('A'))
  await wait(6)
  expect(await one('A')).toMatchObject({ streamId: 'A', viewers: 5 })
})

it('the platform is kept awake while the stream behind an id is looked up', async () => {
  const { source } = fakeSource(() => ({ viewers: 5 }))
  const resolve = (): Promise<string> => new Promise((done) => setTimeout(done, 4_000, 'stream'))
  const { viewers } = setUp(source, { resolve })
  const kept: Promise<unknown>[] = []
  const context = { waitUntil: (promise: Promise<unknown>) => void kept.push(promise) }
  await Promise.all([viewers.fetch(new Request('https://app.test/?id=A'), context), wait(2)])
  expect(kept).toHaveLength(1)
  await Promise.all([kept[0], wait(2)])
  const [given] = await Promise.all([viewers.fetch(new Request('https://app.test/?id=A')), wait(2)])
  expect(await given.json()).toMatchObject({ snapshots: [{ streamId: 'A', viewers: 5 }] })
})
