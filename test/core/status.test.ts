import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { resolveStatus, type Shown, type Situation } from '../../src/core/status'

const NOON = '2026-01-01T12:00:00.000Z'
const EARLIER = '2026-01-01T11:59:00.000Z'
const LATER = '2026-01-01T12:01:00.000Z'

const mux: ViewerSnapshot = {
  streamId: 'a',
  viewers: 247,
  views: 300,
  unit: 'people',
  source: 'mux',
  asOf: NOON,
}
const store: ViewerSnapshot = { streamId: 'a', viewers: 12, source: 'fallback', asOf: NOON }
const idle: ViewerSnapshot = { streamId: 'a', viewers: 0, source: null, stream: 'idle' }
const ended: ViewerSnapshot = { ...idle, stream: 'ended' }
const noNumber: ViewerSnapshot = { streamId: 'a', viewers: null, source: null }
const broadcast = {
  id: 'b',
  startedAt: EARLIER,
  endedAt: NOON,
  peak: 9,
  peakAt: EARLIER,
  average: 5,
  last: 4,
  viewerSeconds: 300,
  coveredSeconds: 60,
}
const dated = (viewers: number, asOf: string): { viewers: number; asOf: number } => ({
  viewers,
  asOf: Date.parse(asOf),
})
const undated = { viewers: 31, asOf: Infinity }

/** Nothing asked, nothing known, online. */
const NOTHING_YET: Situation = {
  streamId: 'a',
  isStreaming: undefined,
  sawStreaming: false,
  snapshot: undefined,
  answerAgeMs: 0,
  staleAfterMs: 75_000,
  fallback: null,
  isAwaited: true,
}
const aged = (snapshot: ViewerSnapshot, ageMs: number): ViewerSnapshot => ({ ...snapshot, ageMs })
const JUST_FRESH = aged(mux, 74_999)
const FRESH: Partial<Situation> = { snapshot: JUST_FRESH }
const OLD: Partial<Situation> = { snapshot: aged(mux, 75_000) }

const NO_NUMBER: Shown = {
  viewers: null,
  views: null,
  unit: null,
  status: 'unknown',
  source: null,
  dot: null,
  turnsInMs: null,
}
const IS_IDLE: Shown = { ...NO_NUMBER, viewers: 0, views: 0, status: 'idle' }
const IS_ENDED: Shown = { ...NO_NUMBER, viewers: 0, views: 0, status: 'ended' }
const LOADING: Shown = { ...NO_NUMBER, status: 'loading' }
const GREEN: Shown = {
  viewers: 247,
  views: 300,
  unit: 'people',
  status: 'fresh',
  source: 'mux',
  dot: 'solid',
  turnsInMs: 1,
}
const STALE: Shown = { ...GREEN, status: 'stale', dot: 'hollow', turnsInMs: null }
const FROM_STORE: Shown = { ...NO_NUMBER, viewers: 12, status: 'fallback', source: 'fallback' }
const FROM_APP: Shown = { ...NO_NUMBER, viewers: 31, status: 'fallback', source: 'fallback' }

type Row = [situation: string, given: Partial<Situation>, shown: Shown]

function holds(rows: Row[]): void {
  test.each(rows)('%s', (_, given, shown) => {
    expect(resolveStatus({ ...NOTHING_YET, ...given })).toEqual(shown)
  })
}

describe('1. the app says it does not stream', () => {
  holds([
    ['idle when this hook never saw it stream', { isStreaming: false }, IS_IDLE],
    ['ended when it did', { isStreaming: false, sawStreaming: true }, IS_ENDED],
    [
      'ended when the last broadcast has ended',
      { isStreaming: false, snapshot: { ...mux, broadcast } },
      IS_ENDED,
    ],
    [
      'idle while the broadcast still runs',
      { isStreaming: false, snapshot: { ...mux, broadcast: { ...broadcast, endedAt: null } } },
      IS_IDLE,
    ],
    ['before: no stream id', { isStreaming: false, streamId: null }, IS_IDLE],
    ["before: the server's word", { isStreaming: false, snapshot: ended }, IS_IDLE],
    ['before: a fresh reading', { ...FRESH, isStreaming: false }, IS_IDLE],
    ['before: a fallback', { isStreaming: false, fallback: undated }, IS_IDLE],
    ['before: a failure', { isStreaming: false, isAwaited: false }, IS_IDLE],
  ])
})

describe('2. no stream id', () => {
  holds([
    ['no number', { streamId: null }, NO_NUMBER],
    ['also when the app says it streams', { streamId: null, isStreaming: true }, NO_NUMBER],
    ["before: the server's word", { streamId: null, snapshot: idle }, NO_NUMBER],
    ['before: a fresh reading', { ...FRESH, streamId: null }, NO_NUMBER],
    ['before: a fallback', { streamId: null, fallback: undated }, NO_NUMBER],
  ])
})

describe('3. the server says it does not stream', () => {
  holds([
    [
      'idle, until the answer is old',
      { snapshot: idle, answerAgeMs: 74_999 },
      { ...IS_IDLE, turnsInMs: 1 },
    ],
    [
      'ended, until the answer is old',
      { snapshot: ended, answerAgeMs: 0 },
      { ...IS_ENDED, turnsInMs: 75_000 },
    ],
    ['not by an old answer', { snapshot: idle, answerAgeMs: 75_000 }, NO_NUMBER],
    [
      'by an old answer that asks for no timer',
      { snapshot: { ...idle, pollAfterMs: null }, answerAgeMs: 9e9 },
      IS_IDLE,
    ],
    ['not when the app says it streams', { snapshot: idle, isStreaming: true }, NO_NUMBER],
    [
      'before: a fresh reading in the same answer',
      { ...FRESH, snapshot: { ...JUST_FRESH, stream: 'idle' } },
      { ...IS_IDLE, turnsInMs: 75_000 },
    ],
    [
      'before: a fallback',
      { snapshot: ended, fallback: undated },
      { ...IS_ENDED, turnsInMs: 75_000 },
    ],
    [
      'before: a failure since',
      { snapshot: idle, isAwaited: false },
      { ...IS_IDLE, turnsInMs: 75_000 },
    ],
    ...(['active', 'reconnecting', 'unknown'] as const).map((stream): Row => [
      `not when it says ${stream}`,
      { ...FRESH, snapshot: { ...JUST_FRESH, stream } },
      GREEN,
    ]),
  ])
})

describe('4. a fresh reading', () => {
  holds([
    ['green, and says for how long', FRESH, GREEN],
    ['just read', { snapshot: aged(mux, 0) }, { ...GREEN, turnsInMs: 75_000 }],
    [
      'hollow while the 0 is not verified',
      { snapshot: { ...JUST_FRESH, viewers: 0, verified: false } },
      { ...GREEN, viewers: 0, dot: 'hollow' },
    ],
    ['green once verified', { ...FRESH, snapshot: { ...JUST_FRESH, verified: true } }, GREEN],
    [
      'without views and unit',
      { snapshot: { streamId: 'a', viewers: 1, source: 'mux', ageMs: 74_999 } },
      { ...GREEN, viewers: 1, views: null, unit: null },
    ],
    ['shown also when the app says it streams', { ...FRESH, isStreaming: true }, GREEN],
    [
      'shown also when the server says ended but the app says it streams',
      { ...FRESH, isStreaming: true, snapshot: { ...JUST_FRESH, stream: 'ended' } },
      GREEN,
    ],
    ['before: an undated fallback', { ...FRESH, fallback: undated }, GREEN],
    ['before: a newer fallback', { ...FRESH, fallback: dated(31, LATER) }, GREEN],
    ['before: a failure since', { ...FRESH, isAwaited: false }, GREEN],
    ['not when its age is not known', { snapshot: mux }, STALE],
    [
      'of an earlier answer, over a number of the store',
      { snapshot: store, earlier: JUST_FRESH },
      GREEN,
    ],
    [
      'of an earlier answer, when the last has no number',
      { snapshot: noNumber, earlier: JUST_FRESH },
      GREEN,
    ],
    ['not from a database', { snapshot: aged(store, 0) }, FROM_STORE],
    ['not without a number', { snapshot: { ...mux, viewers: null, ageMs: 0 } }, NO_NUMBER],
  ])
})

describe('5. a fallback', () => {
  holds([
    ['undated, before any answer', { fallback: undated }, FROM_APP],
    ['undated, over an old reading', { ...OLD, fallback: undated }, FROM_APP],
    ['dated, newer than the old reading', { ...OLD, fallback: dated(31, LATER) }, FROM_APP],
    ["the store's own", { snapshot: store }, FROM_STORE],
    ["the store's own, newer", { snapshot: store, fallback: dated(31, EARLIER) }, FROM_STORE],
    [
      "the store's own, newer than an earlier reading",
      { snapshot: { ...store, asOf: LATER }, earlier: aged(mux, 75_000) },
      FROM_STORE,
    ],
    [
      "the app's, newer than the store's",
      { snapshot: store, fallback: dated(31, LATER) },
      FROM_APP,
    ],
    ["the app's undated over the store's", { snapshot: store, fallback: undated }, FROM_APP],
    ['when the answer has no number', { snapshot: noNumber, fallback: undated }, FROM_APP],
    ['when the request failed', { isAwaited: false, fallback: undated }, FROM_APP],
    ['offline', { isAwaited: false, fallback: undated }, FROM_APP],
    ['0 is a number', { fallback: { viewers: 0, asOf: Infinity } }, { ...FROM_APP, viewers: 0 }],
    ['before: loading', { isStreaming: true, fallback: undated }, FROM_APP],
  ])
})

describe('6. an old reading', () => {
  holds([
    ['hollow', OLD, STALE],
    [
      'of an earlier answer, no older than the number of the store',
      { snapshot: store, earlier: aged(mux, 75_000) },
      STALE,
    ],
    ['newer than the fallback', { ...OLD, fallback: dated(31, EARLIER) }, STALE],
    ['as old as the fallback', { ...OLD, fallback: dated(31, NOON) }, STALE],
    ['after a failure', { ...OLD, isAwaited: false }, STALE],
    ['offline', { ...OLD, isAwaited: false }, STALE],
  ])
})

describe('7. loading, 8. unknown', () => {
  holds([
    ['loading at first', {}, LOADING],
    ['loading when the app says it streams', { isStreaming: true }, LOADING],
    ['unknown after a failure', { isAwaited: false }, NO_NUMBER],
    ['unknown offline', { isAwaited: false }, NO_NUMBER],
    ['unknown after an answer without a number', { snapshot: noNumber }, NO_NUMBER],
  ])
})

describe('in any situation', () => {
  const counts = fc.option(fc.nat())
  const dates = fc.option(fc.constantFrom(EARLIER, NOON, LATER), { nil: undefined })
  const snapshots: fc.Arbitrary<ViewerSnapshot> = fc
    .record({
      viewers: counts,
      ageMs: fc.option(fc.nat(200_000), { nil: undefined }),
      source: fc.constantFrom('mux', 'fallback', null),
      asOf: dates,
      stream: fc.constantFrom(undefined, 'idle', 'active', 'reconnecting', 'ended', 'unknown'),
      verified: fc.constantFrom(undefined, true, false),
      pollAfterMs: fc.option(fc.nat()),
    })
    .map((snapshot) => ({ streamId: 'a', ...snapshot }) as ViewerSnapshot)
  const situations: fc.Arbitrary<Situation> = fc.record({
    streamId: fc.constantFrom('a', null),
    isStreaming: fc.constantFrom(undefined, true, false),
    sawStreaming: fc.boolean(),
    snapshot: fc.option(snapshots, { nil: undefined }),
    answerAgeMs: fc.nat(200_000),
    staleAfterMs: fc.constant(75_000),
    fallback: fc.option(
      fc.record({ viewers: fc.nat(), asOf: fc.constantFrom(1, Date.parse(LATER), Infinity) }),
    ),
    isAwaited: fc.boolean(),
  })

  test('a number was counted by somebody, or is the 0 of a stream that is not live', () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const { viewers, status, source } = resolveStatus(situation)
        const { snapshot, fallback } = situation
        const isOff = status === 'idle' || status === 'ended'
        const counted = [
          [snapshot?.viewers, snapshot?.source],
          [fallback?.viewers, 'fallback'],
          [null, null],
        ]
        expect(isOff ? [[0, null]] : counted).toContainEqual([viewers, source])
        expect(source === null).toBe(isOff || viewers === null)
      }),
    )
  })

  test('the dot is solid only for a Mux reading that is fresh and not in doubt', () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const { dot, status, source } = resolveStatus(situation)
        if (dot !== 'solid') return
        expect([status, source]).toEqual(['fresh', 'mux'])
        expect(situation.snapshot?.ageMs).toBeLessThan(75_000)
        expect(situation.snapshot?.verified).not.toBe(false)
      }),
    )
  })

  test('it holds until `turnsInMs` and no longer', () => {
    fc.assert(
      fc.property(situations, fc.nat(200_000), (situation, waitMs) => {
        const before = resolveStatus(situation)
        const later = (ms: number): Shown['status'] =>
          resolveStatus({
            ...situation,
            answerAgeMs: situation.answerAgeMs + ms,
            snapshot:
              situation.snapshot?.ageMs === undefined
                ? situation.snapshot
                : aged(situation.snapshot, situation.snapshot.ageMs + ms),
          }).status
        const turnsInMs = before.turnsInMs ?? Number.POSITIVE_INFINITY
        expect(turnsInMs).toBeGreaterThan(0)
        expect(later(Math.min(waitMs, turnsInMs - 1))).toBe(before.status)
        const turned = later(Math.min(turnsInMs, 1e12))
        expect(turned === before.status).toBe(before.turnsInMs === null)
      }),
    )
  })
})
