import { serve, type ServerType } from '@hono/node-server'
import Mux from '@mux/mux-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Broadcast, ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxEmulator, type MuxEmulator } from '../../src/emulator'
import { createMuxViewers, memoryStore, type MuxViewers, type ViewersStore } from '../../src/server'
import type { MuxViewersOptions } from '../../src/server'
import { signWebhook } from '../../src/emulator/signWebhook'
import { client } from '../emulator/client'
import { fakeMux, fakeSource } from './fakeSource'

const BEGIN = Date.parse('2026-01-02T03:04:00.000Z')
const streamId = 'stream-one'

/*
 * The emulator posts signed webhooks over a socket, the real SDK checks them. The clock is the
 * test's, the timers are real.
 */
let emulator: MuxEmulator
let running: ServerType[] = []
beforeEach(async () => {
  vi.useFakeTimers({ now: BEGIN, toFake: ['Date'] })
  emulator = await createMuxEmulator({
    now: () => Date.now(),
    streams: [{ id: streamId, playbackId: 'of-one', status: 'idle', reconnectWindow: 60 }],
  })
})
afterEach(async () => {
  await emulator.close()
  await Promise.all(running.map((server) => new Promise((resolve) => server.close(resolve))))
  running = []
  vi.useRealTimers()
})

const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1_000)

/** A process of an app: its webhook route listens. Every reading of it counts one more. */
async function newProcess(options: Partial<MuxViewersOptions> = {}) {
  const mux = client(emulator, Mux, { webhookSecret: emulator.env.MUX_WEBHOOK_SECRET })
  let viewers = 0
  const { source, calls } = fakeSource(() => ({ viewers: (viewers += 1) }), { ttlMs: 5_000 })
  const logger = {
    error: vi.fn<(line: string, error?: unknown) => void>(),
    info: vi.fn<(line: string) => void>(),
  }
  const ended = vi.fn<(broadcast: Broadcast, about: { streamId: string }) => void>()
  const server: MuxViewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [source],
    logger,
    now: () => Date.now(),
    stateTtl: 100,
    store: memoryStore(),
    onBroadcastEnd: ended,
    ...options,
  })
  const one = async (): Promise<ViewerSnapshot> => {
    const { signal } = new AbortController()
    return (await server.fetcher({ streamIds: [streamId], signal }))[0]!
  }
  const url = await new Promise<string>((resolve) => {
    const listening = serve({ fetch: server.webhook, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}/`),
    )
    running.push(listening)
  })
  const statuses = () => emulator.webhooks.deliveries.map(({ status }) => status)
  return { server, one, calls, logger, ended, url, statuses }
}

/** A broadcast of a minute, its encoder away for the last window of 60 seconds. */
async function liveForAMinute(read: () => Promise<unknown>): Promise<void> {
  const stream = emulator.stream(streamId)
  stream.start()
  await emulator.webhooks.settle()
  for (let quarter = 0; quarter < 4; quarter++) {
    // oxlint-disable-next-line no-await-in-loop
    await read()
    pass(15)
  }
  stream.stop()
  await emulator.webhooks.settle()
  await read()
  pass(60)
  await emulator.webhooks.settle()
}

describe('webhooks', () => {
  it('make a stream active, reconnecting and ended at once, without a store too', async () => {
    const none = { store: undefined, onBroadcastEnd: undefined }
    const { one, url, calls, statuses } = await newProcess(none)
    emulator.webhooks.addEndpoint({ url })
    const stream = emulator.stream(streamId)
    expect(await one()).toMatchObject({ viewers: 0, source: null, stream: 'idle' })
    stream.start()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ viewers: 1, source: 'mux', stream: 'active' })
    pass(1)
    stream.stop()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ viewers: 1, source: 'mux', stream: 'reconnecting' })
    pass(1)
    stream.start()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ stream: 'active' })
    pass(1)
    stream.stop()
    pass(60)
    await emulator.webhooks.settle()
    const before = calls.length
    // Nothing was kept of which there could be figures.
    expect(await one()).toEqual({
      streamId,
      viewers: 0,
      source: null,
      stream: 'ended',
      pollAfterMs: 60_000,
    })
    expect(calls).toHaveLength(before)
    expect(new Set(statuses())).toEqual(new Set([204]))
  })

  it('say when nobody need ask any more', async () => {
    const { one, url } = await newProcess()
    emulator.webhooks.addEndpoint({ url })
    const stream = emulator.stream(streamId)
    stream.start()
    stream.disable()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ viewers: 0, stream: 'ended', pollAfterMs: null })
    pass(1)
    stream.enable()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ viewers: 0, pollAfterMs: 60_000 })
    pass(1)
    stream.delete()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ viewers: 0, pollAfterMs: null })
  })

  it.each(['reversed', 'shuffled'] as const)(
    'that come %s, and each of them twice, say the same',
    async (order) => {
      const { one, url, ended, statuses } = await newProcess({ broadcastGap: 1_000 })
      emulator.webhooks.addEndpoint({ url })
      emulator.webhooks.duplicate()
      emulator.webhooks.hold()
      await liveForAMinute(async () => undefined)
      pass(2)
      await emulator.webhooks.release(order)
      await emulator.webhooks.settle()
      await expect.poll(async () => (await one()).stream, { timeout: 10_000 }).toBe('ended')
      expect(new Set(statuses())).toEqual(new Set([204]))
      await expect.poll(() => ended.mock.calls.length, { timeout: 10_000 }).toBe(1)
      expect(ended.mock.calls[0]![0]).toMatchObject({
        startedAt: '2026-01-02T03:04:00.000Z',
        endedAt: '2026-01-02T03:06:00.000Z',
      })
    },
  )

  it('that Mux has not signed, or not now, change nothing', async () => {
    const { one, url, logger } = await newProcess()
    const stream = emulator.stream(streamId)
    emulator.webhooks.addEndpoint({ url })
    emulator.webhooks.hold()
    stream.start()
    const { id } = emulator.webhooks.events.find(({ type }) => type.endsWith('.active'))!
    const now = Date.now() / 1_000
    for (const forgery of [
      { timestamp: 'fresh', secret: 'of somebody else' },
      { timestamp: 'fresh', isUnsigned: true },
      { timestamp: 'fresh', tamper: (body: string) => body.replace('active', 'actiVe') },
      { timestamp: now - 301 },
      { timestamp: now + 301 },
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      await emulator.webhooks.redeliver(id, forgery)
    }
    expect(emulator.webhooks.deliveries.map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 401),
    )
    expect(logger.error).toHaveBeenCalledTimes(1)
    await emulator.webhooks.release('kept')
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ stream: 'active' })
    expect(JSON.stringify(logger.error.mock.calls)).not.toContain('stream_key')
  })

  it('with two times in their signature are refused', async () => {
    const { url } = await newProcess()
    const now = Math.floor(Date.now() / 1_000)
    const body = '{}'
    const signed = signWebhook(body, emulator.env.MUX_WEBHOOK_SECRET, now + 1_000)
    const headers = { 'mux-signature': `t=${now},${signed}` }
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(401)
  })

  it('of a clock that was ahead for a while do not hold a stream in that state', async () => {
    const store = memoryStore()
    const { one, url } = await newProcess({ store })
    emulator.webhooks.addEndpoint({ url })
    const tomorrow = Date.now() + 86_400_000
    await store.addEvent({ id: 'observed-active', streamId, type: 'active', at: tomorrow })
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ stream: 'active' })
    pass(1)
    emulator.stream(streamId).stop()
    pass(60)
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ viewers: 0, source: null, stream: 'ended' })
  })

  it('that another process was told of hours ago are known before anything is answered', async () => {
    const store = memoryStore()
    // The first one has nobody else to ask whether the stream is live.
    const one = await newProcess({ store, mux: fakeMux })
    const other = await newProcess({ store })
    const removeFirst = emulator.webhooks.addEndpoint({ url: other.url })
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    pass(1)
    emulator.stream(streamId).stop()
    pass(60)
    await emulator.webhooks.settle()
    expect(await one.one()).toMatchObject({ stream: 'ended' })
    // By how long the process runs, which no fake clock moves.
    const later = performance.now() + 7_200_000
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => later)
    pass(7_200)
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    const answer = await one.one()
    clock.mockRestore()
    removeFirst()
    expect(answer).toMatchObject({ viewers: 1, source: 'mux', stream: 'active' })
  })

  it('that the store does not take are sent again by Mux', async () => {
    const store = memoryStore()
    let isFull = true
    const addEvent: ViewersStore['addEvent'] = async (event) => {
      if (!isFull) return store.addEvent(event)
      isFull = false
      throw new Error('full')
    }
    const { url, statuses } = await newProcess({ store: { ...store, addEvent } })
    emulator.webhooks.addEndpoint({ url })
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    expect(statuses()[0]).toBe(503)
  })

  it('without their secret are refused, and the log says what to set', async () => {
    const { server, logger } = await newProcess({
      mux: { jwt: { signViewerCounts: () => 'token' } },
    })
    const response = await server.webhook(new Request('https://app.test/', { method: 'POST' }))
    expect(response.status).toBe(503)
    expect(logger.error.mock.calls[0]![0]).toContain('MUX_WEBHOOK_SECRET')
    const get = await server.webhook(new Request('https://app.test/'))
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('a broadcast that has ended', () => {
  it('is shown and told with its figures', async () => {
    const store = memoryStore()
    const { one, url, ended } = await newProcess({ store, broadcastGap: 1_000 })
    emulator.webhooks.addEndpoint({ url })
    await liveForAMinute(one)
    pass(2)
    await expect.poll(() => ended.mock.calls.length, { timeout: 10_000 }).toBe(1)
    const broadcast: Broadcast = {
      id: expect.any(String),
      startedAt: '2026-01-02T03:04:00.000Z',
      endedAt: '2026-01-02T03:06:00.000Z',
      peak: 5,
      peakAt: '2026-01-02T03:05:00.000Z',
      // 1, 2, 3, 4 for a quarter of a minute each, then 5 for two and a half ticks.
      average: (15 * (1 + 2 + 3 + 4) + 37.5 * 5) / 97.5,
      // Read in the moment in which the encoder went away.
      last: 5,
      viewerSeconds: 15 * (1 + 2 + 3 + 4) + 37.5 * 5,
      coveredSeconds: 97.5,
    }
    expect(ended.mock.calls).toEqual([[broadcast, { streamId }]])
    expect(await one()).toMatchObject({ stream: 'ended', broadcast })
    expect(await store.lastBroadcast(streamId)).toEqual(broadcast)
  })

  it('keeps its figures when an event comes a day late, which is said', async () => {
    const store = memoryStore()
    const { one, url, ended, logger } = await newProcess({ store, broadcastGap: 1_000 })
    emulator.webhooks.addEndpoint({ url })
    await liveForAMinute(one)
    pass(2)
    await expect.poll(() => ended.mock.calls.length, { timeout: 10_000 }).toBe(1)
    const recorded = await store.lastBroadcast(streamId)
    await one()
    pass(86_400)
    const late = {
      type: 'video.live_stream.disconnected',
      id: 'of-yesterday',
      created_at: '2026-01-02T03:04:30.000Z',
      object: { type: 'live', id: streamId },
    }
    const body = JSON.stringify(late)
    const secret = emulator.env.MUX_WEBHOOK_SECRET
    const signature = signWebhook(body, secret, Math.floor(Date.now() / 1_000))
    const headers = { 'mux-signature': signature }
    const { status } = await fetch(url, { method: 'POST', body, headers })
    expect(status).toBe(204)
    expect(await one()).toMatchObject({ stream: 'ended', broadcast: recorded })
    expect(await store.lastBroadcast(streamId)).toEqual(recorded)
    expect(ended).toHaveBeenCalledTimes(1)
    expect(logger.info.mock.calls.map(([line]) => line)).toEqual([
      expect.stringMatching(/disconnected at 2026-01-02T03:04:30.*figures stay as they are/),
    ])
  })

  it('is told by one of several processes, and again after one that died', async () => {
    const store = memoryStore()
    const all = await Promise.all([1, 2, 3].map(() => newProcess({ store, broadcastGap: 1_000 })))
    for (const { url } of all) emulator.webhooks.addEndpoint({ url })
    await liveForAMinute(() => Promise.all(all.map(({ one }) => one())))
    pass(2)
    const told = () => all.flatMap(({ ended }) => ended.mock.calls).length
    await expect.poll(told, { timeout: 10_000 }).toBe(1)
    await Promise.all(all.map(({ one }) => one()))
    expect(told()).toBe(1)

    // Somebody else recorded an end, and died before telling of it.
    const last = (await store.lastBroadcast(streamId))!
    const lost = { streamId: 'of-the-dead', broadcast: { ...last, id: 'lost' } }
    await store.addBroadcast(lost)
    await store.claimUntold(Date.now(), Date.now() + 60_000)
    pass(61)
    const next = await newProcess({ store })
    await next.one()
    await expect
      .poll(() => next.ended.mock.calls)
      .toEqual([[lost.broadcast, { streamId: 'of-the-dead' }]])
  })

  it('is none when the stream is live again soon enough', async () => {
    const { one, url, ended } = await newProcess({ store: memoryStore(), broadcastGap: 90_000 })
    emulator.webhooks.addEndpoint({ url })
    await liveForAMinute(one)
    expect(await one()).toMatchObject({ stream: 'ended' })
    pass(30)
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    expect(await one()).toMatchObject({ stream: 'active' })
    pass(600)
    await one()
    expect(ended).not.toHaveBeenCalled()
  })
})

describe('without webhooks', () => {
  it("Mux's word on the stream tells", { timeout: 20_000 }, async () => {
    const { one, ended } = await newProcess({ store: memoryStore(), broadcastGap: 1_000 })
    const stream = emulator.stream(streamId)
    await one()
    stream.start()
    pass(61)
    await expect.poll(async () => (await one()).stream).toBe('active')
    pass(61)
    stream.stop()
    pass(61)
    await expect.poll(async () => (await one()).stream).toBe('ended')
    pass(92)
    const told = async (): Promise<number> => {
      await one()
      return ended.mock.calls.length
    }
    await expect.poll(told, { timeout: 15_000 }).toBe(1)
  })

  it('the app tells', async () => {
    const { one, server, ended } = await newProcess({
      mux: { jwt: { signViewerCounts: () => 'token' } },
      store: memoryStore(),
      broadcastGap: 1_000,
    })
    await server.startBroadcast(streamId)
    expect(await one()).toMatchObject({ stream: 'active', viewers: 1 })
    pass(15)
    await server.endBroadcast(streamId)
    expect(await one()).toMatchObject({ stream: 'ended', viewers: 0, source: null })
    pass(2)
    await expect.poll(() => ended.mock.calls.length, { timeout: 10_000 }).toBe(1)
    await expect(server.startBroadcast('no id')).rejects.toThrow(/no stream id/)
  })

  it('the app cannot tell without a store', async () => {
    const mux = { jwt: { signViewerCounts: () => 'token' } }
    const { startBroadcast } = createMuxViewers({ mux, authorize: 'public' })
    await expect(startBroadcast(streamId)).rejects.toThrow(/no `store`/)
  })
})
