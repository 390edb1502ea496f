import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickOf, type Sample } from '../../src/core/sample'
import { summarize } from '../../src/core/summarize'
import type { ThinOptions, ViewersStore } from '../../src/server/ViewersStore'
import { slowBuckets } from './slowBuckets'

const EVERY = 15_000
const MINUTE = 60_000
const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 0, 2, 3, 0, 0)
const ALL = { from: BEGIN, to: BEGIN + 24 * HOUR }
const NOTHING: ThinOptions = { samples: -Infinity, minutes: -Infinity, recordEvery: EVERY }

let streams = 0
const newStream = (): string => `Thinned_${(streams += 1)}`

function sampleAt(streamId: string, seconds: number, more: Partial<Sample> = {}): Sample {
  const at = BEGIN + seconds * 1_000
  const tick = tickOf(at, EVERY)
  return { streamId, tick, at, viewers: 1, views: null, unit: 'people', via: 'counts', ...more }
}

/** What every store must do with what is old; each test uses streams of its own. */
export function thinContract(open: () => ViewersStore, runs: number): void {
  const thinAll = async (ages: Partial<ThinOptions>): Promise<void> => {
    const old = { ...NOTHING, ...ages }
    for (const streamId of await open().oldStreams(old)) {
      /* oxlint-disable-next-line no-await-in-loop */
      while (await open().thin(streamId, old)) continue
    }
  }
  const bucketsBy = (streamId: string, step: number) =>
    open().buckets({ streamId, ...ALL, step, recordEvery: EVERY })

  it(
    'has the same sums, highest and last numbers when it is thinned, however often',
    { timeout: 60_000 },
    async () => {
      const store = open()
      await fc.assert(
        fc.asyncProperty(HOURS, AGES, async (drawn, ages) => {
          const streamId = newStream()
          const samples = drawn.map(({ seconds, ...more }) => sampleAt(streamId, seconds, more))
          const half = Math.floor(samples.length / 2)
          const byTime = samples.toSorted((one, other) => one.at - other.at)
          await store.append(byTime.slice(0, half))
          // What is written later is younger than what was thinned.
          const young = byTime[half]?.at ?? BEGIN
          await thinAll({ samples: Math.min(young, BEGIN + ages[0] * MINUTE) })
          await store.append(byTime.slice(half))
          await thinAll({ samples: BEGIN + ages[1] * MINUTE })
          await thinAll({ samples: BEGIN + ages[2] * MINUTE, minutes: BEGIN + ages[3] * HOUR })
          const step = (await store.longestStep({ streamId, ...ALL })) || MINUTE
          const asked = { streamId, ...ALL, step, recordEvery: EVERY }
          expect(await store.buckets(asked)).toEqual(slowBuckets(samples, asked))
          const daily = { ...asked, from: BEGIN - (BEGIN % (24 * HOUR)), step: 24 * HOUR }
          expect(await store.buckets(daily)).toEqual(slowBuckets(samples, daily))
          expect(await store.newest(streamId)).toEqual(byTime.at(-1) ?? null)
          // All of it in one broadcast.
          const span = { id: 'b', startedAt: ALL.from, disconnectedAt: null, endedAt: ALL.to }
          const by = { recordEvery: EVERY, until: ALL.to }
          expect(summarize(await store.record({ streamId, ...ALL }), span, by)).toEqual(
            summarize({ samples: byTime, buckets: [] }, span, by),
          )
        }),
        { numRuns: runs },
      )
    },
  )

  describe('what is old', () => {
    const evening = (streamId: string): Sample[] =>
      Array.from({ length: 960 }, (_, index) =>
        sampleAt(streamId, index * 15, { viewers: index, views: index }),
      )

    it('is kept by the minute, then by the hour, then forgotten', async () => {
      const store = open()
      const streamId = newStream()
      const range = { streamId, ...ALL }
      await store.append(evening(streamId))
      const kept = async () => {
        const { samples, buckets } = await store.record(range)
        return [
          samples.length,
          ...[MINUTE, HOUR].map((step) => buckets.filter((one) => one.step === step).length),
        ]
      }
      expect(await kept()).toEqual([960, 0, 0])
      expect(await store.longestStep(range)).toBe(0)
      await thinAll({ samples: BEGIN + 2 * HOUR })
      expect(await kept()).toEqual([480, 120, 0])
      expect(await store.longestStep(range)).toBe(MINUTE)
      expect(await store.longestStep({ ...range, from: BEGIN + 3 * HOUR })).toBe(0)
      await thinAll({ samples: BEGIN + 3 * HOUR, minutes: BEGIN + HOUR })
      expect(await kept()).toEqual([240, 120, 1])
      expect(await store.longestStep(range)).toBe(HOUR)
      await thinAll({ samples: Infinity, minutes: Infinity })
      // The newest one stays.
      expect(await kept()).toEqual([1, 0, 4])
      await store.forget({ hours: BEGIN + 2 * HOUR, events: -Infinity })
      expect(await kept()).toEqual([1, 0, 2])
      expect((await store.newest(streamId))?.viewers).toBe(959)
    })

    it('is counted once, whoever thins at the same time', async () => {
      const store = open()
      const streamId = newStream()
      const samples = evening(streamId)
      await store.append(samples)
      const ages = { ...NOTHING, samples: BEGIN + 3 * HOUR, minutes: BEGIN + HOUR }
      // Who comes second may find nothing, or fail and come again.
      await Promise.allSettled([1, 2, 3, 4].map(() => store.thin(streamId, ages)))
      await thinAll(ages)
      const asked = { streamId, ...ALL, step: HOUR, recordEvery: EVERY }
      expect(await store.buckets(asked)).toEqual(slowBuckets(samples, asked))
    })

    it('takes what is written late, and a number that is higher', async () => {
      const store = open()
      const streamId = newStream()
      const [first, late, ...rest] = evening(streamId)
      await store.append([first!, ...rest])
      await thinAll({ samples: BEGIN + HOUR })
      await store.append([{ ...late!, viewers: 5_000 }])
      await thinAll({ samples: BEGIN + HOUR })
      const [hour] = await bucketsBy(streamId, HOUR)
      expect(hour).toMatchObject({ max: 5_000, last: 239 })
    })

    it('is counted once where ticks are not in the order of time, as when recordEvery was changed', async () => {
      const store = open()
      const streamId = newStream()
      const at = (tick: number, read: number): Sample =>
        sampleAt(streamId, read, { tick: BEGIN + tick * 1_000, viewers: 10 })
      await store.append([at(3_540, 3_599), at(3_555, 3_556), at(3_570, 3_571), at(3_600, 3_601)])
      const covered = async () =>
        (await bucketsBy(streamId, 4 * HOUR)).map(({ coveredMs }) => coveredMs)
      const before = await covered()
      await thinAll({ samples: BEGIN + 3_560_000 })
      await thinAll({ samples: BEGIN + HOUR })
      await thinAll({ samples: BEGIN + 2 * HOUR })
      expect(await covered()).toEqual(before)
    })

    it('of one number that is followed by nothing stays as it is', async () => {
      const store = open()
      const streamId = newStream()
      await store.append([sampleAt(streamId, 0, { viewers: 3 })])
      await thinAll({ samples: Infinity, minutes: Infinity })
      expect(await store.record({ streamId, ...ALL })).toEqual({
        samples: [sampleAt(streamId, 0, { viewers: 3 })],
        buckets: [],
      })
    })

    it('of events are those before an end that is recorded', async () => {
      const store = open()
      const [ended, running] = [newStream(), newStream()]
      for (const streamId of [ended, running]) {
        for (const hour of [1, 2, 3]) {
          const at = BEGIN + hour * HOUR
          // oxlint-disable-next-line no-await-in-loop
          await store.addEvent({ id: `event-${hour}`, streamId, type: 'active', at })
        }
      }
      const broadcast = {
        id: 'event-1',
        startedAt: new Date(BEGIN + HOUR).toISOString(),
        endedAt: new Date(BEGIN + 2 * HOUR).toISOString(),
        peak: null,
        peakAt: null,
        average: null,
        last: null,
        viewerSeconds: 0,
        coveredSeconds: 0,
      }
      await store.addBroadcast({ streamId: ended, broadcast })
      const ids = async (streamId: string) =>
        (await store.events(streamId, 0)).map(({ id }) => id).toSorted()
      await store.forget({ hours: -Infinity, events: BEGIN + HOUR })
      expect(await ids(ended)).toEqual(['event-1', 'event-2', 'event-3'])
      await store.forget({ hours: -Infinity, events: Infinity })
      expect(await ids(ended)).toEqual(['event-2', 'event-3'])
      expect(await ids(running)).toEqual(['event-1', 'event-2', 'event-3'])
    })
  })

  describe('a lease', () => {
    const lease = (name: string, owner: string, now: number, until = now + 100) =>
      open().lease({ name, owner, now, until })

    it('is of one, until its time is over, or it is given back', async () => {
      const name = newStream()
      expect(await lease(name, 'one', 0)).toBe(true)
      expect(await lease(name, 'other', 50)).toBe(false)
      expect(await lease(name, 'one', 90)).toBe(true)
      expect(await lease(name, 'other', 150)).toBe(false)
      expect(await lease(name, 'other', 190)).toBe(true)
      expect(await lease(name, 'one', 200)).toBe(false)
      expect(await lease(name, 'other', 210, 210)).toBe(true)
      expect(await lease(name, 'one', 210)).toBe(true)
      expect(await lease(newStream(), 'other', 210)).toBe(true)
    })

    it('is of one of many who ask at once', async () => {
      const name = newStream()
      const owners = Array.from({ length: 8 }, (_, index) => `owner-${index}`)
      const taken = await Promise.all(owners.map((owner) => lease(name, owner, 0)))
      expect(taken.filter(Boolean)).toHaveLength(1)
    })

    it('is another one in upper and lower case', async () => {
      const name = newStream()
      expect(await lease(`${name}Shop`, 'one', 0)).toBe(true)
      expect(await lease(`${name}shop`, 'other', 0)).toBe(true)
    })

    it('of a clock that was hours ahead is none', async () => {
      const name = newStream()
      expect(await lease(name, 'one', 2 * HOUR)).toBe(true)
      expect(await lease(name, 'other', 0)).toBe(true)
    })
  })
}

const HOURS = fc.uniqueArray(
  fc.record({
    seconds: fc.integer({ min: 0, max: 4 * 3_600 }),
    viewers: fc.integer({ min: 0, max: 100 }),
    unit: fc.constantFrom('people', 'people', 'people', 'people', 'playbacks'),
  }),
  { selector: ({ seconds }) => Math.floor(seconds / 15), maxLength: 80 },
)

const AGES = fc.tuple(
  fc.integer({ min: 0, max: 240 }),
  fc.integer({ min: 0, max: 240 }),
  fc.integer({ min: 0, max: 240 }),
  fc.integer({ min: 0, max: 5 }),
)
