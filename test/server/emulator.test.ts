import { generateKeyPairSync } from 'node:crypto'
import Mux15 from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxEmulator, type MuxEmulator } from '../../src/emulator'
import { createMuxViewers, engagementCounts } from '../../src/server'

const STREAM = 'LiveStream1'

// One for all: making a key takes longer than all the rest.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' })
const signingKey = { id: 'EmulatorKey1', privateKey: Buffer.from(pem).toString('base64') }

/** The real SDK asks the emulator over a socket; only the clock of our own side is turned by hand. */
describe.each([
  ['14', Mux14],
  ['15', Mux15],
])('@mux/mux-node %s against the emulator', (_, Mux) => {
  let emulator: MuxEmulator
  let now: number
  beforeEach(async () => {
    now = Date.now()
    emulator = await createMuxEmulator({
      signingKey,
      streams: [{ id: STREAM, playbackId: 'Playback1' }],
    })
  })
  afterEach(() => emulator.close())

  function setUp(ttl = 500) {
    const { env } = emulator
    const mux = new Mux({
      tokenId: env.MUX_TOKEN_ID,
      tokenSecret: env.MUX_TOKEN_SECRET,
      jwtSigningKey: env.MUX_SIGNING_KEY,
      jwtPrivateKey: env.MUX_PRIVATE_KEY,
    })
    const said: string[] = []
    const logger = {
      error: (line: string) => said.push(line),
      info: (line: string) => said.push(line),
    }
    const sources = [engagementCounts({ mux, ttl, baseUrl: env.MUX_STATS_URL, logger })]
    const viewers = createMuxViewers({ mux, authorize: 'public', sources, logger, now: () => now })
    const one = async (id = STREAM): Promise<ViewerSnapshot> => {
      const response = await viewers.fetch(new Request(`https://app.test/?id=${id}`))
      return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
    }
    const upstream = () => emulator.requests.filter(({ path }) => path === '/counts')
    return { viewers, one, said, upstream }
  }

  it('counts the people and the playbacks of one stream', async () => {
    watch(emulator, { view: '1', viewer: 'ann' })
    watch(emulator, { view: '2', viewer: 'ann' })
    watch(emulator, { view: '3', viewer: 'bob' })
    const { one } = setUp()
    const snapshot = await one()
    expect(snapshot).toMatchObject({
      viewers: 2,
      views: 3,
      unit: 'people',
      source: 'mux',
      via: 'counts',
      pollAfterMs: 500,
    })
    expect(snapshot).toEqual(expect.not.objectContaining({ error: expect.anything() }))
    // The harder case: the emulator answers 0 for an id that nobody knows.
    expect(await one('Nobody')).toMatchObject({ viewers: 0, verified: false })
  })

  it('makes one upstream call for 50 requests at once on a cold stream', async () => {
    const { one, upstream } = setUp()
    const stop = emulator.fail({ path: '/counts', delayMs: 100 })
    await Promise.all(Array.from({ length: 50 }, () => one()))
    stop()
    expect(upstream()).toHaveLength(1)
  })

  it('keeps the last number while the key is revoked, and has a new one soon after', async () => {
    watch(emulator, { view: '1', viewer: 'ann' })
    const { one, said, upstream } = setUp()
    await one()
    emulator.revokeSigningKey()
    for (let count = 0; count < 20; count++) {
      now += 100
      // oxlint-disable-next-line no-await-in-loop
      expect(await one()).toMatchObject({ viewers: 1, source: 'mux' })
    }
    expect(await one()).toMatchObject({
      ageMs: 2_000,
      error: { code: 'forbidden', at: 'mux', message: expect.stringMatching(/signing key/) },
    })
    // At 0, then refused at 0.5, 1.0 and between 1.8 and 2.0 s, by the jitter.
    expect(upstream().map(({ status }) => status)).toEqual([200, 403, 403, 403])
    watch(emulator, { view: '2', viewer: 'bob' })
    emulator.restoreSigningKey()
    now += 2_000
    const repaired = await one()
    expect(repaired).toMatchObject({ viewers: 2, ageMs: 0 })
    expect(repaired.error).toBeUndefined()
    // Nobody can be asked whether streams are live here.
    expect(said.filter((line) => !line.includes('whether streams are live'))).toEqual([
      expect.stringMatching(/^\[mux-viewers\] Mux refused the counts token.*\(forbidden; /),
      expect.stringMatching(/^\[mux-viewers\] Recovered/),
    ])
  })

  it('makes one upstream call per TTL while it fails', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    emulator.fail({ path: '/counts', status: 500 })
    const { one, upstream } = setUp(15_000)
    for (let count = 0; count < 30; count++) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await one()).toMatchObject({ viewers: null, error: { code: 'unavailable' } })
      now += 499
    }
    expect(upstream()).toHaveLength(1)
    now += 100_000
    await one()
    expect(upstream()).toHaveLength(2)
    vi.restoreAllMocks()
  })

  it.each([
    [{ status: 401 }, 'unauthorized'],
    [{ status: 404 }, 'not_found'],
    [{ status: 502, body: '<html>SECRET</html>' }, 'unavailable'],
    [{ status: 200, body: '<html>SECRET</html>' }, 'bad_response'],
    [{ status: 200, body: '' }, 'bad_response'],
    [{ status: 200, body: { data: [] } }, 'not_found'],
    [{ status: 400, body: { error: 'SECRET' } }, 'invalid_request'],
  ])('answered with %j is %s, and no number', async (failure, code) => {
    emulator.fail({ path: '/counts', ...failure })
    const { one, said } = setUp()
    const snapshot = await one()
    expect(snapshot).toMatchObject({ viewers: null, source: null, error: { code, at: 'mux' } })
    expect(JSON.stringify([snapshot, said])).not.toContain('SECRET')
  })

  it.each([
    [{}, 400, 500],
    [{ headers: { 'retry-after': '30' } }, 30_000, 33_000],
  ])('answered with 429 and %j is left alone for as long as it says', async (more, least, most) => {
    emulator.fail({ path: '/counts', status: 429, ...more })
    const { one } = setUp()
    const { viewers, source, error } = await one()
    expect({ viewers, source, code: error?.code }).toEqual({
      viewers: null,
      source: null,
      code: 'rate_limited',
    })
    expect(error?.retryAfterMs).toBeGreaterThanOrEqual(least)
    expect(error?.retryAfterMs).toBeLessThanOrEqual(most)
  })

  it('that is gone is a network error', async () => {
    const { one } = setUp()
    await emulator.close()
    expect(await one()).toMatchObject({ viewers: null, error: { code: 'network', at: 'mux' } })
  })

  it('shows no key, token or upstream text in answers and logs', async () => {
    const { one, viewers, said } = setUp()
    const tokens: string[] = []
    const { fetch } = globalThis
    vi.stubGlobal('fetch', (...call: Parameters<typeof fetch>) => {
      tokens.push(new URL(call[0] as string).searchParams.get('token') ?? '')
      return fetch(...call)
    })
    const seen: unknown[] = [await one()]
    emulator.revokeSigningKey()
    now += 1_000
    seen.push(await one())
    emulator.fail({ path: '/counts', status: 500, body: { error: 'UPSTREAM-BODY stream_key' } })
    now += 10_000
    seen.push(await one())
    const post = { method: 'POST', body: JSON.stringify({ liveStreamId: STREAM }) }
    const response = await viewers.fetch(new Request('https://app.test/', post))
    seen.push(await response.text(), [...response.headers], said)
    vi.unstubAllGlobals()
    const text = JSON.stringify(seen)
    const { env } = emulator
    expect(tokens[0]).toMatch(/^eyJ/)
    expect(tokens[1]).toBe(tokens[0])
    for (const secret of [
      ...tokens.flatMap((token) => token.split('.')),
      env.MUX_PRIVATE_KEY,
      env.MUX_TOKEN_SECRET,
      env.MUX_TOKEN_ID,
      env.MUX_SIGNING_KEY,
      'UPSTREAM-BODY',
      'stream_key',
      'Invalid or missing token',
    ]) {
      expect(text).not.toContain(secret)
    }
  })
})

/** Says to the emulator what a player says that has begun to play. */
function watch(emulator: MuxEmulator, { view, viewer }: { view: string; viewer: string }): void {
  const names = ['viewstart', 'play', 'playing', 'hb']
  emulator.receive({
    events: names.map((event, index) => ({
      event,
      view_id: view,
      view_sequence_number: index + 1,
      mux_viewer_id: viewer,
      player_is_paused: false,
      view_playing_time_ms_cumulative: 1_000 * index,
      player_source_url: emulator.stream(STREAM).playbackUrl,
      video_source_url: emulator.stream(STREAM).playbackUrl,
    })),
  })
}
