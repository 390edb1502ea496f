import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { ViewersError } from '../../src/core/ViewersError'
import { memoryStore } from '../../src/server/memoryStore'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { fakeSource } from './fakeSource'
import { newServer } from './newServer'

const BEGIN = Date.parse('2026-01-02T03:04:00.000Z')
const iso = (seconds: number): string => new Date(BEGIN + seconds * 1_000).toISOString()

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A server whose Mux counts `viewers`, or fails. */
function setUp(options: Partial<MuxViewersOptions> = {}) {
  const mux: { says: number | null } = { says: null }
  const { server, logger } = newServer(options, () => {
    if (mux.says === null) throw new ViewersError('unavailable', 'Mux is down.', { at: 'mux' })
    return { viewers: mux.says }
  })
  const ask = async (streamId = 'A'): Promise<ViewerSnapshot> => {
    const { signal } = new AbortController()
    const [[snapshot]] = await Promise.all([
      server.fetcher({ streamIds: [streamId], signal }),
      vi.advanceTimersByTimeAsync(0),
    ])
    return snapshot!
  }
  const wait = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)
  return { mux, ask, wait, logger, server }
}

/** A store in which Mux counted 240 so many seconds after the beginning. */
async function storeWith(seconds: number) {
  const store = memoryStore()
  const at = BEGIN + seconds * 1_000
  const more = { views: null, unit: 'people', via: 'counts' } as const
  await store.append([{ streamId: 'A', tick: at, at, viewers: 240, ...more }])
  return store
}

describe('with no reading at all', () => {
  it('the newest sample is given, with its true age and why', async () => {
    const { ask } = setUp({ store: await storeWith(-90) })
    expect(await ask()).toEqual({
      streamId: 'A',
      viewers: 240,
      unit: 'people',
      source: 'fallback',
      via: 'store',
      asOf: iso(-90),
      ageMs: 90_000,
      stream: 'unknown',
      pollAfterMs: expect.any(Number),
      error: expect.objectContaining({ code: 'unavailable', at: 'mux' }),
    })
  })

  it.each<[string, MuxViewersOptions['fallback'], Partial<ViewerSnapshot>]>([
    ['undated', () => 5, { viewers: 5 }],
    [
      'newer',
      () => ({ viewers: 5, asOf: iso(-30) }),
      { viewers: 5, asOf: iso(-30), ageMs: 30_000 },
    ],
    ['as old', () => ({ viewers: 5, asOf: iso(-90) }), { viewers: 240, via: 'store' }],
    ['older', async () => ({ viewers: 5, asOf: iso(-91) }), { viewers: 240, via: 'store' }],
    [
      'of a clock that is ahead',
      () => ({ viewers: 5, asOf: iso(86_400) }),
      { viewers: 5, asOf: iso(0), ageMs: 0 },
    ],
    ['null', () => null, { viewers: 240, via: 'store' }],
    ['no number', () => Number.NaN, { viewers: 240, via: 'store' }],
    ['negative', () => -1, { viewers: 240, via: 'store' }],
    ['of another kind', () => 'many' as never, { viewers: 240, via: 'store' }],
  ])('a number of the app that is %s has its place', async (_, fallback, shown) => {
    const { ask } = setUp({ store: await storeWith(-90), fallback })
    const given = await ask()
    expect(given).toMatchObject({ source: 'fallback', ...shown })
    expect(given.via).toBe(shown.via)
  })

  it('a sample that a clock was ahead for hides none of today', async () => {
    const store = await storeWith(-90)
    const at = BEGIN + 86_400_000
    const more = { views: null, unit: 'people', via: 'counts' } as const
    await store.append([{ streamId: 'A', tick: at, at, viewers: 7, ...more }])
    const { ask } = setUp({ store })
    expect(await ask()).toMatchObject({ viewers: 240, source: 'fallback', asOf: iso(-90) })
  })

  it('nobody is shown as 0 when nothing is behind Mux', async () => {
    const { ask } = setUp({ store: memoryStore(), fallback: () => null })
    expect(await ask()).toMatchObject({ viewers: null, source: null })
  })

  it('for want of a key there is the number of the app, and the word on the key', async () => {
    const { source } = fakeSource(() => ({ viewers: 1 }), { missing: () => 'Set MUX_SIGNING_KEY.' })
    const { ask } = setUp({ sources: [source], fallback: () => 5 })
    expect(await ask()).toMatchObject({
      viewers: 5,
      source: 'fallback',
      error: { message: expect.stringContaining('MUX_SIGNING_KEY') },
    })
  })
})

describe('a reading that could not be renewed', () => {
  it('is given until it is a minute old, then the newest of the three', async () => {
    const fallback = vi.fn<() => { viewers: number; asOf: string }>(() => ({
      viewers: 5,
      asOf: iso(20),
    }))
    const { mux, ask, wait } = setUp({ store: memoryStore(), fallback })
    mux.says = 247
    await ask()
    mux.says = null
    await wait(59)
    expect(await ask()).toMatchObject({ viewers: 247, source: 'mux', ageMs: 59_000 })
    expect(fallback).not.toHaveBeenCalled()
    await wait(1)
    expect(await ask()).toMatchObject({ viewers: 5, source: 'fallback', asOf: iso(20) })
  })

  it('stays where nothing newer is behind it, though its own sample is', async () => {
    const fallback = () => ({ viewers: 5, asOf: iso(-1) })
    const { mux, ask, wait } = setUp({ store: memoryStore(), fallback })
    mux.says = 247
    await ask()
    mux.says = null
    await wait(300)
    expect(await ask()).toMatchObject({ viewers: 247, source: 'mux', ageMs: 300_000 })
  })

  it('gives way to what another process has kept since', async () => {
    const store = memoryStore()
    const { mux, ask, wait } = setUp({ store })
    mux.says = 247
    await ask()
    mux.says = null
    await wait(100)
    const at = BEGIN + 90_000
    const more = { views: null, unit: 'people', via: 'counts' } as const
    await store.append([{ streamId: 'A', tick: at, at, viewers: 300, ...more }])
    expect(await ask()).toMatchObject({
      viewers: 300,
      source: 'fallback',
      via: 'store',
      ageMs: 10_000,
    })
  })

  it('is followed by one line on how far the fallback was off', async () => {
    const { mux, ask, wait, logger } = setUp({ fallback: () => 240 })
    expect(await ask()).toMatchObject({ viewers: 240 })
    mux.says = 251
    await wait(60)
    expect(await ask()).toMatchObject({ viewers: 251, source: 'mux' })
    await wait(60)
    await ask()
    expect(logger.info.mock.calls.map(([line]) => line)).toEqual([
      '[mux-viewers] Recovered: stream A, source counts.',
      '[mux-viewers] Mux counts stream A again: 251. The fallback said 240, 11 too few.',
    ])
  })
})

describe('what is behind Mux', () => {
  it('is not compared with what Mux says hours later', async () => {
    const { mux, ask, wait, logger } = setUp({ fallback: () => 300 })
    expect(await ask()).toMatchObject({ viewers: 300, source: 'fallback' })
    mux.says = 20
    await wait(7_200)
    await ask()
    await wait(1)
    expect(await ask()).toMatchObject({ viewers: 20, source: 'mux' })
    expect(logger.info.mock.calls.map(([line]) => line).join()).not.toContain('The fallback said')
  })

  it('is asked once in 15 seconds, however many ask', async () => {
    const fallback = vi.fn<() => number>(() => 5)
    const { ask, wait } = setUp({ fallback })
    await Promise.all(Array.from({ length: 50 }, () => ask()))
    await wait(14)
    await ask()
    expect(fallback).toHaveBeenCalledTimes(1)
    expect(fallback).toHaveBeenCalledWith('A', { signal: expect.any(AbortSignal) })
    await wait(2)
    await ask()
    expect(fallback).toHaveBeenCalledTimes(2)
  })

  it('is not asked while Mux answers', async () => {
    const fallback = vi.fn<() => number>(() => 5)
    const { mux, ask, wait } = setUp({ fallback })
    mux.says = 247
    for (let time = 0; time < 5; time++) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await ask()).toMatchObject({ viewers: 247, source: 'mux' })
      // oxlint-disable-next-line no-await-in-loop
      await wait(70)
    }
    expect(fallback).not.toHaveBeenCalled()
  })

  it.each<[string, MuxViewersOptions['fallback']]>([
    [
      'throws',
      () => {
        throw new Error('full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('is told of when it %s, and counts as none', async (_, fallback) => {
    const { ask, logger } = setUp({ store: await storeWith(-90), fallback })
    expect(await ask()).toMatchObject({ viewers: 240, via: 'store' })
    expect(logger.error.mock.calls).toContainEqual([
      '[mux-viewers] `fallback` of createMuxViewers failed.',
      new Error('full'),
    ])
  })

  it('that never answers holds an answer up for half a second', async () => {
    const store = { ...memoryStore(), newest: () => new Promise<never>(() => undefined) }
    const { server } = setUp({ store, fallback: () => new Promise<never>(() => undefined) })
    const given = vi.fn<(snapshots: ViewerSnapshot[]) => void>()
    const { signal } = new AbortController()
    void server.fetcher({ streamIds: ['A'], signal }).then(given)
    await vi.advanceTimersByTimeAsync(499)
    expect(given).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(given.mock.calls).toMatchObject([[[{ viewers: null, error: { code: 'unavailable' } }]]])
  })
})
