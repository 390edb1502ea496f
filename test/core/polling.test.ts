import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DEFAULT_INTERVAL_MS,
  MIN_INTERVAL_MS,
  defaultStaleAfterMs,
  isPollDue,
  nextPollDelay,
  type AskedBefore,
  type Ticks,
} from '../../src/core/polling'

test('half a minute when nothing is said, and no shorter than a second', () => {
  expect([DEFAULT_INTERVAL_MS, MIN_INTERVAL_MS]).toEqual([30_000, 1_000])
})

describe('defaultStaleAfterMs', () => {
  test.each([
    [DEFAULT_INTERVAL_MS, undefined, 75_000],
    [DEFAULT_INTERVAL_MS, null, 75_000],
    [DEFAULT_INTERVAL_MS, 10_000, 75_000],
    [DEFAULT_INTERVAL_MS, 60_000, 150_000],
    [MIN_INTERVAL_MS, undefined, 60_000],
    [24_000, undefined, 60_000],
    [24_001, undefined, 60_002.5],
  ])('interval %s, pollAfterMs %s: %s', (intervalMs, pollAfterMs, staleAfterMs) => {
    expect(defaultStaleAfterMs(intervalMs, pollAfterMs)).toBe(staleAfterMs)
  })
})

describe('nextPollDelay', () => {
  /** Ticks at …, 7, 10_007, 20_007, … */
  const ticks = (now: number): Ticks => ({ now, intervalMs: 10_000, offsetMs: 7 })

  test.each<[string, AskedBefore | undefined, number, number | false]>([
    ['never asked: the next tick', undefined, 10_008, 9_999],
    ['never asked, on a tick: the next one', undefined, 10_007, 10_000],
    ['asked on a tick', { askedAt: 10_007, answeredAt: 10_300 }, 10_300, 9_707],
    [
      'asked between ticks counts from the one before',
      { askedAt: 19_900, answeredAt: 19_950 },
      19_950,
      57,
    ],
    [
      'asked a moment early counts as on the tick',
      { askedAt: 19_990, answeredAt: 20_100 },
      20_100,
      9_907,
    ],
    [
      'the answer asks for more',
      { askedAt: 10_007, answeredAt: 10_007, pollAfterMs: 10_001 },
      10_007,
      20_000,
    ],
    [
      'the answer asks for exactly that',
      { askedAt: 10_007, answeredAt: 10_007, pollAfterMs: 10_000 },
      10_007,
      10_000,
    ],
    [
      'the answer asks for less',
      { askedAt: 10_007, answeredAt: 10_007, pollAfterMs: 500 },
      10_007,
      10_000,
    ],
    ['a minute', { askedAt: 10_007, answeredAt: 10_007, pollAfterMs: 60_000 }, 10_007, 60_000],
    ['no timer', { askedAt: 10_007, answeredAt: 10_007, pollAfterMs: null }, 10_007, false],
    [
      'no timer, whatever retryAfterMs',
      { askedAt: 7, answeredAt: 7, pollAfterMs: null, retryAfterMs: 5 },
      7,
      false,
    ],
    [
      'held back from the answer on',
      { askedAt: 10_007, answeredAt: 10_500, retryAfterMs: 10_000 },
      10_500,
      19_507,
    ],
    [
      'held back until a tick',
      { askedAt: 10_007, answeredAt: 10_500, retryAfterMs: 9_507 },
      10_500,
      9_507,
    ],
    [
      'held back for less than the rest',
      { askedAt: 10_007, answeredAt: 10_500, retryAfterMs: 1 },
      10_500,
      9_507,
    ],
    ['missed by a slow answer', { askedAt: 10_007, answeredAt: 25_000 }, 25_000, 5_007],
    ['missed by a sleeping tab', { askedAt: 10_007, answeredAt: 10_100 }, 85_000, 5_007],
    ['due this moment', { askedAt: 10_007, answeredAt: 10_100 }, 20_007, 10_000],
    [
      'a fraction is rounded up, not down',
      { askedAt: 10_007, answeredAt: 10_007.4 },
      10_007.4,
      10_000,
    ],
  ])('%s', (_, asked, now, delay) => {
    expect(nextPollDelay(asked, ticks(now))).toBe(delay)
  })

  const ms = fc.integer({ min: 0, max: 10_000_000 })
  const rounds = fc.record({
    askedAt: ms,
    answerTakesMs: fc.nat(60_000),
    passedMs: fc.nat(600_000),
    pollAfterMs: fc.option(fc.nat(300_000), { nil: undefined }),
    retryAfterMs: fc.option(fc.nat(300_000), { nil: undefined }),
    intervalMs: fc.integer({ min: MIN_INTERVAL_MS, max: 120_000 }),
    offsetMs: fc.integer({ min: -200_000, max: 200_000 }),
  })
  /** Of one round in whole milliseconds: what was asked, the clock, and when it may be asked again. */
  function play(round: typeof rounds extends fc.Arbitrary<infer T> ? T : never): {
    asked: AskedBefore
    now: number
    clock: Ticks
    mayAskAt: number
  } {
    const { askedAt, answerTakesMs, passedMs, pollAfterMs, retryAfterMs, intervalMs, offsetMs } =
      round
    const answeredAt = askedAt + answerTakesMs
    const now = answeredAt + passedMs
    const sinceTick = (((askedAt - offsetMs) % intervalMs) + intervalMs) % intervalMs
    // Fired up to 20 ms early: meant for the tick to come.
    const isEarly = sinceTick >= intervalMs - 20
    const askedTick = askedAt - sinceTick + (isEarly ? intervalMs : 0)
    return {
      asked: { askedAt, answeredAt, pollAfterMs, retryAfterMs },
      now,
      clock: { now, intervalMs, offsetMs },
      mayAskAt: Math.max(
        askedTick + Math.max(intervalMs, pollAfterMs ?? 0),
        answeredAt + (retryAfterMs ?? 0),
      ),
    }
  }

  test('is the first tick that comes when asking is allowed again', () => {
    fc.assert(
      fc.property(rounds, (round) => {
        const { asked, now, clock, mayAskAt } = play(round)
        const delay = nextPollDelay(asked, clock)
        expect(delay).not.toBe(false)
        if (delay === false) return
        const next = now + delay
        expect(delay).toBeGreaterThanOrEqual(1)
        expect(Math.abs((next - clock.offsetMs) % clock.intervalMs)).toBe(0)
        expect(next).toBeGreaterThanOrEqual(mayAskAt)
        // The tick before is not allowed yet, or has passed.
        expect(next - clock.intervalMs).toBeLessThan(Math.max(mayAskAt, now + 1))
      }),
      { numRuns: 2_000 },
    )
  })

  test('never falls before its tick, and at most a moment after, by a clock with fractions', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    fc.assert(
      fc.property(rounds, fraction, fraction, (round, part, offsetPart) => {
        const { asked, now, clock } = play(round)
        const exact = {
          now: now + part,
          intervalMs: clock.intervalMs,
          offsetMs: clock.offsetMs + offsetPart,
        }
        const delay = nextPollDelay({ ...asked, answeredAt: asked.answeredAt + part }, exact)
        expect(delay).not.toBe(false)
        if (delay === false) return
        expect(Number.isInteger(delay)).toBe(true)
        expect(delay).toBeGreaterThanOrEqual(1)
        const into = exact.now + delay - exact.offsetMs
        const late = into - Math.floor((into + 1e-6) / exact.intervalMs) * exact.intervalMs
        expect(late).toBeGreaterThan(-1e-5)
        expect(late).toBeLessThan(1.00001)
      }),
      { numRuns: 2_000 },
    )
  })

  test('two badges that were asked between the same ticks meet at one tick', () => {
    fc.assert(
      fc.property(fc.nat(9_979), fc.nat(9_979), (first, second) => {
        const now = 10_007 + Math.max(first, second)
        const meet = [first, second].map((into) =>
          nextPollDelay({ askedAt: 10_007 + into, answeredAt: now }, ticks(now)),
        )
        expect(meet[0]).toBe(meet[1])
      }),
    )
  })

  test('no timer, whenever the answer says so', () => {
    fc.assert(
      fc.property(rounds, (round) => {
        const { asked, clock } = play(round)
        expect(nextPollDelay({ ...asked, pollAfterMs: null }, clock)).toBe(false)
      }),
    )
  })

  test('isPollDue says when the tick has come', () => {
    fc.assert(
      fc.property(rounds, (round) => {
        const { asked, now, clock, mayAskAt } = play(round)
        const { offsetMs, intervalMs } = clock
        const nextTick = Math.ceil((mayAskAt - offsetMs) / intervalMs) * intervalMs + offsetMs
        expect(isPollDue(asked, clock)).toBe(nextTick <= now)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('isPollDue', () => {
  const asked: AskedBefore = { askedAt: 10_007, answeredAt: 10_100 }

  test.each<[string, AskedBefore | undefined, number, boolean]>([
    ['never asked', undefined, 0, true],
    ['before the tick', asked, 20_006, false],
    ['on the tick', asked, 20_007, true],
    ['answered as the tick comes', { ...asked, answeredAt: 20_007 }, 20_007, true],
    ['long after', asked, 99_999, true],
    ['held back', { ...asked, retryAfterMs: 60_000 }, 70_006, false],
    ['held back long enough', { ...asked, retryAfterMs: 59_907 }, 70_007, true],
    ['no timer: a look at the page still asks', { ...asked, pollAfterMs: null }, 20_007, true],
    ['no timer: but not at once again', { ...asked, pollAfterMs: null }, 20_006, false],
  ])('%s', (_, before, now, isDue) => {
    expect(isPollDue(before, { now, intervalMs: 10_000, offsetMs: 7 })).toBe(isDue)
  })
})
