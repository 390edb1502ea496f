import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Sample } from '../../src/core/sample'
import type { Broadcast } from '../../src/core/snapshot'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { memoryStore } from '../../src/server/memoryStore'
import type { ViewersStore } from '../../src/server/ViewersStore'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { fakeMux, fakeSource } from './fakeSource'

const BEGIN = Date.parse('2026-01-02T03:04:00.000Z')

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

type OnEnd = (broadcast: Broadcast, about: { streamId: string }) => unknown

/** A process whose app says itself when a stream starts and ends. */
function newProcess(options: Partial<MuxViewersOptions>, onEnd: OnEnd = () => undefined) {
  const ended = vi.fn<OnEnd>(onEnd)
  const { source } = fakeSource(() => ({ viewers: 10 }), { ttlMs: 5_000 })
  const { fetcher, startBroadcast, endBroadcast } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    logger: { error: () => undefined },
    broadcastGap: 5_000,
    onBroadcastEnd: ended,
    ...options,
  })
  const ask = async (streamId = 'A') => {
    const { signal } = new AbortController()
    return (await Promise.all([fetcher({ streamIds: [streamId], signal }), wait(1)]))[0][0]!
  }
  const live = async (streamId = 'A') => {
    await Promise.all([startBroadcast(streamId), wait(2)])
    await ask(streamId)
    await wait(20)
    await Promise.all([endBroadcast(streamId), wait(2)])
  }
  return { ask, live, ended, startBroadcast, endBroadcast }
}

it('that a process died over is told by the one that is started at once', async () => {
  const store = memoryStore()
  const dying = newProcess({ store }, () => new Promise(() => undefined))
  await dying.live()
  await wait(10)
  expect(dying.ended).toHaveBeenCalledTimes(1)
  const next = newProcess({ store })
  for (let time = 0; time < 30; time++) {
    // oxlint-disable-next-line no-await-in-loop
    await next.ask()
    // oxlint-disable-next-line no-await-in-loop
    await wait(5)
  }
  expect(next.ended).toHaveBeenCalledTimes(1)
})

it('that takes the app long holds nothing up, and is not told twice', async () => {
  const store = memoryStore()
  const { ask, live, ended, startBroadcast } = newProcess({ store }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 90_000))
  })
  await live()
  await wait(10)
  expect(ended).toHaveBeenCalledTimes(1)
  await Promise.all([startBroadcast('A'), wait(2)])
  expect(await ask()).toMatchObject({ stream: 'active' })
  await wait(70)
  await ask()
  await wait(70)
  await ask()
  expect(ended).toHaveBeenCalledTimes(1)
})

it('has the samples that were still being written when it ended', async () => {
  const store = memoryStore()
  let isDown = true
  const append = async (samples: readonly Sample[]): Promise<void> => {
    if (isDown) throw new Error('down')
    await store.append(samples)
  }
  const { live, ended } = newProcess({ store: { ...store, append } })
  await live()
  await wait(30)
  expect(ended).not.toHaveBeenCalled()
  isDown = false
  // Others have time to write theirs too.
  await wait(120)
  expect(ended.mock.calls).toEqual([
    [expect.objectContaining({ peak: 10, last: 10 }), { streamId: 'A' }],
  ])
})

it('is recorded though other streams never stop being written', async () => {
  const store = memoryStore()
  const append = async (samples: readonly Sample[]): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 600))
    await store.append(samples)
  }
  const { ask, live, ended } = newProcess({ store: { ...store, append }, recordEvery: 1_000 })
  await live()
  for (let time = 0; time < 20; time++) {
    // oxlint-disable-next-line no-await-in-loop
    await ask(`Other${time}`)
  }
  expect(ended).toHaveBeenCalledTimes(1)
})

it('comes after its beginning though the clock was set back', async () => {
  const store = memoryStore()
  const { ask, ended, startBroadcast, endBroadcast } = newProcess({ store })
  await Promise.all([startBroadcast('A'), wait(2)])
  await ask()
  vi.setSystemTime(Date.now() - 50_000)
  await Promise.all([endBroadcast('A'), wait(2)])
  expect(await ask()).toMatchObject({ stream: 'ended' })
  await wait(90)
  expect(ended).toHaveBeenCalledTimes(1)
})

it('of a stream that was deleted stays, whatever Mux says later', async () => {
  const store = memoryStore()
  await store.addEvent({ id: 'a', streamId: 'A', type: 'active', at: BEGIN - 60_000 })
  await store.addEvent({ id: 'd', streamId: 'A', type: 'deleted', at: BEGIN - 30_000 })
  const retrieve = vi.fn<() => Promise<never>>(() =>
    Promise.reject(Object.assign(new Error('Not Found'), { status: 404 })),
  )
  const mux = { ...fakeMux, video: { liveStreams: { retrieve } } }
  const { ask } = newProcess({ store, mux })
  for (let minute = 0; minute < 15; minute++) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await ask()).toMatchObject({
      viewers: 0,
      source: null,
      stream: 'ended',
      pollAfterMs: null,
    })
    // oxlint-disable-next-line no-await-in-loop
    await wait(59)
  }
  expect(retrieve).not.toHaveBeenCalled()
})

it('has the last numbers of each process, though the store was out at the end', async () => {
  const store = memoryStore()
  const isOut = { first: false, second: false }
  const append =
    (name: keyof typeof isOut): ViewersStore['append'] =>
    async (samples) => {
      if (isOut[name]) throw new Error('unreachable')
      await store.append(samples)
    }
  const first = newProcess({ store: { ...store, append: append('first') } })
  const { source } = fakeSource(() => ({ viewers: 30 }))
  const second = newProcess({ store: { ...store, append: append('second') }, sources: [source] })
  await Promise.all([first.startBroadcast('A'), wait(2)])
  await first.ask()
  isOut.first = true
  isOut.second = true
  // By turns, as visitors come to one or the other.
  for (let tick = 0; tick < 8; tick++) {
    // oxlint-disable-next-line no-await-in-loop
    await (tick % 2 === 0 ? second : first).ask()
    // oxlint-disable-next-line no-await-in-loop
    await wait(14)
  }
  await Promise.all([first.endBroadcast('A'), wait(2)])
  isOut.first = false
  await wait(40)
  isOut.second = false
  for (let time = 0; time < 30; time++) {
    // oxlint-disable-next-line no-await-in-loop
    await first.ask()
    // oxlint-disable-next-line no-await-in-loop
    await wait(5)
  }
  expect(await store.lastBroadcast('A')).toMatchObject({ peak: 30 })
})
