import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { SequenceSet } from '../../src/emulator/SequenceSet'
import { countAll } from './countAll'
import { syntheticPlayer } from './syntheticPlayer'

const event = fc.record(
  {
    e: fc.constantFrom(
      'viewstart',
      'play',
      'playing',
      'pause',
      'hb',
      'requestcompleted',
      'ended',
      'error',
      'viewend',
    ),
    xid: fc.constantFrom('a', 'b', 'c'),
    mvrid: fc.constantFrom('one', 'two'),
    uusid: fc.constantFrom('me', 'you'),
    pispa: fc.boolean(),
    xpntimscv: fc.integer({ min: 0, max: 400_000 }),
  },
  { requiredKeys: ['e', 'xid'] },
)

/** Batches as players send them: the events of a view are numbered in their order. */
const sent = fc
  .array(fc.array(event, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 })
  .map((batches) => {
    const numbers = new Map<string, number>()
    return batches.map((events, index) => ({
      at: index * 7_000,
      body: {
        events: events.map((one) => {
          const number = (numbers.get(one.xid) ?? 0) + 1
          numbers.set(one.xid, number)
          return { ...one, xsqno: number }
        }),
      },
    }))
  })

const times = Array.from({ length: 50 }, (_, index) => index * 8_333)

describe('a batch that comes again', () => {
  test('changes nothing, neither at once nor later nor all over', () => {
    fc.assert(
      fc.property(sent, fc.integer({ min: 0, max: 11 }), (batches, which) => {
        const once = countAll()
        const repeated = countAll()
        for (const [index, { body, at }] of batches.entries()) {
          once.receive(body, at)
          repeated.receive(body, at)
          if (index % 2 === 0) repeated.receive(body, at + 10)
          const earlier = batches[Math.min(which, index)]!
          repeated.receive(earlier.body, at + 20)
        }
        for (const { body, at } of batches) repeated.receive(body, at + 300_000)
        for (const at of times) expect(repeated.counts(at)).toEqual(once.counts(at))
      }),
    )
  })

  test('with more in it, counts what is new', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    const first = player.start()
    all.receive(first, 0)
    all.receive({ events: [...first.events, ...player.say('pause').events] }, 10_000)
    expect(all.at(10_000)).toBe('0/0')
  })
})

test('who is watching does not depend on the order in which batches arrive', () => {
  fc.assert(
    fc.property(
      sent.chain((batches) =>
        fc.tuple(fc.constant(batches), fc.shuffledSubarray(batches, { minLength: batches.length })),
      ),
      ([batches, shuffled]) => {
        const describeViews = (order: typeof batches) => {
          const all = countAll()
          for (const { body } of order) all.receive(body, 0)
          return [...all.log.viewsOf({ kind: 'video_id', id: 'everything' })]
            .map(({ id, viewer, paused, failed, endedAt }) => ({
              id,
              viewer,
              paused,
              failed,
              ended: endedAt !== null,
            }))
            .toSorted((one, other) => one.id.localeCompare(other.id))
        }
        expect(describeViews(shuffled)).toEqual(describeViews(batches))
      },
    ),
  )
})

test('viewers are never more than views, and never negative', () => {
  fc.assert(
    fc.property(sent, (batches) => {
      const all = countAll()
      for (const { body, at } of batches) {
        all.receive(body, at)
        const { viewers, views } = all.counts(at)
        expect(viewers).toBeLessThanOrEqual(views)
        expect(viewers >= 0).toBe(true)
      }
    }),
  )
})

describe('memory', () => {
  test('views long gone are dropped: ended ones after 10 minutes, silent ones after 65', () => {
    const all = countAll()
    for (let index = 0; index < 100; index += 1) {
      const player = syntheticPlayer({ view_id: `view-${index}` })
      all.receive(player.start(), 0)
      if (index < 40) all.receive(player.end(), 1_000)
    }
    expect(all.log.size).toBe(100)
    all.receive(syntheticPlayer({ view_id: 'late' }).start(), 11 * 60_000)
    expect(all.log.size).toBe(61)
    all.receive(syntheticPlayer({ view_id: 'later' }).start(), 76 * 60_000)
    expect(all.log.size).toBe(2)
    expect([...all.log.viewsOf({ kind: 'video_id', id: 'everything' })]).toHaveLength(2)
  })

  test('numbers seen are a set, and a bounded one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (numbers) => {
        const seen = new SequenceSet()
        const plain = new Set<number>()
        for (const number of numbers) {
          expect(seen.add(number)).toBe(!plain.has(number))
          plain.add(number)
        }
      }),
    )
    const holes = new SequenceSet()
    for (let number = 0; number < 10_000; number += 2) holes.add(number)
    expect(holes.add(1)).toBe(false)
    expect(holes.add(9_997)).toBe(true)
    expect(holes.add(9_998)).toBe(false)
  })
})
