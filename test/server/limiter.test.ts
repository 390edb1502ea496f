import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { ViewersError } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import { fakeMux as mux, fakeSource } from './fakeSource'

type Read = Parameters<typeof fakeSource>[0]

/** A source that notes when it was asked, behind a route that anybody may poll. */
function setUp(perSecond: number, read: Read = () => ({ viewers: 1 }), more = {}) {
  const asked: { streamId: string; at: number }[] = []
  const { source } = fakeSource(
    (request) => {
      asked.push({ streamId: request.streamId, at: Date.now() })
      return read(request)
    },
    { perSecond, ...more },
  )
  const logger = { error: () => undefined }
  const viewers = createMuxViewers({ mux, authorize: 'public', sources: [source], logger })
  const get = async (...ids: string[]): Promise<ViewerSnapshot[]> => {
    const url = `https://app.test/?${ids.map((id) => `id=${id}`).join('&')}`
    const answering = viewers.fetch(new Request(url)).then((response) => response.json())
    // An answer waits two seconds at most.
    await vi.advanceTimersByTimeAsync(2_000)
    return ((await answering) as { snapshots: ViewerSnapshot[] }).snapshots
  }
  return { get, asked }
}

const ids = (count: number, name = 'S') =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('more streams than may be asked about', () => {
  it('take turns, and are told to ask less often', async () => {
    const { get, asked } = setUp(2)
    const many = ids(60)
    const watch = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 2) {
        // oxlint-disable-next-line no-await-in-loop
        await get(...many)
      }
    }
    // At first nobody knows them, and of the turns that others want they have one in ten.
    await watch(300)
    asked.length = 0
    await watch(120)
    const busiest = Math.max(
      ...asked.map(
        ({ at }) => asked.filter((other) => other.at >= at && other.at < at + 1_000).length,
      ),
    )
    expect(busiest).toBeLessThanOrEqual(3)
    // Two a second: each half minute it is the turn of each of the 60.
    const turns = many.map((id) => asked.filter(({ streamId }) => streamId === id).length)
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(3)
    expect(Math.max(...turns)).toBeLessThanOrEqual(5)
    const snapshots = await get(...many)
    expect(snapshots.every(({ viewers }) => viewers === 1)).toBe(true)
    expect(Math.max(...snapshots.map(({ pollAfterMs }) => pollAfterMs ?? 0))).toBeGreaterThan(
      18_000,
    )
    expect(Math.min(...snapshots.map(({ ageMs }) => ageMs!))).toBeLessThan(5_000)
  })

  it('wait for their turn without a number of nobody', async () => {
    const { get } = setUp(1)
    const snapshots = await get(...ids(5))
    expect(snapshots.map(({ viewers }) => viewers)).toEqual([1, null, null, null, null])
    expect(snapshots[4]).toMatchObject({
      source: null,
      error: { code: 'unavailable', at: 'route' },
      pollAfterMs: expect.any(Number),
    })
  })

  it('that nobody has seen take half of the turns at most', async () => {
    const { get, asked } = setUp(4, ({ streamId }) => ({
      viewers: streamId.startsWith('Known') ? 1 : 0,
    }))
    const known = ids(20, 'Known')
    // First they are all new; after a while they are known.
    for (let round = 0; round < 10; round++) {
      // oxlint-disable-next-line no-await-in-loop
      await get(...known)
    }
    asked.length = 0
    const strangers = ids(60, 'Stranger')
    for (let round = 0; round < 15; round++) {
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all([get(...strangers), get(...known)])
    }
    const oldest = (await get(...known)).map(({ ageMs }) => ageMs!)
    // As without the strangers: 15 seconds, and a little for the turn.
    expect(Math.max(...oldest)).toBeLessThan(19_000)
    const ofStrangers = asked.filter(({ streamId }) => streamId.startsWith('Stranger')).length
    expect(ofStrangers).toBeLessThanOrEqual(4 * 62 * 0.5)
    expect(ofStrangers).toBeGreaterThan(60)
  })

  it('that nobody has seen are turned away when they are too many, and told when to come', async () => {
    const { get, asked } = setUp(1)
    const [first, ...others] = await get(...ids(100, 'Stranger'))
    expect(first?.viewers).toBe(1)
    const away = others.filter(({ error }) => error?.code === 'rate_limited')
    expect(away.length).toBeGreaterThan(90)
    expect(away[0]).toMatchObject({ viewers: null, error: { at: 'route' } })
    expect(away[0]?.pollAfterMs).toBeGreaterThan(8_000)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked.length).toBeLessThan(10)
  })

  it('are read together where the source can', async () => {
    const calls: (readonly string[])[] = []
    const { get, asked } = setUp(1, () => ({ viewers: 1 }), {
      readMany: async ({ streamIds }: { streamIds: readonly string[] }) => {
        calls.push(streamIds)
        return new Map(
          streamIds
            .filter((id) => id !== 'S7')
            .map((id) => [
              id,
              id === 'S8' ? new ViewersError('not_found', 'None.') : { viewers: 2 },
            ]),
        )
      },
    })
    const many = ids(60)
    await get(...many)
    const snapshots = await get(...many)
    expect(calls.map(({ length }) => length)).toEqual([50, 10])
    expect(asked).toEqual([])
    expect(snapshots[0]).toMatchObject({ viewers: 2 })
    expect(snapshots[7]).toMatchObject({ viewers: null, error: { code: 'bad_response' } })
    expect(snapshots[8]).toMatchObject({ viewers: null, error: { code: 'not_found' } })
    expect(snapshots[59]).toMatchObject({ viewers: 2 })
  })
})

describe('a source that says 429', () => {
  const tooMany = (retryAfterMs?: number) =>
    Promise.reject(new ViewersError('rate_limited', 'Too often.', { at: 'mux', retryAfterMs }))

  it('is left alone by all streams, for as long as it says', async () => {
    let isAngry = false
    const { get, asked } = setUp(100, () => (isAngry ? tooMany(40_000) : { viewers: 5 }))
    await get(...ids(10))
    await get(...ids(10))
    isAngry = true
    await vi.advanceTimersByTimeAsync(20_000)
    asked.length = 0
    const [one] = await get('S0')
    expect(one).toMatchObject({ viewers: 5, error: { code: 'rate_limited', at: 'mux' } })
    const others = await get(...ids(10))
    expect(asked).toHaveLength(1)
    for (const { viewers, error, pollAfterMs } of others) {
      expect([viewers, error?.code]).toEqual([5, 'rate_limited'])
      expect(pollAfterMs).toBeGreaterThan(35_000)
    }
    await vi.advanceTimersByTimeAsync(30_000)
    await get(...ids(10))
    expect(asked).toHaveLength(1)
  })

  it('is tried by one stream afterwards, and by the others when that one was answered', async () => {
    let isAngry = true
    let answer: (() => void) | undefined
    const { get, asked } = setUp(100, () =>
      isAngry ? tooMany(5_000) : new Promise((resolve) => (answer = () => resolve({ viewers: 5 }))),
    )
    await get(...ids(10))
    const before = asked.length
    isAngry = false
    await vi.advanceTimersByTimeAsync(16_000)
    const trying = get(...ids(10))
    await trying
    expect(asked).toHaveLength(before + 1)
    answer?.()
    await vi.advanceTimersByTimeAsync(2_500)
    void get(...ids(10))
    await vi.advanceTimersByTimeAsync(100)
    expect(asked.length).toBeGreaterThan(before + 5)
  })

  it('is left alone for longer each time where it does not say', async () => {
    const { get, asked } = setUp(100, () => tooMany())
    for (let second = 0; second < 600; second += 2) {
      // oxlint-disable-next-line no-await-in-loop
      await get(...ids(3))
    }
    const waits = asked.slice(1).map(({ at }, index) => at - asked[index]!.at)
    // The first ones went out together.
    const apart = waits.filter((wait) => wait > 0)
    expect(apart.length).toBeLessThan(9)
    expect(apart[0]).toBeGreaterThanOrEqual(11_000)
    expect(apart.at(-1)).toBeGreaterThanOrEqual(90_000)
    expect(Math.max(...apart)).toBeLessThanOrEqual(125_000)
  })
})
