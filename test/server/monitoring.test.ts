import Mux15 from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import type { MuxEmulatorOptions } from '../../src/emulator'
import { createMuxViewers, engagementCounts, monitoring } from '../../src/server'
import { client } from '../emulator/client'
import { playbackId, streamId } from '../emulator/startEmulator'
import { openApiDimensions, threeWatching } from '../emulator/threeWatching'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** The real SDK asks the emulator over a socket; the emulator's clock is ours too. */
describe.each([
  ['14', Mux14 as unknown as typeof Mux15],
  ['15', Mux15],
])('Monitoring by @mux/mux-node %s against the emulator', (_, Mux) => {
  /** The default sources, of a client with a signing key or without. */
  async function setUp(options: MuxEmulatorOptions = {}, hasKey = false) {
    const { emulator, clock } = await threeWatching({ monitoringLagMs: 0, ...options })
    const mux = client(emulator, Mux)
    if (!hasKey) Object.assign(mux, { jwtSigningKey: null, jwtPrivateKey: null })
    vi.stubEnv('MUX_STATS_URL', emulator.env.MUX_STATS_URL)
    const said: string[] = []
    const logger = {
      error: (line: string) => said.push(line),
      info: (line: string) => said.push(line),
    }
    // The clock is turned by hand, and by it a second is over at once: so no turn is waited for.
    const now = (): number => clock.now
    const sources = [
      engagementCounts({ mux, perSecond: 1_000, logger }),
      monitoring({ mux, perSecond: 1_000, logger, now }),
    ]
    const viewers = createMuxViewers({ mux, authorize: 'public', sources, logger, now })
    const one = async (id = streamId): Promise<ViewerSnapshot> => {
      const response = await viewers.fetch(new Request(`https://app.test/?id=${id}`))
      return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
    }
    const asked = (path: RegExp) => emulator.requests.filter((request) => path.test(request.path))
    return { emulator, clock, mux, viewers, one, said, asked }
  }

  it('counts 3 playbacks where counts has 2 people: the second tab', async () => {
    const { emulator, clock, one, said } = await setUp()
    expect(await one()).toMatchObject({
      viewers: 3,
      unit: 'playbacks',
      source: 'mux',
      via: 'monitoring',
      pollAfterMs: 5_000,
    })
    // Counts stepped aside, with one line.
    expect(said).toEqual([expect.stringMatching(/MUX_SIGNING_KEY/)])
    const withKey = createMuxViewers({
      mux: client(emulator, Mux),
      authorize: 'public',
      now: () => clock.now,
    })
    const request = { streamIds: [streamId], signal: new AbortController().signal }
    expect(await withKey.fetcher(request)).toMatchObject([
      { viewers: 2, views: 3, unit: 'people', via: 'counts' },
    ])
    expect(await one('nobody')).toMatchObject({ viewers: null, error: { code: 'not_found' } })
  })

  it('is not asked where there is a signing key', async () => {
    const { one, asked } = await setUp({}, true)
    expect(await one()).toMatchObject({ via: 'counts', viewers: 2 })
    expect(asked(/^\/data\//)).toEqual([])
  })

  it('makes one upstream call per stream and TTL, and asks for the dimensions once', async () => {
    const { clock, one, asked } = await setUp()
    await Promise.all(Array.from({ length: 50 }, () => one()))
    expect(asked(/timeseries$/)).toHaveLength(1)
    clock.now += 5_000
    await one()
    expect(asked(/timeseries$/)).toHaveLength(2)
    expect(asked(/dimensions$/)).toHaveLength(1)
  })

  it('where no dimension tells streams apart says so, and gives no number', async () => {
    const { one, asked } = await setUp({ monitoringDimensions: openApiDimensions })
    expect(await one()).toMatchObject({
      viewers: null,
      source: null,
      error: { code: 'invalid_request', message: expect.stringMatching(/live_stream_id/) },
    })
    expect(asked(/timeseries$/)).toEqual([])
  })

  it('reads streams that are due together by one breakdown', async () => {
    const ids = Array.from({ length: 60 }, (__, index) => `stream-${index}`)
    const { viewers, clock, asked } = await setUp({
      streams: [{ id: streamId, playbackId }, ...ids.map((id) => ({ id, playbackId: `of-${id}` }))],
    })
    const { signal } = new AbortController()
    const all = () => viewers.fetcher({ streamIds: [streamId, ...ids], signal })
    const first = await all()
    expect(first.map(({ viewers: count }) => count)).toEqual([3, ...ids.map(() => 0)])
    expect(first[1]).toMatchObject({ stream: 'active', unit: 'playbacks', via: 'monitoring' })
    const before = asked(/timeseries$/).length
    clock.now += 5_000
    expect((await all()).map(({ viewers: count }) => count)).toEqual([3, ...ids.map(() => 0)])
    // Not 61: what comes within ten milliseconds goes together, fifty at most.
    expect(asked(/timeseries$/).length - before).toBeLessThan(8)
  })

  it('filters by the dimension that is configured', async () => {
    const { emulator, clock, mux } = await setUp({
      monitoringDimensions: openApiDimensions,
      streams: ['one', 'two'].map((id) => ({ id, playbackId: `of-${id}` })),
    })
    const viewers = createMuxViewers({
      mux,
      authorize: 'public',
      now: () => clock.now,
      sources: [
        monitoring({
          mux,
          dimension: 'video_title',
          valueFor: (id) => `Show: ${id}`,
          perSecond: 1_000,
          now: () => clock.now,
        }),
      ],
    })
    emulator.receive({
      events: ['viewstart', 'play', 'playing'].map((event, index) => ({
        event,
        view_id: 'titled',
        view_sequence_number: index + 1,
        video_title: 'Show: one',
        player_is_paused: false,
      })),
    })
    const request = { streamIds: ['one', 'two'], signal: new AbortController().signal }
    expect(await viewers.fetcher(request)).toMatchObject([{ viewers: 1 }, { viewers: 0 }])
  })

  it.each([403, 404])('on an account without it (HTTP %i) says what to do', async (status) => {
    const { emulator, clock, one } = await setUp({ monitoringPlan: status !== 403 })
    const stop = emulator.fail({ path: /^\/data\//, status })
    expect(await one()).toMatchObject({
      viewers: null,
      error: { code: 'forbidden', at: 'mux', message: expect.stringMatching(/Media plan/) },
    })
    stop()
    clock.now += 10_000
    const after = await one()
    expect(after.viewers).toBe(status === 404 ? 3 : null)
  })

  it('keeps its number with its age while it fails', async () => {
    const { emulator, clock, one } = await setUp()
    await one()
    emulator.fail({ path: /timeseries$/, status: 429, headers: { 'retry-after': '30' } })
    clock.now += 6_000
    expect(await one()).toMatchObject({
      viewers: 3,
      ageMs: 6_000,
      error: { code: 'rate_limited' },
    })
    // At least as long as Mux says, and not all at once afterwards.
    const { error } = await one()
    expect(error?.retryAfterMs).toBeGreaterThan(29_000)
    expect(error?.retryAfterMs).toBeLessThan(33_001)
  })

  it('shows no key, token or upstream text in answers and logs', async () => {
    const { emulator, clock, viewers, one, said } = await setUp()
    const seen: unknown[] = [await one()]
    const failures = [
      { status: 401 },
      { status: 403 },
      { status: 500, body: { error: 'UPSTREAM-BODY stream_key' } },
      { status: 502, body: '<html>UPSTREAM-BODY</html>' },
      { status: 200, body: 'UPSTREAM-BODY' },
      { status: 200, body: { data: ['UPSTREAM-BODY'] } },
      { truncate: true },
      { reset: true },
    ]
    for (const failure of failures) {
      const stop = emulator.fail({ path: /timeseries$/, ...failure })
      clock.now += 200_000
      // oxlint-disable-next-line no-await-in-loop
      seen.push(await one())
      stop()
    }
    const post = { method: 'POST', body: JSON.stringify({ liveStreamId: streamId }) }
    const response = await viewers.fetch(new Request('https://app.test/', post))
    seen.push(await response.text(), [...response.headers], said)
    const text = JSON.stringify(seen)
    const { env } = emulator
    const basic = btoa(`${env.MUX_TOKEN_ID}:${env.MUX_TOKEN_SECRET}`)
    expect(new Set(seen.map((answer) => (answer as ViewerSnapshot).error?.code))).toEqual(
      new Set([undefined, 'unauthorized', 'forbidden', 'unavailable', 'bad_response', 'network']),
    )
    for (const secret of [
      env.MUX_TOKEN_ID,
      env.MUX_TOKEN_SECRET,
      basic,
      env.MUX_PRIVATE_KEY,
      'UPSTREAM-BODY',
      'stream_key',
    ]) {
      expect(text).not.toContain(secret)
    }
  })
})
