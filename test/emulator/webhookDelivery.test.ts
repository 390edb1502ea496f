import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { createMuxEmulator } from '../../src/emulator'
import type { WebhookEndpoint, WebhookOptions } from '../../src/emulator/EmulatedWebhooks'
import { begin, playbackId, startEmulator, streamId } from './startEmulator'
import { type Reply, startReceiver } from './startReceiver'

const streams = [{ id: streamId, playbackId, status: 'idle' as const }]
const hour = 3_600_000

/** An emulator whose stream is idle, and an app that it posts to. */
async function posting(
  webhooks: WebhookOptions = {},
  reply: Reply = 200,
  endpoint: Partial<WebhookEndpoint> = {},
) {
  const app = await startReceiver(reply)
  const { emulator, clock } = await startEmulator({ streams, webhooks })
  const remove = emulator.webhooks.addEndpoint({ url: app.url, ...endpoint })
  return {
    app,
    emulator,
    clock,
    remove,
    webhooks: emulator.webhooks,
    stream: emulator.stream(streamId),
    /** What came since the app was asked last: short types. */
    came: (() => {
      let seen = 0
      return (): string => {
        const fresh = app.received.slice(seen)
        seen = app.received.length
        return fresh.map(({ event }) => event.type.replace('video.live_stream.', '')).join(' ')
      }
    })(),
  }
}

function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
}

describe('events', () => {
  test('are posted as JSON in their order, and deliveries are noted', async () => {
    const { stream, webhooks, app, came } = await posting()
    stream.start()
    await webhooks.settle()
    expect(came()).toBe('connected recording active')
    expect(app.received[0]).toMatchObject({
      method: 'POST',
      path: '/hooks',
      headers: {
        'content-type': 'application/json',
        'mux-signature': expect.stringMatching(/^t=1704067200,v1=[0-9a-f]{64}$/),
      },
    })
    expect(app.received.map(({ event }) => event)).toEqual(webhooks.events)
    expect(webhooks.deliveries).toEqual(
      webhooks.events.map(({ id, type }) => ({
        url: app.url,
        eventId: id,
        type,
        streamId,
        attempt: 1,
        timestamp: begin / 1_000,
        at: begin,
        status: 200,
      })),
    )
  })

  test('go to the address named at the start', async () => {
    const app = await startReceiver()
    const { emulator } = await startEmulator({ streams, webhooks: { url: app.url } })
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    expect(app.received).toHaveLength(3)
  })

  test('go to every endpoint, until it is taken away', async () => {
    const { stream, webhooks, app, remove } = await posting()
    const other = await startReceiver()
    webhooks.addEndpoint({ url: other.url })
    stream.start()
    remove()
    stream.stop()
    await webhooks.settle()
    expect([app.received.length, other.received.length]).toEqual([0, 5])
  })

  test('wait for each other, or do not', async () => {
    const answers: (() => void)[] = []
    const late: Reply = (outgoing) => void answers.push(() => outgoing.end())
    const { stream, app } = await posting({}, late)
    const silent: Reply = () => undefined
    const { stream: atOnce, app: concurrent } = await posting({}, silent, { isConcurrent: true })
    stream.start()
    await app.arrival()
    atOnce.start()
    await vi.waitFor(() => expect(concurrent.received).toHaveLength(3))
    expect(app.received).toHaveLength(1)
    answers.pop()!()
    await app.arrival()
    expect(app.received).toHaveLength(2)
  })

  test('come twice when that is asked for, with one id', async () => {
    const { stream, webhooks, app, came } = await posting()
    const undo = webhooks.duplicate()
    stream.start()
    await webhooks.settle()
    expect(came()).toBe('connected connected recording recording active active')
    expect(new Set(app.received.map(({ body }) => body)).size).toBe(3)
    undo()
    undo()
    stream.stop()
    await webhooks.settle()
    expect(came()).toBe('disconnected idle')
  })
})

describe('events held back', () => {
  test.each([
    ['kept', 'connected recording active disconnected idle'],
    ['reversed', 'idle disconnected active recording connected'],
  ] as const)('are released %s: %s', async (order, expected) => {
    const { stream, webhooks, came } = await posting()
    webhooks.hold()
    stream.start()
    webhooks.hold()
    stream.stop()
    await webhooks.settle()
    expect(came()).toBe('')
    await webhooks.release(order)
    expect(came()).toBe(expected)
    stream.start()
    await webhooks.settle()
    expect(came()).toBe('connected recording active')
    await webhooks.release(order)
    expect(came()).toBe('')
  })

  test('are released shuffled', async () => {
    const { stream, webhooks, came } = await posting()
    vi.spyOn(Math, 'random')
      .mockReturnValueOnce(0.5)
      .mockReturnValueOnce(0.9)
      .mockReturnValueOnce(0)
    onTestFinished(() => void vi.restoreAllMocks())
    webhooks.hold()
    stream.start()
    await webhooks.release('shuffled')
    expect(came()).toBe('active connected recording')
  })

  test('are released as a function says, a day late, with a signature of then', async () => {
    const { stream, webhooks, app, came, clock } = await posting()
    webhooks.hold()
    stream.start()
    clock.now += 24 * hour
    await webhooks.release((held) => [held[2]!, held[0]!, held[2]!])
    expect(came()).toBe('active connected active')
    expect(app.received[0]!.event.created_at).toBe('2024-01-01T00:00:00.000000Z')
    expect(webhooks.deliveries[0]!.timestamp).toBe(begin / 1_000 + 24 * 3_600)
  })

  test('are those, too, that become due before they are released', async () => {
    const app = await startReceiver()
    const { emulator, clock } = await startEmulator({
      streams: [{ ...streams[0]!, reconnectWindow: 60 }],
      webhooks: { url: app.url },
    })
    emulator.webhooks.hold()
    emulator.stream(streamId).start()
    emulator.stream(streamId).stop()
    clock.now += 60_000
    await emulator.webhooks.release('reversed')
    expect(app.received.map(({ event }) => event.type)[0]).toBe('video.live_stream.idle')
    expect(app.received).toHaveLength(5)
  })
})

describe('a delivery that fails', () => {
  const silence: Reply = () => undefined
  const half: Reply = (outgoing) => outgoing.writeHead(200).write('half')
  const isSilent = (reply: Reply): boolean => reply === silence || reply === half
  const failures: [string, Reply][] = [
    ['an answer of 500', 500],
    ['an answer of 404', 404],
    ['a redirect', (outgoing) => outgoing.writeHead(302, { location: '/other' }).end()],
    ['no answer in time', silence],
    ['half an answer', half],
    ['a cut connection', (outgoing) => outgoing.socket!.destroy()],
  ]

  test.each(failures)('by %s is tried again, with the same body', async (_, reply) => {
    fakeTimers()
    const { stream, webhooks, app, came, clock } = await posting({}, reply)
    stream.disable()
    await app.arrival()
    // Not for who answers: his answer is on its way.
    if (isSilent(reply)) vi.advanceTimersByTime(5_000)
    await webhooks.settle()
    const { status } = webhooks.deliveries[0]!
    expect([0, 302, 404, 500]).toContain(status)
    expect(status === 0).toBe(typeof reply !== 'number' && status !== 302)
    app.reply = 204
    clock.now += 29_999
    await webhooks.settle()
    expect(came()).toBe('disabled')
    clock.now += 1
    await webhooks.settle()
    expect(came()).toBe('disabled')
    expect(app.received[1]!.body).toBe(app.received[0]!.body)
    expect(app.received[1]!.path).toBe('/hooks')
    expect(webhooks.deliveries.map((one) => [one.attempt, one.at - begin])).toEqual([
      [1, 0],
      [2, 30_000],
    ])
    expect(webhooks.deliveries[1]!.status).toBe(204)
    clock.now += 48 * hour
    await webhooks.settle()
    expect(came()).toBe('')
  })

  test('is tried again where nobody listens', async () => {
    const { stream, webhooks, clock } = await posting({}, 200, { url: 'http://127.0.0.1:9/' })
    stream.disable()
    await webhooks.settle()
    clock.now += 30_000
    await webhooks.settle()
    expect(webhooks.deliveries.map(({ status }) => status)).toEqual([0, 0])
  })

  test('is tried for 24 hours, ever more seldom', async () => {
    const { stream, webhooks, clock } = await posting({}, 500)
    stream.disable()
    for (let seconds = 0; seconds <= 48 * 3_600; seconds += 30) {
      // oxlint-disable-next-line no-await-in-loop
      await webhooks.settle()
      clock.now += 30_000
    }
    const times = webhooks.deliveries.map(({ at }) => at - begin)
    const delays = times.slice(1).map((at, index) => at - times[index]!)
    expect(delays).toEqual([...delays].toSorted((one, other) => one - other))
    expect(new Set(delays).size).toBe(delays.length)
    expect(times.at(-1)).toBeLessThanOrEqual(24 * hour)
    expect(times.at(-1)! + 2 * delays.at(-1)!).toBeGreaterThan(24 * hour)
  })

  test.each([
    [undefined, [0, 10]],
    ['fresh', [0, 10]],
    ['first', [0, 0]],
  ] as const)('is signed again, timestamp %s', async (retryTimestamp, expected) => {
    const { stream, webhooks, clock } = await posting(
      { retryDelaysMs: [10_000], ...(retryTimestamp ? { retryTimestamp } : {}) },
      500,
    )
    stream.disable()
    await webhooks.settle()
    clock.now += 10_000
    await webhooks.settle()
    expect(webhooks.deliveries.map(({ timestamp }) => timestamp - begin / 1_000)).toEqual(expected)
    clock.now += 48 * hour
    await webhooks.settle()
    expect(webhooks.deliveries).toHaveLength(2)
  })

  test('and is due again at once is settled, too', async () => {
    const { stream, webhooks } = await posting({ retryDelaysMs: [0, 0] }, 500)
    stream.disable()
    await webhooks.settle()
    expect(webhooks.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })

  test('does not keep back what comes after it', async () => {
    const { stream, webhooks, app, came, clock } = await posting({}, 503)
    stream.disable()
    await webhooks.settle()
    app.reply = 200
    stream.enable()
    await webhooks.settle()
    clock.now += 30_000
    await webhooks.settle()
    expect(came()).toBe('disabled enabled disabled')
  })

  test('is not tried again at an endpoint that was taken away', async () => {
    const { stream, webhooks, app, remove, clock } = await posting({}, 500)
    stream.disable()
    await webhooks.settle()
    remove()
    clock.now += hour
    await webhooks.settle()
    expect(app.received).toHaveLength(1)
  })
})

describe('what is wrong is told in a sentence', () => {
  test.each(['localhost:3000', '/hooks', '', 'ftp://localhost/'])(
    'the address "%s"',
    async (url) => {
      const { webhooks } = await posting()
      expect(() => webhooks.addEndpoint({ url })).toThrow(
        `[mux-viewers] The emulator cannot post webhooks to "${url}"`,
      )
      await expect(createMuxEmulator({ webhooks: { url } })).rejects.toThrow('[mux-viewers]')
    },
  )

  test('an event that was not', async () => {
    const { webhooks } = await posting()
    await expect(webhooks.redeliver('nothing', { timestamp: 'fresh' })).rejects.toThrow(
      '[mux-viewers] The emulator has no event "nothing".',
    )
  })
})

describe('by itself', () => {
  test('the end of a reconnect window is told, and a failure tried again', async () => {
    fakeTimers()
    const app = await startReceiver(500)
    const emulator = await createMuxEmulator({
      streams: [{ ...streams[0]!, reconnectWindow: 60 }],
      webhooks: { url: app.url, retryDelaysMs: [90_000] },
    })
    onTestFinished(emulator.close)
    const { webhooks } = emulator
    emulator.stream(streamId).start()
    emulator.stream(streamId).stop()
    await webhooks.settle()
    vi.advanceTimersByTime(59_999)
    expect(webhooks.events).toHaveLength(4)
    vi.advanceTimersByTime(1)
    expect(webhooks.events.at(-1)!.type).toBe('video.live_stream.idle')
    await webhooks.settle()
    expect(app.received).toHaveLength(5)
    vi.advanceTimersByTime(30_000)
    await vi.waitFor(() => expect(app.received).toHaveLength(9))
  })

  test('a clock that is moved is seen within a second', async () => {
    fakeTimers()
    const { emulator, clock } = await startEmulator({
      streams: [{ ...streams[0]!, reconnectWindow: 600 }],
    })
    emulator.stream(streamId).start()
    emulator.stream(streamId).stop()
    clock.now += 600_000
    vi.advanceTimersByTime(1_000)
    expect(emulator.webhooks.events.at(-1)!.type).toBe('video.live_stream.idle')
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    ['as long as Mux waits', {}, 5_000],
    ['as long as is said', { timeoutMs: 200 }, 200],
  ])('an answer is waited for %s', async (_, options, ms) => {
    fakeTimers()
    const app = await startReceiver(() => undefined)
    const emulator = await createMuxEmulator({
      streams,
      webhooks: { url: app.url, retryDelaysMs: [], ...options },
    })
    onTestFinished(emulator.close)
    emulator.stream(streamId).disable()
    await app.arrival()
    vi.advanceTimersByTime(ms - 1)
    expect(app.open()).toBe(1)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1)
    await emulator.webhooks.settle()
    expect(emulator.webhooks.deliveries.map(({ status }) => status)).toEqual([0])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('nothing is left when it is closed: no timer, no connection, no attempt', async () => {
    fakeTimers()
    const app = await startReceiver(() => undefined)
    const emulator = await createMuxEmulator({
      streams: [{ ...streams[0]!, reconnectWindow: 60 }],
      webhooks: { url: app.url },
    })
    emulator.stream(streamId).start()
    emulator.stream(streamId).stop()
    await app.arrival()
    expect(vi.getTimerCount()).toBe(2)
    await emulator.close()
    expect(vi.getTimerCount()).toBe(0)
    await vi.waitFor(() => expect(app.open()).toBe(0))
    expect([app.received.length, emulator.webhooks.deliveries.length]).toEqual([1, 1])
    emulator.stream(streamId).start()
    await emulator.webhooks.settle()
    expect([app.received.length, vi.getTimerCount()]).toEqual([1, 0])
  })

  test('no connection stays open between deliveries', async () => {
    const { stream, webhooks, app } = await posting()
    stream.start()
    await webhooks.settle()
    await vi.waitFor(() => expect(app.open()).toBe(0))
  })
})
