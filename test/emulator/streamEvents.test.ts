import { describe, expect, test } from 'vitest'

import type { MuxEmulatorOptions } from '../../src/emulator'
import { LiveStream } from '../../src/emulator/LiveStream'
import type { StreamOptions } from '../../src/emulator/StreamOptions'
import { askApi, begin, playbackId, startEmulator, streamId } from './startEmulator'

/** An emulator with one stream, and what its webhooks tell. */
async function telling(stream: Partial<StreamOptions> = {}, options: MuxEmulatorOptions = {}) {
  const streams = [{ id: streamId, playbackId, status: 'idle' as const, ...stream }]
  const { emulator, clock } = await startEmulator({ ...options, streams })
  const { webhooks } = emulator
  return {
    emulator,
    clock,
    webhooks,
    stream: emulator.stream(streamId),
    /** What was told since it was asked last: short types. */
    told: (() => {
      let seen = 0
      return (): string => {
        const fresh = webhooks.events.slice(seen)
        seen = webhooks.events.length
        return fresh.map(({ type }) => type.replace('video.live_stream.', '')).join(' ')
      }
    })(),
    restStatus: async () =>
      (await askApi(emulator, `/video/v1/live-streams/${streamId}`)).body.data?.status,
  }
}

const asset = expect.stringMatching(/^[a-z0-9]{32}$/)

describe('an encoder', () => {
  test('that connects is told in three steps, and the stream is idle until the last', async () => {
    const { stream, webhooks, told } = await telling()
    stream.start()
    expect(webhooks.events.map(({ data }) => data)).toMatchObject([
      { status: 'idle', connected: true, recording: false, active_asset_id: asset },
      { status: 'idle', connected: true, recording: true, active_asset_id: asset },
      { status: 'active', connected: true, recording: true, active_asset_id: asset },
    ])
    expect(told()).toBe('connected recording active')
    stream.start()
    expect(told()).toBe('')
  })

  test('that is there from the beginning is not told', async () => {
    const { emulator, told } = await telling({ status: 'active' })
    expect(told()).toBe('')
    const { body } = await askApi(emulator, `/video/v1/live-streams/${streamId}`)
    expect(body.data).toMatchObject({ active_asset_id: asset, recent_asset_ids: [asset] })
  })

  test('that is gone leaves the stream active for the reconnect window, then idle', async () => {
    const { stream, clock, webhooks, told, restStatus } = await telling({ reconnectWindow: 60 })
    stream.start()
    const assetId = webhooks.events[0]!.data.active_asset_id
    clock.now += 10_000
    told()
    stream.stop()
    stream.stop()
    expect(webhooks.events.at(-1)!.data).toMatchObject({ status: 'active', connected: false })
    expect(webhooks.events.at(-1)!.data).not.toHaveProperty('recording')
    clock.now += 59_999
    await webhooks.settle()
    expect([told(), await restStatus()]).toEqual(['disconnected', 'active'])
    clock.now += 100_001
    await webhooks.settle()
    expect([told(), await restStatus()]).toEqual(['idle', 'idle'])
    const idle = webhooks.events.at(-1)!
    expect(idle).toMatchObject({
      created_at: '2024-01-01T00:01:10.000000Z',
      data: { status: 'idle', connected: false, active_asset_id: assetId },
    })
    await webhooks.settle()
    expect(told()).toBe('')
  })

  test.each([
    [undefined, 'connected'],
    ['all', 'connected recording active'],
  ] as const)('that comes back in time, onReconnect %s: %s', async (onReconnect, expected) => {
    const { stream, clock, webhooks, told } = await telling(
      { reconnectWindow: 60 },
      onReconnect ? { webhooks: { onReconnect } } : {},
    )
    stream.start()
    stream.stop()
    clock.now += 59_000
    told()
    stream.start()
    const [first, ...others] = webhooks.events
    expect(told()).toBe(expected)
    for (const { data } of others) {
      expect(data.active_asset_id).toBe(first!.data.active_asset_id)
      expect(data['recent_asset_ids']).toEqual([data.active_asset_id])
    }
    const again = others[3]!
    expect(again.data).toMatchObject({ status: 'active', connected: true })
    expect(again.data).not.toHaveProperty('recording')
    clock.now += 3_600_000
    await webhooks.settle()
    expect(told()).toBe('')
    stream.stop()
    clock.now += 60_000
    await webhooks.settle()
    expect(told()).toBe('disconnected idle')
  })

  test('that comes back too late begins a broadcast and an asset, told after the old ones end', async () => {
    const { stream, clock, webhooks, told } = await telling({ reconnectWindow: 60 })
    stream.start()
    stream.stop()
    clock.now += 60_000
    told()
    stream.start()
    expect(told()).toBe('idle connected recording active')
    const assets = webhooks.events.map(({ data }) => data.active_asset_id)
    expect(new Set(assets.slice(0, 5)).size).toBe(1)
    expect(new Set(assets).size).toBe(2)
    expect(webhooks.events.at(-1)!.data['recent_asset_ids']).toEqual([...new Set(assets)])
  })

  test.each([
    [{}, 0],
    [{ latencyMode: 'reduced' }, 0],
    [{ latencyMode: 'low' }, 0],
    [{ latencyMode: 'standard', reconnectWindow: 0 }, 0],
    [{ latencyMode: 'standard' }, 60],
    [{ latencyMode: 'low', reconnectWindow: 30 }, 30],
  ] as const)('of a stream with %j has %i s to come back', async (options, seconds) => {
    const { stream, clock, webhooks, told, emulator } = await telling(options)
    stream.start()
    told()
    stream.stop()
    const atOnce = told()
    clock.now += seconds * 1_000
    await webhooks.settle()
    expect(atOnce + told()).toBe(seconds === 0 ? 'disconnected idle' : 'disconnectedidle')
    const disconnected = webhooks.events.at(-2)!.data
    expect(disconnected).toMatchObject({ status: 'active', reconnect_window: seconds })
    const { body } = await askApi(emulator, `/video/v1/live-streams/${streamId}`)
    expect(body.data).toMatchObject({
      latency_mode: 'reduced',
      reconnect_window: seconds,
      ...named(options),
    })
  })
})

const named = ({ latencyMode }: Partial<StreamOptions>) =>
  latencyMode ? { latency_mode: latencyMode } : {}

describe('a stream', () => {
  test('that is disabled is off at once, and what was pending is not told', async () => {
    const { stream, clock, webhooks, told, restStatus } = await telling({ reconnectWindow: 60 })
    stream.start()
    stream.stop()
    told()
    stream.disable()
    stream.disable()
    stream.stop()
    clock.now += 60_000
    await webhooks.settle()
    expect([told(), await restStatus()]).toEqual(['disabled', 'disabled'])
    expect(webhooks.events.at(-1)!.data).toMatchObject({ status: 'disabled', connected: false })
    stream.enable()
    stream.enable()
    expect([told(), await restStatus()]).toEqual(['enabled', 'idle'])
    expect(webhooks.events.at(-1)!.data).toMatchObject({ status: 'idle', connected: false })
  })

  test('that is live is disabled with its encoder, and starts anew', async () => {
    const { stream, webhooks, told } = await telling({ reconnectWindow: 60 })
    stream.start()
    stream.disable()
    stream.start()
    expect(told()).toBe('connected recording active disabled enabled connected recording active')
    const { events } = webhooks
    expect(events[3]!.data.connected).toBe(false)
    expect(events.at(-1)!.data.active_asset_id).not.toBe(events[0]!.data.active_asset_id)
  })

  test('that is deleted is not found, and says so', async () => {
    const { stream, emulator, clock, webhooks, told, restStatus } = await telling({
      reconnectWindow: 60,
    })
    stream.start()
    stream.stop()
    told()
    stream.delete()
    clock.now += 60_000
    await webhooks.settle()
    expect([told(), await restStatus()]).toEqual(['deleted', undefined])
    expect((await fetch(stream.playbackUrl)).status).toBe(404)
    expect(() => emulator.stream(streamId)).toThrow('[mux-viewers] The emulator has no stream')
    for (const control of ['start', 'stop', 'enable', 'disable', 'delete'] as const) {
      expect(() => stream[control]()).toThrow(
        '[mux-viewers] The stream "stream-one" of the emulator is deleted',
      )
    }
    expect(told()).toBe('')
  })
})

test('an asset is active until the reconnect window has passed, whether or not that was told', () => {
  let now = 0
  const options = { id: streamId, playbackId, reconnectWindow: 60 }
  const stream = new LiveStream(options, () => now)
  const { activeAssetId } = stream
  expect(activeAssetId).toEqual(asset)
  stream.stop()
  now = 59_999
  expect(stream.activeAssetId).toBe(activeAssetId)
  now = 60_000
  expect(stream.activeAssetId).toBeNull()
  expect(stream.recentAssetIds).toEqual([activeAssetId])
})

test('an event has what Mux documents', async () => {
  const { stream, webhooks } = await telling({ latencyMode: 'standard' })
  stream.start()
  const { active_asset_id } = webhooks.events[2]!.data
  expect(webhooks.events[2]).toEqual({
    type: 'video.live_stream.active',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    created_at: '2024-01-01T00:00:00.000000Z',
    object: { type: 'live', id: streamId },
    environment: { id: 'emulator', name: 'Emulator' },
    data: {
      id: streamId,
      status: 'active',
      connected: true,
      recording: true,
      reconnect_window: 60,
      created_at: begin / 1_000,
      playback_ids: [{ policy: 'public', id: playbackId }],
      new_asset_settings: { playback_policies: ['public'] },
      active_asset_id,
      recent_asset_ids: [active_asset_id],
      latency_mode: 'standard',
      max_continuous_duration: 43_200,
      stream_key: `not-a-real-stream-key-of-${streamId}`,
    },
    attempts: [],
    accessor: null,
    accessor_source: null,
    request_id: null,
  })
  expect(new Set(webhooks.events.map(({ id }) => id)).size).toBe(3)
})
