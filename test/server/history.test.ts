import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerHistory } from '../../src/core/history'
import { tickOf, type Sample } from '../../src/core/sample'
import { memoryStore } from '../../src/server/memoryStore'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { newServer } from './newServer'

const BEGIN = Date.parse('2026-01-02T00:00:00.000Z')
const MINUTE = 60_000
const HOUR = 3_600_000

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN + HOUR })
})
afterEach(() => {
  vi.useRealTimers()
})

function sampleAt(minutes: number, viewers: number): Sample {
  const at = BEGIN + minutes * MINUTE
  const tick = tickOf(at, 15_000)
  return { streamId: 'A', tick, at, viewers, views: null, unit: 'people', via: 'counts' }
}

function setUp(options: Partial<MuxViewersOptions> = {}) {
  const store = memoryStore()
  const { server, calls, logger } = newServer({ store, ...options })
  const get = async (query: string) =>
    server.fetch(new Request(`https://app.example/api/mux-viewers?${query}`))
  const points = async (query: string) => {
    const { history } = (await (await get(query)).json()) as { history: ViewerHistory }
    return history.points.map(({ max }) => max)
  }
  return { server, store, get, points, calls, logger }
}

describe('the route', () => {
  it('gives what was read of a stream, and asks Mux nothing', async () => {
    const { store, get, calls } = setUp()
    await store.append([sampleAt(0, 7), sampleAt(0.25, 9), sampleAt(50, 0)])
    const response = await get(`history=A&from=${BEGIN}&to=2026-01-02T01:00:00Z&step=1200000`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=5')
    const none = { max: null, average: null, last: null, unit: null }
    expect(await response.json()).toEqual({
      history: {
        streamId: 'A',
        from: '2026-01-02T00:00:00.000Z',
        to: '2026-01-02T01:00:00.000Z',
        step: 1_200_000,
        points: [
          { at: '2026-01-02T00:00:00.000Z', max: 9, average: 8.429, last: 9, unit: 'people' },
          { at: '2026-01-02T00:20:00.000Z', ...none },
          { at: '2026-01-02T00:40:00.000Z', max: 0, average: 0, last: 0, unit: 'people' },
        ],
      },
    })
    expect(calls).toEqual([])
  })

  it('gives the last day in five minutes where nothing else is asked', async () => {
    const { store, points } = setUp()
    await store.append([sampleAt(0, 7)])
    const given = await points('history=A')
    expect(given).toHaveLength(288)
    expect(given.filter((max) => max !== null)).toEqual([7])
  })

  it.each([
    ['history=', /An id is/],
    ['history=a/b', /An id is/],
    ['history=A&from=x', /`from` is a time/],
    ['history=A&step=10', /`step` is a whole number/],
    ['history=A&step=x', /`step` is a whole number/],
    ['history=A&from=2026-01-01&step=1000', /90000 points, and a history has 5000/],
  ])('refuses %s with a sentence', async (query, sentence) => {
    const { get } = setUp()
    const response = await get(query)
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect(error).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(sentence) as string,
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('is behind authorize', async () => {
    const authorize = vi.fn<(request: Request, streamIds: readonly string[]) => boolean>(
      (request) => request.headers.get('cookie') === 'me',
    )
    const { server, store, get } = setUp({ authorize })
    await store.append([sampleAt(0, 7)])
    const refused = await get('history=A')
    expect(refused.status).toBe(403)
    expect(await refused.text()).not.toContain('7')
    const headers = { cookie: 'me' }
    const request = new Request('https://app.example/api/mux-viewers?history=A', { headers })
    const allowed = await server.fetch(request)
    expect(allowed.status).toBe(200)
    expect(allowed.headers.get('cache-control')).toBe('private, no-store')
    expect(authorize.mock.calls.map(([, ids]) => ids)).toEqual([['A'], ['A']])
  })

  it('says that there is no store', async () => {
    const { get } = setUp({ store: undefined })
    const response = await get('history=A')
    expect(response.status).toBe(404)
    expect(await response.text()).toMatch(/no `store`/)
  })

  it('has the ids of the app, and the record of the live stream', async () => {
    const resolve = (id: string) => (id === 'channel' ? 'A' : null)
    const { store, get } = setUp({ resolve })
    await store.append([sampleAt(0, 7)])
    const response = await get('history=channel')
    const { history } = (await response.json()) as { history: ViewerHistory }
    expect(history.streamId).toBe('channel')
    expect(history.points.filter(({ max }) => max === 7)).toHaveLength(1)
    expect((await get('history=other')).status).toBe(404)
  })

  it('asks the store once for many visitors, and again after five seconds', async () => {
    const { store, points } = setUp()
    const buckets = vi.spyOn(store, 'buckets')
    await Promise.all(Array.from({ length: 50 }, () => points('history=A')))
    await points('history=A')
    expect(buckets).toHaveBeenCalledTimes(1)
    await store.append([sampleAt(59, 3)])
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await points('history=A')).filter((max) => max !== null)).toEqual([3])
  })

  it('is no flood of questions to a database', async () => {
    const store = memoryStore()
    const buckets = vi.fn<typeof store.buckets>(() => new Promise(() => undefined))
    const { get } = setUp({ store: { ...store, buckets } })
    const asked = Array.from({ length: 30 }, (_, index) => get(`history=Stream${index}`))
    await vi.advanceTimersByTimeAsync(0)
    expect(buckets).toHaveBeenCalledTimes(4)
    await vi.advanceTimersByTimeAsync(10_000)
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 503))
    expect(answers[29]?.headers.get('retry-after')).toBe('5')
  })

  it('says once in the log, and never to visitors, why the store fails', async () => {
    const store = memoryStore()
    const { get, logger } = setUp({
      store: { ...store, longestStep: () => Promise.reject(new Error('postgres://me:secret@db')) },
    })
    const answers = [await get('history=A'), await get('history=B')]
    expect(answers.map(({ status }) => status)).toEqual([503, 503])
    expect(await answers[0]!.text()).not.toContain('secret')
    expect(logger.error).toHaveBeenCalledTimes(1)
  })

  it('gives longer steps where what is old is kept in longer ones', async () => {
    const { store, get } = setUp()
    await store.append([sampleAt(0, 7), sampleAt(0.5, 9), sampleAt(59, 3)])
    await store.thin('A', { samples: Infinity, minutes: 0, recordEvery: 15_000 })
    const response = await get(`history=A&from=${BEGIN}&step=15000`)
    const { history } = (await response.json()) as { history: ViewerHistory }
    expect(history.step).toBe(MINUTE)
    expect(history.points).toHaveLength(60)
    expect(history.points.map(({ max }) => max).filter((max) => max !== null)).toEqual([9, 9, 3])
  })
})

describe('on the server', () => {
  it('is the same without HTTP, and not behind authorize', async () => {
    const { server, store } = setUp({ authorize: () => false })
    await store.append([sampleAt(0, 7)])
    const { points } = await server.history({ streamId: 'A', from: new Date(BEGIN), step: HOUR })
    expect(points).toEqual([
      { at: '2026-01-02T00:00:00.000Z', max: 7, average: 7, last: 7, unit: 'people' },
    ])
    await expect(server.history({ streamId: 'a b' })).rejects.toThrow(/no stream id/)
    await expect(server.history({ streamId: 'A', step: 1 })).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})
