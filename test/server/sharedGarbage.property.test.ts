import * as fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { VIEWERS_ERROR_CODES } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server'
import { nearValid } from '../mux/nearValid'
import { fakeMux, fakeSource } from './fakeSource'
import { memoryCache } from './memoryCache'

const NOW = Date.parse('2026-01-02T03:04:05.000Z')

/** Whatever is written, Mux is asked again within this time. */
const LONGEST_MS = 600_000

/** Longer than an answer waits for anything. */
const ANSWER_MS = 2_100

afterEach(() => {
  vi.useRealTimers()
})

type Planted = Readonly<Record<string, unknown>>

/** A process whose shared cache holds what was planted; `isStuck`: it keeps nothing else. */
function startBeside(planted: Planted, isStuck: boolean) {
  vi.useFakeTimers({ now: NOW })
  const cache = memoryCache()
  const left = new Map(Object.entries(planted))
  const { source, calls } = fakeSource(() => ({ viewers: 7 }))
  let statesAsked = 0
  const retrieve = async () => {
    statesAsked += 1
    return { status: 'active' }
  }
  const error = vi.fn<(line: string) => void>()
  const viewers = createMuxViewers({
    mux: { ...fakeMux, video: { liveStreams: { retrieve } } },
    authorize: 'public',
    sources: [source],
    sharedCache: {
      get: async (key) => (left.has(key) ? (left.get(key) as string) : cache.get(key)),
      set: async (key, value, ttlMs) => {
        if (!isStuck) left.delete(key)
        await cache.set(key, value, ttlMs)
      },
      lock: (key, ttlMs) => cache.lock(key, ttlMs),
    },
    logger: { error },
  })
  const one = async (): Promise<ViewerSnapshot> => {
    const asked = viewers.fetch(new Request('https://app.test/?id=A'))
    await vi.advanceTimersByTimeAsync(ANSWER_MS)
    const response = await asked
    expect(response.status).toBe(200)
    const { snapshots } = (await response.json()) as { snapshots: [ViewerSnapshot] }
    return snapshots[0]
  }
  return { one, calls, error, statesAsked: () => statesAsked }
}

/** What stands for the number in what was planted, if anything. */
function plantedCount({ [READING]: text }: Planted): unknown {
  try {
    return (JSON.parse(text as string) as { last: { value: { viewers: unknown } } }).last.value
      .viewers
  } catch {
    return null
  }
}

function expectWellFormed(snapshot: ViewerSnapshot, planted: Planted): void {
  const { streamId, viewers, views, source, asOf, ageMs, pollAfterMs, error } = snapshot
  expect(streamId).toBe('A')
  const isNotLive = snapshot.stream === 'idle' || snapshot.stream === 'ended'
  expect(source === 'mux' || source === null).toBe(true)
  expect(viewers === null || (Number.isSafeInteger(viewers) && viewers >= 0)).toBe(true)
  expect(views === undefined || (Number.isSafeInteger(views) && views >= 0)).toBe(true)
  const possible = source === 'mux' ? [7, plantedCount(planted)] : isNotLive ? [0] : [null]
  expect(possible).toContain(viewers)
  const ages = source === 'mux' ? [Number.isFinite(ageMs), ageMs! >= 0] : [ageMs === undefined]
  expect(ages).not.toContain(false)
  expect(asOf === undefined || !Number.isNaN(Date.parse(asOf))).toBe(true)
  expect(pollAfterMs ?? 0).toBeGreaterThanOrEqual(0)
  expect(pollAfterMs ?? 0).toBeLessThanOrEqual(LONGEST_MS)
  expect([undefined, ...VIEWERS_ERROR_CODES]).toContain(error?.code)
}

const READING = 'mux-viewers:reading:A'
const STATE = 'mux-viewers:state:A'

const times = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.integer({ min: -20_000, max: 20_000 }).map((ms) => NOW + ms),
  },
  { weight: 1, arbitrary: fc.integer({ min: -1e9, max: 1e12 }).map((ms) => NOW + ms) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 8.64e15, 9e99, -9e99, NOW + 0.5) },
)
const numbers = fc.oneof(fc.nat({ max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
const error = fc.record(
  {
    code: fc.constantFrom(...VIEWERS_ERROR_CODES),
    at: fc.constantFrom('route', 'mux'),
    message: fc.string(),
    retryAfterMs: numbers,
  },
  { requiredKeys: ['code', 'at', 'message'] },
)
const reading = fc.record({
  viewers: fc.oneof({ weight: 5, arbitrary: fc.nat() }, { weight: 1, arbitrary: numbers }),
  views: fc.oneof({ weight: 5, arbitrary: fc.nat() }, { weight: 1, arbitrary: numbers }),
  via: fc.constantFrom('counts', 'monitoring', ''),
  unit: fc.constantFrom('people', 'playbacks'),
})
const status = fc.constantFrom(
  'active',
  'active',
  'active',
  'idle',
  'disabled',
  'missing',
  'unheard of',
)

const written = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  const answers = nearValid(
    fc.record({
      last: fc.option(fc.record({ value, answeredAt: times }), { freq: 9 }),
      error: fc.option(error),
      unconfirmed: fc.option(value),
      failures: numbers,
      askedAt: times,
      nextAskAt: times,
    }),
  ).map((answer) => JSON.stringify(answer))
  return fc.oneof(
    { weight: 8, arbitrary: answers },
    // Beyond all numbers, which JSON.stringify does not write.
    { weight: 1, arbitrary: answers.map((text) => text.replace(/:\d+/, ':1e400')) },
    { weight: 1, arbitrary: answers.map((text) => text.slice(0, -1)) },
    { weight: 1, arbitrary: fc.oneof(fc.string(), fc.json(), fc.anything()) },
  )
}

const contents = fc.record(
  { [READING]: written(reading), [STATE]: written(status) },
  { requiredKeys: [], noNullPrototype: true },
)

it(
  'whatever lies in the shared cache, a number is a number, with an age, and Mux is soon asked again',
  { timeout: 30_000 },
  async () => {
    let shown = 0
    await fc.assert(
      fc.asyncProperty(contents, fc.boolean(), async (planted, isStuck) => {
        const { one, calls, statesAsked, error: said } = startBeside(planted, isStuck)
        const first = await one()
        expectWellFormed(first, planted)
        if (first.source === 'mux' && calls.length === 0) shown += 1
        const before = statesAsked()
        // First a word on the stream may hold, then a number, then a word that came back meanwhile.
        for (let round = 0; round < 3; round++) {
          vi.advanceTimersByTime(LONGEST_MS)
          // oxlint-disable-next-line no-await-in-loop
          expectWellFormed(await one(), planted)
        }
        expect(statesAsked()).toBeGreaterThan(before)
        expect(calls.length).toBeGreaterThan(0)
        expect(said).not.toHaveBeenCalled()
      }),
      { numRuns: 300 },
    )
    expect(shown).toBeGreaterThan(10)
  },
)

it(
  'what was wrong in the shared cache is over with the next answer of Mux',
  { timeout: 30_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (planted) => {
        const { one } = startBeside(planted, false)
        await one()
        for (let round = 0; round < 2; round++) {
          vi.advanceTimersByTime(LONGEST_MS)
          // oxlint-disable-next-line no-await-in-loop
          await one()
        }
        const healed = await one()
        expect(healed).toMatchObject({ viewers: 7, source: 'mux', stream: 'active', via: 'counts' })
        expect(healed.ageMs).toBeLessThan(15_000 + ANSWER_MS)
        expect(healed).not.toHaveProperty('error')
      }),
      { numRuns: 100 },
    )
  },
)
