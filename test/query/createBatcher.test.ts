import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  oneof,
  record,
  stringMatching,
} from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { askAlone, createBatcher, type AskBatched } from '../../src/query/createBatcher'
import type { ViewersFetcher, ViewersFetcherRequest, ViewerSnapshot } from '../../src/query'
import { setUpClock } from './fakeRoute'

const WINDOW_MS = 10
const MAX_IDS = 100
const MAX_CHARACTERS = 6_000

let ask: AskBatched
setUpClock()
beforeEach(() => {
  ask = createBatcher()
})

/** Answers after a moment with as many viewers as the id has characters, or as told. */
function createFetcher(answer: (id: string) => Partial<ViewerSnapshot> = () => ({})) {
  const requests: ViewersFetcherRequest[] = []
  const fetcher: ViewersFetcher = async (request) => {
    requests.push(request)
    await new Promise((resolve) => void setTimeout(resolve, 50))
    return request.streamIds.map((streamId) => ({
      ...{ streamId, viewers: streamId.length, source: 'mux', ...answer(streamId) },
    }))
  }
  return { fetcher, requests, asked: () => requests.map(({ streamIds }) => streamIds) }
}

/** What became of one who asks: each settling, in words. */
function call(fetcher: ViewersFetcher, streamId: string, scope = 'default') {
  const caller = { became: [] as string[], leaving: new AbortController() }
  ask(scope, fetcher, streamId, caller.leaving.signal).then(
    (snapshot) => caller.became.push(`${snapshot.streamId}: ${snapshot.viewers}`),
    (error: { code: string }) => caller.became.push(error.code),
  )
  return caller
}

const later = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms)

describe('one request', () => {
  it('carries all who ask within a moment, sorted and each once', async () => {
    const { fetcher, asked } = createFetcher()
    const first = call(fetcher, 'CC')
    await later(WINDOW_MS - 1)
    const others = ['A', 'BBB', 'A'].map((id) => call(fetcher, id))
    expect(asked()).toEqual([])
    await later(1)
    expect(asked()).toEqual([['A', 'BBB', 'CC']])
    await later()
    expect(first.became).toEqual(['CC: 2'])
    expect(others.map(({ became }) => became)).toEqual([['A: 1'], ['BBB: 3'], ['A: 1']])
  })

  it('is followed by another for who comes later', async () => {
    const { fetcher, asked } = createFetcher()
    call(fetcher, 'A')
    await later(WINDOW_MS)
    call(fetcher, 'B')
    await later()
    expect(asked()).toEqual([['A'], ['B']])
  })

  it('is of one scope, and asks its newest fetcher', async () => {
    const [older, newer, other] = [createFetcher(), createFetcher(), createFetcher()]
    call(older.fetcher, 'A')
    call(other.fetcher, 'A', 'other')
    call(newer.fetcher, 'B')
    await later()
    expect([older.asked(), newer.asked(), other.asked()]).toEqual([[], [['A', 'B']], [['A']]])
  })

  it.each([
    ['100 ids', 100, 3, [100]],
    ['101 ids', 101, 3, [100, 1]],
    ['250 ids', 250, 3, [100, 100, 50]],
    ['45 ids of 128 characters', 45, 128, [45]],
    ['100 ids of 128 characters', 100, 128, [45, 45, 10]],
  ])('is cut where it grows too long: %s', async (_name, count, length, sizes) => {
    const { fetcher, asked } = createFetcher()
    const ids = Array.from({ length: count }, (_, index) => String(index).padStart(length, '0'))
    const callers = ids.map((id) => call(fetcher, id))
    await later()
    expect(asked().map((chunk) => chunk.length)).toEqual(sizes)
    expect(callers.map(({ became }) => became)).toEqual(ids.map((id) => [`${id}: ${length}`]))
  })
})

describe('who leaves', () => {
  it('before the request is not asked for', async () => {
    const { fetcher, asked } = createFetcher()
    const [gone, stays] = [call(fetcher, 'A'), call(fetcher, 'B')]
    gone.leaving.abort()
    await later()
    expect(asked()).toEqual([['B']])
    expect([gone.became, stays.became]).toEqual([['network'], ['B: 1']])
  })

  it('before the request, as the last, is no request', async () => {
    const { fetcher, asked } = createFetcher()
    call(fetcher, 'A').leaving.abort()
    await later()
    expect(asked()).toEqual([])
  })

  it('on the way is told at once, and the others get their answer', async () => {
    const { fetcher, requests } = createFetcher()
    const [gone, twin, stays] = [call(fetcher, 'A'), call(fetcher, 'A'), call(fetcher, 'B')]
    await later(WINDOW_MS + 1)
    gone.leaving.abort()
    await later(0)
    expect(gone.became).toEqual(['network'])
    await later()
    expect([twin.became, stays.became]).toEqual([['A: 1'], ['B: 1']])
    expect(requests[0]!.signal.aborted).toBe(false)
  })

  it('on the way, as the last, ends the request', async () => {
    const { fetcher, requests } = createFetcher()
    const callers = [call(fetcher, 'A'), call(fetcher, 'B')]
    await later(WINDOW_MS + 1)
    for (const { leaving } of callers) {
      expect(requests[0]!.signal.aborted).toBe(false)
      leaving.abort()
    }
    expect(requests[0]!.signal.aborted).toBe(true)
    await later()
    expect(callers.map(({ became }) => became)).toEqual([['network'], ['network']])
  })

  it('of one half of a cut request leaves the other half alone', async () => {
    const { fetcher, requests } = createFetcher()
    const ids = Array.from({ length: 101 }, (_, index) => `s${1_000 + index}`)
    const callers = ids.map((id) => call(fetcher, id))
    await later(WINDOW_MS + 1)
    for (const { leaving } of callers.slice(0, 100)) leaving.abort()
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false])
    await later()
    expect(callers[100]!.became).toEqual(['s1100: 5'])
  })
})

describe('a fault', () => {
  it('of one stream does not touch the others', async () => {
    const error = { code: 'forbidden', at: 'route', message: '[mux-viewers] Not you.' } as const
    const { fetcher } = createFetcher((id) => (id === 'A' ? { viewers: null, error } : {}))
    const callers = ['A', 'B', 'not an id'].map((id) => call(fetcher, id))
    await later()
    expect(callers.map(({ became }) => became)).toEqual([
      ['forbidden'],
      ['B: 1'],
      ['invalid_request'],
    ])
  })

  it('of the fetcher is an error for each, none the same object', async () => {
    const errors: unknown[] = []
    const broken: ViewersFetcher = () => Promise.reject(new Error('down'))
    for (const id of ['A', 'B']) {
      ask('default', broken, id, new AbortController().signal).catch((error) => errors.push(error))
    }
    await later()
    expect(errors).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }])
    expect(errors[0]).not.toBe(errors[1])
  })
})

it('askAlone waits for nobody', async () => {
  const { fetcher, asked } = createFetcher()
  void askAlone('default', fetcher, 'A', new AbortController().signal)
  expect(asked()).toEqual([['A']])
  await later()
})

it('whoever asks, for whatever, whenever: each is settled once, with the answer of its own stream', async () => {
  const id = oneof(
    { weight: 3, arbitrary: stringMatching(/^[a-d]{1,2}$/) },
    { weight: 1, arbitrary: stringMatching(/^[\w-]{100,128}$/) },
  )
  const caller = record({
    streamId: id,
    scope: constantFrom('one', 'two'),
    waits: constantFrom(0, 0, 0, 0, 1, 9, 10, 25),
    leavesAfter: constantFrom(900, 900, 70, 30, 10, 5, 0),
  })
  await assert(
    asyncProperty(array(caller, { maxLength: 150 }), async (plans) => {
      ask = createBatcher()
      const { fetcher, asked } = createFetcher()
      const callers: ReturnType<typeof call>[] = []
      for (const { streamId, scope, waits, leavesAfter } of plans) {
        await later(waits)
        const one = call(fetcher, streamId, scope)
        setTimeout(() => one.leaving.abort(), leavesAfter)
        callers.push(one)
      }
      await later()

      expect(callers.map(({ became }) => became)).toEqual(
        plans.map(({ streamId, leavesAfter }) => [
          leavesAfter < 50 ? 'network' : `${streamId}: ${streamId.length}`,
        ]),
      )
      for (const ids of asked()) {
        const query = new URLSearchParams(ids.map((one) => ['id', one])).toString()
        expect(ids).toEqual([...new Set(ids)].toSorted())
        expect(ids.length).toBeLessThanOrEqual(MAX_IDS)
        expect(`?${query}`.length).toBeLessThanOrEqual(MAX_CHARACTERS)
      }
    }),
    { numRuns: 50 },
  )
})
