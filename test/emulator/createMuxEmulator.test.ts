import { generateKeyPairSync } from 'node:crypto'
import { Agent, get } from 'node:http'

import Mux from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'

import { createMuxEmulator, type MuxEmulator, type MuxEmulatorOptions } from '../../src/emulator'
import { recorded } from './recorded'
import { syntheticPlayer } from './syntheticPlayer'

const streamId = 'stream-one'
const playbackId = 'playback-one'
// One key for all, since making one takes its time.
const signingKey = {
  id: 'signing-key',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
}
const streams = [{ id: streamId, playbackId }]
// In the past, so that tokens which the SDK signs by the real clock have not ended.
const clock = { now: Date.UTC(2024, 0, 1) }
const begin = clock.now

afterEach(() => void (clock.now = begin))

async function start(options: MuxEmulatorOptions = {}): Promise<MuxEmulator> {
  const emulator = await createMuxEmulator({
    streams,
    signingKey,
    now: () => clock.now,
    ...options,
  })
  onTestFinished(emulator.close)
  return emulator
}

function client(emulator: MuxEmulator, Client: typeof Mux = Mux): Mux {
  const { env } = emulator
  return new Client({
    tokenId: env.MUX_TOKEN_ID,
    tokenSecret: env.MUX_TOKEN_SECRET,
    jwtSigningKey: env.MUX_SIGNING_KEY,
    jwtPrivateKey: env.MUX_PRIVATE_KEY,
    baseURL: env.MUX_BASE_URL,
    maxRetries: 0,
  })
}

type Kind = 'live_stream' | 'playback' | 'asset' | 'video'

async function askCounts(emulator: MuxEmulator, id = streamId, type: Kind = 'live_stream') {
  const token = await client(emulator).jwt.signViewerCounts(id, { type })
  const response = await fetch(`${emulator.env.MUX_STATS_URL}/counts?token=${token}`)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

const watch = (view_id: string, more = {}) =>
  syntheticPlayer({ view_id, video_source_url: `http://localhost/${playbackId}.m3u8`, ...more })

const post = (emulator: MuxEmulator, body: string): Promise<Response> =>
  fetch(emulator.url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })

describe('beacons', () => {
  test('recorded ones are counted for the stream they play', async () => {
    const emulator = await start()
    const [first] = recorded('refresh')
    const text = JSON.stringify(first!.body).replaceAll('ch-refresh.m3u8', `${playbackId}.m3u8`)
    const response = await post(emulator, text)
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 1, views: 1 })
    expect((await askCounts(emulator)).body).toEqual({
      data: [{ views: 1, viewers: 1, updated_at: '2024-01-01T00:00:00Z' }],
    })
  })

  test('a preflight is answered', async () => {
    const response = await fetch((await start()).url, { method: 'OPTIONS' })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  test.each([
    ['no JSON', 400, '{'],
    ['no beacon', 400, '[]'],
    ['nothing to count', 400, '{"events":[1]}'],
    ['too much', 413, ' '.repeat(1_000_001)],
  ])('%s is answered by a sentence', async (_, status, body) => {
    const response = await post(await start(), body)
    expect([response.status, await response.text()]).toEqual([
      status,
      expect.stringMatching(/^\[mux-viewers\] .+\.$/),
    ])
  })

  test.each([
    [
      'the playback id in the address',
      { video_source_url: `https://x/a/${playbackId}.m3u8?t=1` },
      true,
    ],
    ['the address as video id', { video_id: `http://x/${playbackId}.m3u8` }, true],
    ['the playback id as video id', { video_id: playbackId }, true],
    ['the stream id as video id', { video_id: streamId }, true],
    ['another playback id', { video_source_url: 'https://x/other.m3u8' }, false],
    ['nothing', {}, false],
  ])('a view belongs to a stream by %s', async (_, view, belongs) => {
    const emulator = await start()
    emulator.receive(syntheticPlayer({ view_id: 'a', ...view }).start())
    expect(emulator.stream(streamId).counts().views).toBe(belongs ? 1 : 0)
  })

  test('without HTTP they are taken at the time given', async () => {
    const emulator = await start()
    emulator.receive(watch('a').start(), clock.now - 30_001)
    emulator.receive(watch('b').start())
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 1, views: 1 })
    expect(() => emulator.receive('nonsense')).toThrow('[mux-viewers] This is no beacon')
  })

  test('their timing can be changed', async () => {
    const emulator = await start({ timing: { lostMs: 3_000 } })
    emulator.receive(watch('a').start())
    clock.now += 3_001
    expect(emulator.stream(streamId).counts()).toEqual({ viewers: 0, views: 0 })
  })
})

describe('/counts', () => {
  test('kinds of ids are not interchangeable', async () => {
    const emulator = await start()
    emulator.receive(watch('a', { video_id: 'my-video' }).start())
    const count = async (id: string, type: Kind): Promise<number> =>
      (await askCounts(emulator, id, type)).body.data[0].views
    expect(await count(streamId, 'live_stream')).toBe(1)
    expect(await count(playbackId, 'playback')).toBe(1)
    expect(await count('my-video', 'video')).toBe(1)
    expect(await count(streamId, 'video')).toBe(0)
    expect(await count(streamId, 'playback')).toBe(0)
    expect(await count(playbackId, 'live_stream')).toBe(0)
    expect(await count(streamId, 'asset')).toBe(0)
  })

  test('is open to browsers, refusals included', async () => {
    const emulator = await start()
    expect((await askCounts(emulator)).headers.get('access-control-allow-origin')).toBe('*')
    emulator.revokeSigningKey()
    const refused = await askCounts(emulator)
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
    expect(refused.status).toBe(403)
    expect(refused.body).toEqual({
      error: { type: expect.any(String), messages: [expect.any(String)] },
    })
    emulator.restoreSigningKey()
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test('without a token is refused', async () => {
    expect((await fetch(`${(await start()).url}/counts`)).status).toBe(403)
  })

  test.each([
    ['zero', 200, { data: [{ views: 0, viewers: 0, updated_at: '2024-01-01T00:00:00Z' }] }],
    ['empty', 200, { data: [] }],
    ['forbidden', 403, { error: { type: 'forbidden', messages: [expect.any(String)] } }],
  ] as const)('an unknown id can be answered by %s', async (unknownId, status, body) => {
    const emulator = await start({ unknownId })
    expect(await askCounts(emulator, 'nobody')).toMatchObject({ status, body })
    expect((await askCounts(emulator)).body.data).toHaveLength(1)
  })

  test.each([
    ['always', '2024-01-01T00:00:20Z'],
    ['on-change', '2024-01-01T00:00:10Z'],
  ] as const)('updated_at moves %s', async (updatedAt, expected) => {
    const emulator = await start({ updatedAt })
    await askCounts(emulator)
    clock.now += 10_000
    emulator.receive(watch('a').start())
    await askCounts(emulator)
    clock.now += 10_000
    expect((await askCounts(emulator)).body.data[0].updated_at).toBe(expected)
  })
})

describe.each([
  ['15', Mux],
  ['14', Mux14 as unknown as typeof Mux],
])('the SDK of Mux, version %s', (_, Client) => {
  test('asks who it is', async () => {
    const emulator = await start()
    const me = await client(emulator, Client).system.utilities.whoami()
    expect(me).toMatchObject({
      environment_type: expect.any(String),
      environment_id: expect.any(String),
    })
    expect(me.permissions).toContain('data:read')
  })

  test('reads a stream through its life', async () => {
    const emulator = await start()
    const retrieve = () => client(emulator, Client).video.liveStreams.retrieve(streamId)
    expect(await retrieve()).toMatchObject({
      id: streamId,
      status: 'active',
      playback_ids: [{ id: playbackId, policy: 'public' }],
      reconnect_window: 0,
      created_at: String(begin / 1_000),
      stream_key: expect.any(String),
    })
    emulator.stream(streamId).stop()
    expect((await retrieve()).status).toBe('idle')
  })

  test('is told of a stream that is not there, and of a wrong secret', async () => {
    const emulator = await start()
    const mux = client(emulator, Client)
    const error = (status: number, type: string) => ({
      status,
      error: { error: { type, messages: [expect.any(String)] } },
    })
    await expect(mux.video.liveStreams.retrieve('nobody')).rejects.toMatchObject(
      error(404, 'not_found'),
    )
    await expect(mux.video.liveStreams.retrieve(playbackId)).rejects.toMatchObject(
      error(404, 'not_found'),
    )
    mux.tokenSecret = 'wrong'
    await expect(mux.video.liveStreams.retrieve(streamId)).rejects.toMatchObject(
      error(401, 'unauthorized'),
    )
    await expect(mux.system.utilities.whoami()).rejects.toMatchObject(error(401, 'unauthorized'))
  })

  test('signs tokens that hold', async () => {
    const emulator = await start({ now: Date.now })
    const token = await client(emulator, Client).jwt.signViewerCounts(streamId, {
      type: 'live_stream',
    })
    expect((await fetch(`${emulator.url}/counts?token=${token}`)).status).toBe(200)
  })
})

describe('the player gets', () => {
  test('a master playlist, its media playlist and the segments', async () => {
    const emulator = await start()
    const { playbackUrl } = emulator.stream(streamId)
    const master = await fetch(playbackUrl)
    const text = await master.text()
    expect(master.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    expect(text).toMatch(/BANDWIDTH=\d+,.*CODECS="avc1\.42c01e,mp4a\.40\.2",RESOLUTION=320x180/)
    const media = await fetch(new URL(text.trim().split('\n').at(-1)!, playbackUrl))
    const segmentUrl = new URL((await media.text()).trim().split('\n').at(-1)!, media.url)
    const segment = await fetch(segmentUrl)
    for (const response of [master, media, segment]) {
      expect(response.status).toBe(200)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
    // Every packet of a transport stream is 188 bytes and begins with 0x47.
    const bytes = new Uint8Array(await segment.arrayBuffer())
    expect(bytes.length % 188).toBe(0)
    expect(bytes.filter((_, index) => index % 188 === 0).every((byte) => byte === 0x47)).toBe(true)
  })

  test('412 for a stream that is not live, while who watches sees it stand still', async () => {
    const emulator = await start()
    const stream = emulator.stream(streamId)
    const media = `${emulator.url}/${playbackId}/live.m3u8`
    stream.stop()
    const frozen = await (await fetch(media)).text()
    clock.now += 60_000
    expect((await fetch(stream.playbackUrl)).status).toBe(412)
    expect(await (await fetch(media)).text()).toBe(frozen)
    stream.start()
    expect((await fetch(stream.playbackUrl)).status).toBe(200)
    expect(await (await fetch(media)).text()).not.toBe(frozen)
  })

  test.each([
    `${streamId}.m3u8`,
    'nobody.m3u8',
    'nobody/live.m3u8',
    'nobody/00.ts',
    `${playbackId}/15.ts`,
  ])('404 for %s', async (path) => {
    expect((await fetch(`${(await start()).url}/${path}`)).status).toBe(404)
  })
})

describe('a failure made on purpose', () => {
  test('answers as Mux does, as often as asked', async () => {
    const emulator = await start()
    emulator.fail({ path: '/counts', status: 429, times: 2 })
    const limited = await askCounts(emulator)
    expect(limited).toMatchObject({ status: 429, body: { errors: [expect.any(String)] } })
    expect(limited.headers.has('retry-after')).toBe(false)
    expect(limited.headers.get('access-control-allow-origin')).toBe('*')
    expect((await askCounts(emulator)).status).toBe(429)
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test('is undone', async () => {
    const emulator = await start()
    const undo = emulator.fail({
      path: /^\/video\//,
      status: 503,
      body: '<html>',
      headers: { 'retry-after': '7' },
    })
    const url = `${emulator.url}/video/v1/live-streams/${streamId}`
    const failed = await fetch(url)
    expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([
      503,
      '7',
      '<html>',
    ])
    expect((await askCounts(emulator)).status).toBe(200)
    undo()
    expect((await fetch(url)).status).toBe(401)
  })

  test('without a status is only slow', async () => {
    const emulator = await start()
    emulator.fail({ path: '/counts', delayMs: 20 })
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test('may hang until the client gives up, or until the emulator closes', async () => {
    const emulator = await start()
    emulator.fail({ path: '/counts', hang: true })
    await expect(
      fetch(`${emulator.url}/counts`, { signal: AbortSignal.timeout(30) }),
    ).rejects.toThrow('timeout')
    const hanging = fetch(`${emulator.url}/counts`).catch(String)
    await expect.poll(() => emulator.requests.length).toBe(2)
    await emulator.close()
    expect(await hanging).toBe('TypeError: fetch failed')
  })
})

test('API requests are noted, without tokens', async () => {
  const emulator = await start()
  await askCounts(emulator)
  emulator.fail({ path: '/counts', status: 500, times: 1 })
  await askCounts(emulator)
  await client(emulator).video.liveStreams.retrieve(streamId)
  await fetch(emulator.stream(streamId).playbackUrl)
  await fetch(`${emulator.url}/counts?token=garbage`)
  const at = begin
  expect(emulator.requests).toEqual([
    { method: 'GET', path: '/counts', id: streamId, at, status: 200 },
    { method: 'GET', path: '/counts', id: streamId, at, status: 500 },
    { method: 'GET', path: `/video/v1/live-streams/${streamId}`, id: streamId, at, status: 200 },
    { method: 'GET', path: '/counts', id: null, at, status: 403 },
  ])
})

test('an unknown path is not found', async () => {
  const response = await fetch(`${(await start()).url}/data/v1/monitoring/metrics`)
  expect([response.status, await response.json()]).toEqual([
    404,
    {
      error: {
        type: 'not_found',
        messages: ["The requested resource either doesn't exist or you don't have access to it."],
      },
    },
  ])
})

test('an unknown stream is told in a sentence', async () => {
  const emulator = await start()
  expect(() => emulator.stream('nobody')).toThrow(
    '[mux-viewers] The emulator has no stream "nobody".',
  )
  expect(() => emulator.stream(playbackId)).toThrow('[mux-viewers]')
})

test('without options there is one stream, live', async () => {
  const emulator = await createMuxEmulator()
  onTestFinished(emulator.close)
  expect(emulator.url).toBe(`http://${emulator.beaconDomain}`)
  expect(emulator.env.MUX_BASE_URL).toBe(emulator.url)
})

test('closes with connections open, and leaves the globals alone', async () => {
  const { Request: before, Response: responseBefore } = globalThis
  const emulator = await start()
  const agent = new Agent({ keepAlive: true })
  await new Promise((resolve) => {
    get(`${emulator.url}/counts`, { agent }, (response) => response.resume().on('end', resolve))
  })
  await emulator.close()
  agent.destroy()
  await expect(fetch(`${emulator.url}/counts`)).rejects.toThrow('fetch failed')
  expect(globalThis.Request).toBe(before)
  expect(globalThis.Response).toBe(responseBefore)
})
