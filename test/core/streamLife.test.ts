import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  STREAM_EVENT_TYPES,
  streamLife,
  type StreamEvent,
  type StreamEventType,
} from '../../src/core/streamLife'

const GAP = 60

/** Events told as `seconds type`, in the order told. */
function lifeOf(...told: string[]) {
  const events = told.map((line, index): StreamEvent => {
    const [at, type] = line.split(' ') as [string, StreamEventType]
    return { id: `e${index}`, streamId: 'A', type, at: Number(at) }
  })
  const { status, broadcasts } = streamLife(events, GAP)
  const spans = broadcasts.map(
    ({ startedAt, disconnectedAt, endedAt }) =>
      `${startedAt}-${endedAt ?? ''}/${disconnectedAt ?? ''}`,
  )
  return [status, ...spans]
}

it.each([
  ['nothing has happened', [], [null]],
  ['the encoder connects', ['0 connected'], [null]],
  ['it goes live', ['0 connected', '3 active'], ['active', '3-/']],
  ['the encoder goes away', ['3 active', '9 disconnected'], ['reconnecting', '3-/9']],
  ['it comes back', ['3 active', '9 disconnected', '12 connected'], ['active', '3-/']],
  ['it comes back live', ['3 active', '9 disconnected', '12 active'], ['active', '3-/']],
  [
    'it is back within the second',
    ['3 active', '9 connected', '9 disconnected'],
    ['active', '3-/'],
  ],
  [
    'it comes and goes within a second',
    ['9 active', '9 disconnected', '9 connected'],
    ['reconnecting', '9-/9'],
  ],
  [
    'it is disabled and enabled within a second',
    ['3 active', '9 enabled', '9 disabled'],
    ['idle', '3-9/'],
  ],
  ['it ends and begins within a second', ['3 active', '9 active', '9 idle'], ['active', '3-/']],
  ['it is idle after it was disabled', ['3 active', '9 disabled', '70 idle'], ['disabled', '3-9/']],
  ['it stays away', ['3 active', '9 disconnected', '69 idle'], ['idle', '3-69/9']],
  [
    'it goes away twice',
    ['3 active', '9 disconnected', '10 disconnected'],
    ['reconnecting', '3-/9'],
  ],
  ['it ends without a word on the encoder', ['3 active', '69 idle'], ['idle', '3-69/']],
  ['it is told live again and again', ['3 active', '4 active'], ['active', '3-/']],
  [
    'a hiccup is shorter than the gap',
    ['3 active', '9 disconnected', '9 idle', '68 active'],
    ['active', '3-/'],
  ],
  [
    'a hiccup is as long as the gap',
    ['3 active', '9 disconnected', '9 idle', '69 active'],
    ['active', '3-9/9', '69-/'],
  ],
  [
    'the second of the evening begins',
    ['3 active', '9 idle', '100 connected', '103 active', '200 idle'],
    ['idle', '3-9/', '103-200/'],
  ],
  ['it is disabled while live', ['3 active', '9 disabled'], ['disabled', '3-9/']],
  ['it is enabled again', ['3 active', '9 disabled', '100 enabled'], ['idle', '3-9/']],
  ['it is enabled while live', ['3 active', '9 enabled'], ['active', '3-/']],
  ['it is deleted', ['3 active', '9 deleted', '100 active'], ['deleted', '3-9/']],
  [
    'its end is told within the second in which it began',
    ['3 idle', '3 disconnected', '3 active'],
    ['idle', '3-3/3'],
  ],
  ['it was never live', ['3 idle', '5 disconnected'], ['idle']],
])('%s', (_, told, life) => {
  expect(lifeOf(...told)).toEqual(life)
})

const EVENTS = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    streamId: fc.constant('A'),
    type: fc.constantFrom(...STREAM_EVENT_TYPES),
    at: fc.integer({ min: 0, max: 500 }),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
)

it('is the same in whatever order its events come', () => {
  fc.assert(
    fc.property(
      EVENTS,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (events, dice) => {
        const shuffled = events
          .map((event) => ({ event, place: Number(dice.next().value) }))
          .sort((one, other) => one.place - other.place)
          .map(({ event }) => event)
        expect(streamLife(shuffled, GAP)).toEqual(streamLife(events, GAP))
      },
    ),
  )
})

it('has broadcasts one after the other, at least a gap apart, of which the last alone goes on', () => {
  fc.assert(
    fc.property(EVENTS, (events) => {
      const { broadcasts, status } = streamLife(events, GAP)
      broadcasts.forEach(({ startedAt, disconnectedAt, endedAt }, index) => {
        const before = broadcasts[index - 1]?.endedAt ?? Number.NEGATIVE_INFINITY
        expect(startedAt - before).toBeGreaterThanOrEqual(GAP)
        expect(endedAt ?? Infinity).toBeGreaterThanOrEqual(disconnectedAt ?? startedAt)
        expect(disconnectedAt ?? startedAt).toBeGreaterThanOrEqual(startedAt)
      })
      const isRunning = broadcasts.length > 0 && broadcasts.at(-1)!.endedAt === null
      expect(status === 'active' || status === 'reconnecting').toBe(isRunning)
    }),
  )
})
