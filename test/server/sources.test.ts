import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import type { SourceReading, ViewersSource } from '../../src/core/source'
import { ViewersError, type ViewersErrorCode } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { fakeMux as mux, fakeSource } from './fakeSource'

const TTL = 15_000
const TEN_MINUTES = 600_000

/** What a source does: a number, or the code of a fault; by stream, where it is a function. */
type Doing = number | ViewersErrorCode | ((streamId: string) => number | ViewersErrorCode)

/** A source whose doing a test may change. */
function changing(name: string, first: Doing, more: Partial<ViewersSource> = {}) {
  const state = { doing: first, missing: null as string | null }
  const { source, calls } = fakeSource(
    ({ streamId }): SourceReading => {
      const done = typeof state.doing === 'function' ? state.doing(streamId) : state.doing
      if (typeof done === 'number') return { viewers: done }
      throw new ViewersError(done, `${name} is ${done}.`, { at: 'mux' })
    },
    { name, missing: () => state.missing, ...more },
  )
  return Object.assign(state, { source, calls })
}

function setUp(sources: MuxViewersOptions['sources'], more: Partial<MuxViewersOptions> = {}) {
  const said: string[] = []
  const logger = { error: (line: string) => said.push(line) }
  const viewers = createMuxViewers({ mux, authorize: 'public', sources, logger, ...more })
  const get = async (...ids: string[]): Promise<ViewerSnapshot[]> => {
    const url = `https://app.test/?${ids.map((id) => `id=${id}`).join('&')}`
    const response = await viewers.fetch(new Request(url))
    return ((await response.json()) as { snapshots: ViewerSnapshot[] }).snapshots
  }
  const one = async (id = 'A') => (await get(id))[0]!
  const later = async (ms: number, id = 'A') => {
    await vi.advanceTimersByTimeAsync(ms)
    return one(id)
  }
  return { get, one, later, said }
}

const pair = (first: Doing, second: Doing) => {
  const counts = changing('counts', first)
  const monitoring = changing('monitoring', second, { unit: 'playbacks', ttlMs: 5_000 })
  return { counts, monitoring, ...setUp([counts.source, monitoring.source]) }
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the first source', () => {
  it.each([
    'timeout',
    'network',
    'unavailable',
    'bad_response',
    'rate_limited',
    'not_found',
  ] as const)('is not left for a passing %s, before nor after its first number', async (code) => {
    const { counts, monitoring, one, later } = pair(code, 7)
    expect(await one()).toMatchObject({ viewers: null, error: { code } })
    counts.doing = 5
    expect(await later(120_000)).toMatchObject({ viewers: 5, unit: 'people', via: 'counts' })
    counts.doing = code
    expect(await later(120_000)).toMatchObject({ viewers: 5, unit: 'people', error: { code } })
    expect(monitoring.calls).toEqual([])
  })

  it.each(['unauthorized', 'forbidden', 'invalid_request'] as const)(
    'that refuses (%s) is left for the second, and tried again after ten minutes',
    async (code) => {
      const { counts, one, later } = pair(code, 7)
      expect(await one()).toMatchObject({ viewers: 7, unit: 'playbacks', via: 'monitoring' })
      // Now that somebody watches the stream, its id cannot be wrong.
      expect(await later(5_000)).toMatchObject({ via: 'monitoring' })
      expect(counts.calls).toHaveLength(2)
      counts.doing = 5
      expect(await later(TEN_MINUTES - 20_000)).toMatchObject({ via: 'monitoring' })
      expect(counts.calls).toHaveLength(2)
      expect(await later(20_000)).toMatchObject({ viewers: 5, unit: 'people', via: 'counts' })
    },
  )

  it('that has answered keeps its streams when it refuses, and is asked again', async () => {
    const { counts, monitoring, one, later } = pair(5, 7)
    await one()
    counts.doing = 'forbidden'
    for (let round = 0; round < 4; round++) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await later(TTL)).toMatchObject({
        viewers: 5,
        unit: 'people',
        error: { code: 'forbidden' },
      })
    }
    expect(monitoring.calls).toEqual([])
    counts.doing = 6
    expect(await later(120_000)).toMatchObject({ viewers: 6, unit: 'people' })
  })

  it('that refuses at the recheck is left for the second', async () => {
    const { counts, one, later } = pair(5, 7)
    await one()
    counts.doing = 'unauthorized'
    expect(await later(TEN_MINUTES)).toMatchObject({ viewers: 7, unit: 'playbacks' })
  })

  it('that fails at the recheck does not take the streams from the second', async () => {
    const { counts, one, later } = pair('forbidden', 7)
    await one()
    counts.doing = 'unavailable'
    expect(await later(TEN_MINUTES)).toMatchObject({ viewers: 7, unit: 'playbacks' })
    expect(await later(TEN_MINUTES)).toMatchObject({ viewers: 7, unit: 'playbacks' })
  })

  it('that refuses a wrong id only, keeps the others', async () => {
    const { one } = pair((id) => (id === 'Wrong' ? 'forbidden' : 5), 7)
    expect(await one('Wrong')).toMatchObject({ via: 'monitoring' })
    expect(await one('A')).toMatchObject({ viewers: 5, via: 'counts' })
    expect(await one('B')).toMatchObject({ viewers: 5, via: 'counts' })
  })

  it('that refuses a stream that is watched refuses all, and the others do not ask it', async () => {
    const { counts, one, later } = pair('forbidden', 7)
    await one('A')
    // Now that somebody watches it, it is no wrong id.
    expect(await later(5_000, 'A')).toMatchObject({ viewers: 7, via: 'monitoring' })
    for (const id of ['B', 'C', 'D']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await one(id)).toMatchObject({ via: 'monitoring' })
    }
    expect(counts.calls).toEqual(['A', 'A'])
  })

  it('is not given up for a flood of wrong ids', async () => {
    const { one } = pair(
      (id) => (id.startsWith('Wrong') ? 'forbidden' : 5),
      (id) => (id.startsWith('Wrong') ? 0 : 7),
    )
    for (let count = 0; count < 50; count++) {
      // oxlint-disable-next-line no-await-in-loop
      await one(`Wrong${count}`)
    }
    expect(await one('A')).toMatchObject({ viewers: 5, via: 'counts' })
  })
})

describe('where no source may be asked', () => {
  it('all are tried at the pace of failures, and the first that is mended is taken', async () => {
    const { counts, monitoring, one, later } = pair('unauthorized', 'forbidden')
    expect(await one()).toMatchObject({ viewers: null, error: { code: 'unauthorized' } })
    expect([counts.calls.length, monitoring.calls.length]).toEqual([1, 1])
    expect(await later(1_000)).toMatchObject({ viewers: null, error: { code: 'unauthorized' } })
    expect([counts.calls.length, monitoring.calls.length]).toEqual([1, 1])
    monitoring.doing = 7
    expect(await later(120_000)).toMatchObject({ viewers: 7, via: 'monitoring' })
  })

  it('each says what it lacks, once', async () => {
    const { counts, monitoring, one, later, said } = pair(5, 7)
    counts.missing = 'Set MUX_SIGNING_KEY.'
    monitoring.missing = 'Set MUX_TOKEN_ID.'
    expect(await one()).toMatchObject({
      viewers: null,
      error: {
        code: 'unauthorized',
        message: '[mux-viewers] Set MUX_SIGNING_KEY. Set MUX_TOKEN_ID.',
      },
    })
    await one()
    expect(said).toHaveLength(2)
    monitoring.missing = null
    expect(await later(0)).toMatchObject({ viewers: 7, via: 'monitoring' })
  })
})

describe('many streams at once', () => {
  it('wait for what becomes of the first, and so ask once each', async () => {
    const { counts, monitoring, get } = pair(5, 7)
    await get(...Array.from({ length: 50 }, (_, index) => `S${index}`))
    expect(counts.calls).toHaveLength(50)
    expect(monitoring.calls).toEqual([])
  })
})

describe('an answer', () => {
  it('waits no longer than maxWait for all that it needs together', async () => {
    const { one } = setUp([() => 5], { resolve: () => new Promise(() => undefined) })
    const asking = one()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await asking).toMatchObject({ viewers: null, error: { code: 'timeout', at: 'route' } })
  })
})

describe('a source as a function', () => {
  it('counts people, is called after it, and may give a number', async () => {
    const { one } = setUp([
      async function turnstile() {
        return 12
      },
    ])
    expect(await one()).toMatchObject({
      viewers: 12,
      unit: 'people',
      source: 'mux',
      via: 'turnstile',
      pollAfterMs: TTL,
    })
    const { one: other } = setUp([() => ({ viewers: 3, views: 4 })])
    expect(await other()).toMatchObject({ viewers: 3, views: 4, via: 'custom' })
  })

  it('that throws, or gives no number, is a fault without a word of its own', async () => {
    const { one, said } = setUp([
      () => {
        throw new Error('SECRET')
      },
    ])
    expect(await one()).toMatchObject({ viewers: null, error: { code: 'unavailable' } })
    const { one: other } = setUp([() => Number.NaN])
    expect(await other()).toMatchObject({ viewers: null, error: { code: 'bad_response' } })
    expect(said.join('')).not.toContain('SECRET')
  })
})

describe('a sudden collapse', () => {
  const fall = (numbers: number[], confirmCollapse?: boolean) => {
    const left = [...numbers]
    return setUp([() => left.shift()!], { confirmCollapse })
  }

  it('is given as it comes, unless confirmation is asked for', async () => {
    const { one, later } = fall([650, 1])
    await one()
    expect(await later(TTL)).toMatchObject({ viewers: 1, ageMs: 0 })
  })

  it('is held back until the next reading, beside the number before, which grows old', async () => {
    const { one, later } = fall([650, 1, 640], true)
    await one()
    expect(await later(TTL)).toMatchObject({ viewers: 650, ageMs: TTL, unconfirmed: 1 })
    const after = await later(TTL)
    expect(after).toMatchObject({ viewers: 640, ageMs: 0 })
    expect(after).not.toHaveProperty('unconfirmed')
  })

  it('is believed when the next reading says the same', async () => {
    const { one, later } = fall([650, 1, 2], true)
    await one()
    await later(TTL)
    const after = await later(TTL)
    expect(after).toMatchObject({ viewers: 2, ageMs: 0 })
    expect(after).not.toHaveProperty('unconfirmed')
  })

  it('is none over a longer time, in which nobody asked', async () => {
    const { one, later } = fall([650, 1], true)
    await one()
    expect(await later(24 * 3_600_000)).toMatchObject({ viewers: 1, ageMs: 0 })
  })

  it('is none from a small audience, nor to a tenth', async () => {
    const small = fall([19, 0], true)
    await small.one()
    expect(await small.later(TTL)).toMatchObject({ viewers: 0 })
    const tenth = fall([650, 65], true)
    await tenth.one()
    expect(await tenth.later(TTL)).toMatchObject({ viewers: 65 })
  })
})
