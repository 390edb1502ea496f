import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isViewersError, VIEWERS_ERROR_CODES, type ViewersError } from '../../src/core/ViewersError'
import { readCounts } from '../../src/mux/counts'
import { readLiveStreamStatus } from '../../src/mux/liveStreamStatus'
import { newestPoint } from '../../src/mux/newestPoint'
import { newestRows } from '../../src/mux/newestRows'
import { readPlaybackId } from '../../src/mux/readPlaybackId'
import { nearValid } from './nearValid'

const ROWS_MAX = 4
const runs = { numRuns: 2_000 }

/** What a reader gives; `null` when it throws as it may. Tells at the end whether either has been so. */
function watcher() {
  let readings = 0
  let refusals = 0
  const sentences = new Set<string>()
  const refused = (error: unknown): null => {
    if (!isViewersError(error)) throw error
    refusals += 1
    sentences.add(error.message)
    expect(VIEWERS_ERROR_CODES).toContain(error.code)
    expect(error.message).toMatch(/^\[mux-viewers\] [A-Z].*\.$/)
    expect(error.cause).toBeUndefined()
    return null
  }
  const attempt = async <Value>(
    read: () => Value | Promise<Value>,
  ): Promise<Exclude<Value, ViewersError> | null> => {
    try {
      const value = await read()
      if (isViewersError(value)) return refused(value)
      readings += 1
      return value as Exclude<Value, ViewersError>
    } catch (error) {
      return refused(error)
    }
  }
  const expectBoth = (): void => {
    expect(readings).toBeGreaterThan(50)
    expect(refusals).toBeGreaterThan(50)
    // Their own words: nothing of a body is in them.
    expect(sentences.size).toBeLessThanOrEqual(2)
  }
  return { attempt, expectBoth }
}

function expectWhole(value: unknown): void {
  expect(Number.isSafeInteger(value) && (value as number) >= 0).toBe(true)
}

const asSdk = (body: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(body)) as unknown
  } catch {
    return body
  }
}

/** What may come instead of the answer of this form, as the SDK hands it over. */
const bodiesLike = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: nearValid(valid) },
    { weight: 1, arbitrary: fc.oneof(fc.jsonValue(), fc.string(), fc.constant(undefined)) },
    { weight: 1, arbitrary: fc.anything() },
  )

// Few days, so that some points are of one time.
const dates = fc.integer({ min: 1, max: 6 }).map((day) => `2026-01-0${day}T00:00:00Z`)
const counts = fc.oneof(fc.nat({ max: 9 }), fc.maxSafeNat())
const names = fc.constantFrom('A', 'B', 'C', 'D', 'E', null)

type Rows = { date: string; values: { value: unknown; metric_value: unknown }[] }[]

it('a breakdown gives the number of the newest row, 0 where there is none, or a fault', async () => {
  const row = fc.record({ value: names, metric_value: counts })
  const rows = fc.uniqueArray(row, { maxLength: ROWS_MAX, selector: ({ value }) => value })
  const data = fc.array(fc.record({ date: dates, values: rows }), { minLength: 1, maxLength: 4 })
  const { attempt, expectBoth } = watcher()
  await fc.assert(
    fc.asyncProperty(
      bodiesLike(fc.record({ data })),
      fc.constantFrom('A', 'B'),
      async (body, name) => {
        const reading = await attempt(() => newestRows(body, ROWS_MAX)(name))
        if (reading === null) return
        expectWhole(reading.viewers)
        const points = (body as { data: Rows }).data.filter(({ values }) => values.length > 0)
        const newest = Math.max(...points.map(({ date }) => Date.parse(date)))
        const last = points.findLast(({ date }) => Date.parse(date) === newest)?.values ?? []
        const counted = last.filter(({ value }) => value === name)
        expect(counted.length === 0 ? [0] : counted.map((one) => one.metric_value)).toEqual([
          reading.viewers,
        ])

        expect(counted.length > 0 || last.length < ROWS_MAX).toBe(true)
      },
    ),
    runs,
  )
  expectBoth()
})

it('a timeseries gives the newest number in it, or a fault', async () => {
  const point = fc.record({ date: dates, value: fc.oneof(counts, counts, fc.constant(null)) })
  const { attempt, expectBoth } = watcher()
  await fc.assert(
    fc.asyncProperty(
      bodiesLike(fc.record({ data: fc.array(point, { maxLength: 5 }) })),
      async (body) => {
        const viewers = await attempt(() => newestPoint(body))
        if (viewers === null) return
        expectWhole(viewers)
        const { data } = body as { data: { date: string; value: number | null }[] }
        const counted = data.filter(({ value }) => value !== null)
        const newest = Math.max(...counted.map(({ date }) => Date.parse(date)))
        const last = counted.findLast(({ date }) => Date.parse(date) === newest)
        expect(last?.value).toBe(viewers)
      },
    ),
    runs,
  )
  expectBoth()
})

it('counts give the one number in them, or a fault', async () => {
  const row = fc.record({ viewers: counts, views: counts, updated_at: dates })
  const { attempt, expectBoth } = watcher()
  await fc.assert(
    fc.asyncProperty(
      bodiesLike(fc.record({ data: fc.array(row, { minLength: 1, maxLength: 1 }) })),
      async (given) => {
        const body = asSdk(given)
        const { signal } = new AbortController()
        const fetch = async () => new Response(textOf(body))
        const reading = await attempt(() => readCounts({ token: 'token', signal, fetch }))
        if (reading === null) return
        expectWhole(reading.viewers)
        const { data } = body as { data: { viewers: unknown; views?: unknown }[] }
        expect(data.map(({ viewers }) => viewers)).toEqual([reading.viewers])
        expect([undefined, data[0]?.views]).toContain(reading.views)
        expectWhole(reading.views ?? 0)
      },
    ),
    runs,
  )
  expectBoth()
})

it('a live stream gives its status and nothing else of it, or a fault', async () => {
  const status = fc.constantFrom('active', 'idle', 'disabled', 'reconnecting', 'missing')
  const stream = fc.record({ id: fc.constant('A'), stream_key: fc.constant('SECRET'), status })
  const { attempt, expectBoth } = watcher()
  await fc.assert(
    fc.asyncProperty(bodiesLike(stream), async (body) => {
      const mux = { ...signer, video: { liveStreams: { retrieve: async () => body } } }
      const given = await attempt(() => readLiveStreamStatus({ mux, streamId: 'A', now: Date.now }))
      if (given === null) return
      expect(['active', 'idle', 'disabled']).toContain(given)
      expect((body as { status: unknown }).status).toBe(given)
    }),
    runs,
  )
  expectBoth()
})

it('a playback id gives the form and the id of what it plays, or a fault', async () => {
  const id = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/), fc.string())
  const type = fc.constantFrom('live_stream', 'asset', 'live_streams')
  const { attempt, expectBoth } = watcher()
  await fc.assert(
    fc.asyncProperty(bodiesLike(fc.record({ object: fc.record({ type, id }) })), async (body) => {
      const mux = { ...signer, video: { playbackIds: { retrieve: async () => body } } }
      const owner = await attempt(() => readPlaybackId(mux, 'P', Date.now))
      if (owner === null) return
      expect(['live_stream', 'asset']).toContain(owner.type)
      expect(owner.id).toMatch(/^[A-Za-z0-9_-]{1,128}$/)
      expect((body as { object: unknown }).object).toMatchObject(owner)
      expect(Object.keys(owner).toSorted()).toEqual(['id', 'type'])
    }),
    runs,
  )
  expectBoth()
})

const signer = { jwt: { signViewerCounts: async (): Promise<string> => 'token' } }

const textOf = (body: unknown): string => JSON.stringify(body) ?? ''
