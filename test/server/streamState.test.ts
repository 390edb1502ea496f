import Mux15 from '@mux/mux-node'
import { describe, expect, it } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import type { EmulatedFailure, MuxEmulatorOptions } from '../../src/emulator'
import { createMuxViewers, engagementCounts, resolvePlaybackId } from '../../src/server'
import type { MuxViewersOptions } from '../../src/server'
import { client } from '../emulator/client'
import { playbackId, streamId } from '../emulator/startEmulator'
import { threeWatching } from '../emulator/threeWatching'

/** The real SDK asks the emulator over a socket; the clocks are turned by hand. */
async function setUp(
  options: MuxEmulatorOptions = {},
  more: (mux: Mux15) => Partial<MuxViewersOptions> = () => ({}),
) {
  const { emulator, clock, play } = await threeWatching(options)
  const mux = client(emulator)
  const said: string[] = []
  const logger = {
    error: (line: string) => said.push(line),
    info: (line: string) => said.push(line),
  }
  const { MUX_STATS_URL: baseUrl } = emulator.env
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    // By the clock of a test a second is over at once: so no turn is waited for.
    sources: [engagementCounts({ mux, baseUrl, perSecond: 1_000, logger })],
    logger,
    now: () => clock.now,
    ...more(mux),
  })
  const one = async (id = streamId): Promise<ViewerSnapshot> => {
    const response = await viewers.fetch(new Request(`https://app.test/?id=${id}`))
    return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
  }
  const asked = (path: string) =>
    emulator.requests.filter((request) => request.path.startsWith(path)).length
  const fail = (failure: Omit<EmulatedFailure, 'path'>) =>
    emulator.fail({ path: /^\/video\//, ...failure })
  return { emulator, clock, play, viewers, one, asked, fail, said }
}

describe('a stream that is live', () => {
  it('says so, and its 0 is confirmed', async () => {
    const { one } = await setUp({
      streams: [
        { id: streamId, playbackId },
        { id: 'empty', playbackId: 'of-empty' },
      ],
    })
    expect(await one()).toMatchObject({ viewers: 2, stream: 'active' })
    const empty = await one('empty')
    expect(empty).toMatchObject({ viewers: 0, source: 'mux', stream: 'active' })
    expect(empty).not.toHaveProperty('verified')
  })

  it('is asked about once a minute, however many ask', async () => {
    const { one, asked, clock, play } = await setUp()
    await Promise.all(Array.from({ length: 50 }, () => one()))
    expect(asked('/video/')).toBe(1)
    for (let round = 0; round < 3; round++) {
      clock.now += 19_000
      play()
      // oxlint-disable-next-line no-await-in-loop
      await one()
    }
    expect(asked('/video/')).toBe(1)
    clock.now += 3_010
    await one()
    // The number does not wait for it.
    await expect.poll(() => asked('/video/')).toBe(2)
  })

  it('that ends is 0 of nobody within a minute, with no question for its count', async () => {
    const { emulator, one, asked, clock } = await setUp()
    await one()
    emulator.stream(streamId).stop()
    clock.now += 60_000
    // The number is asked for while the state is, and does not wait for it.
    const ended = { streamId, viewers: 0, source: null, stream: 'ended', pollAfterMs: 60_000 }
    await expect.poll(() => one()).toEqual(ended)
    const before = asked('/counts')
    clock.now += 16_000
    expect(await one()).toEqual(ended)
    expect(asked('/counts')).toBe(before)
  })
})

describe('a stream that is not live', () => {
  it('is asked for no count, and lights up when it starts', async () => {
    const { emulator, one, asked, clock } = await setUp({
      streams: [{ id: streamId, playbackId, status: 'idle' }],
    })
    expect(await one()).toEqual({
      streamId,
      viewers: 0,
      source: null,
      stream: 'idle',
      pollAfterMs: 60_000,
    })
    expect(asked('/counts')).toBe(0)
    emulator.stream(streamId).start()
    clock.now += 60_000
    expect(await one()).toMatchObject({ source: 'mux', stream: 'active' })
  })

  it('that is disabled is not polled at all', async () => {
    const { one } = await setUp({ streams: [{ id: streamId, playbackId, status: 'disabled' }] })
    expect(await one()).toMatchObject({ viewers: 0, source: null, pollAfterMs: null })
  })
})

describe('a wrong id', () => {
  it.each([
    ['an invented one', 'Nobody'],
    ['a playback id', playbackId],
  ])('such as %s is no 0, and is asked about once in ten minutes', async (_, id) => {
    const { one, asked, clock } = await setUp()
    const wrong = await one(id)
    expect(wrong).toMatchObject({
      viewers: null,
      source: null,
      error: { code: 'not_found', at: 'mux', message: expect.stringMatching(/playback id/) },
    })
    expect(wrong.pollAfterMs).toBeGreaterThan(500_000)
    clock.now += 599_000
    await one(id)
    expect([asked('/video/'), asked('/counts')]).toEqual([1, 0])
    clock.now += 1_100
    await one(id)
    expect(asked('/video/')).toBe(2)
  })
})

describe('where Mux does not say whether a stream is live', () => {
  it.each([401, 403])(
    'for lack of permission (%i), the state is unknown, a 0 unconfirmed, and it is said once',
    async (status) => {
      const { one, fail, asked, said } = await setUp()
      fail({ status })
      expect(await one()).toMatchObject({ viewers: 2, stream: 'unknown' })
      expect(await one('Nobody')).toMatchObject({ viewers: 0, verified: false, stream: 'unknown' })
      expect(await one('Somebody')).toMatchObject({ viewers: 0, verified: false })
      expect(asked('/video/')).toBe(1)
      expect(said.filter((line) => /Mux Video Read/.test(line))).toHaveLength(1)
    },
  )

  it.each([{ status: 500 }, { status: 429 }, { status: 200, body: '<html>' }, { reset: true }])(
    'for %j, the number is not kept waiting',
    async (failure) => {
      const { one, fail } = await setUp()
      fail(failure)
      const snapshot = await one()
      expect(snapshot).toMatchObject({ viewers: 2, source: 'mux', stream: 'unknown' })
      expect(snapshot).not.toHaveProperty('error')
    },
  )

  it('any more, what it said is believed for three minutes', async () => {
    const { emulator, one, fail, clock } = await setUp({
      streams: [{ id: streamId, playbackId, status: 'idle' }],
    })
    await one()
    fail({ status: 500 })
    emulator.stream(streamId).start()
    clock.now += 179_000
    expect(await one()).toMatchObject({ viewers: 0, source: null, stream: 'idle' })
    clock.now += 1_000
    expect(await one()).toMatchObject({ source: 'mux', stream: 'unknown' })
  })
})

describe('resolve', () => {
  it('makes playback ids into streams: one reading for both', async () => {
    const { viewers, one, asked } = await setUp({}, (mux) => ({
      resolve: resolvePlaybackId({ mux }),
    }))
    const url = `https://app.test/?id=${playbackId}&id=${streamId}`
    const { snapshots } = (await (await viewers.fetch(new Request(url))).json()) as {
      snapshots: ViewerSnapshot[]
    }
    expect(snapshots).toMatchObject([
      { streamId: playbackId, viewers: 2, source: 'mux' },
      { streamId, viewers: 2, source: 'mux' },
    ])
    expect(asked('/counts')).toBe(1)
    await one(playbackId)
    expect(asked('/video/v1/playback-ids/')).toBe(2)
  })

  it('lets authorize see the ids that were asked', async () => {
    const seen: string[] = []
    const { one } = await setUp({}, () => ({
      resolve: (id) => (id === 'tonight' ? streamId : null),
      authorize: (_, ids) => {
        seen.push(...ids)
        return true
      },
    }))
    expect(await one('tonight')).toMatchObject({ streamId: 'tonight', viewers: 2 })
    expect(await one('yesterday')).toMatchObject({
      streamId: 'yesterday',
      viewers: null,
      error: { code: 'not_found', at: 'route' },
    })
    expect(seen).toEqual(['tonight', 'yesterday'])
  })

  it.each([
    ['throws', () => Promise.reject(new Error('SECRET'))],
    ['gives no stream id', () => 'no id!'],
  ])('that %s makes no number', async (_, resolve) => {
    const { one } = await setUp({}, () => ({ resolve }))
    const snapshot = await one('tonight')
    expect(snapshot).toMatchObject({ viewers: null, error: { code: 'unavailable', at: 'route' } })
    expect(JSON.stringify(snapshot)).not.toContain('SECRET')
  })

  it('that Mux does not permit says so', async () => {
    const { one, fail } = await setUp({}, (mux) => ({ resolve: resolvePlaybackId({ mux }) }))
    fail({ status: 401 })
    expect(await one(playbackId)).toMatchObject({
      viewers: null,
      error: { code: 'unauthorized', at: 'mux' },
    })
  })
})
