import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickOf, type Sample } from '../../src/core/sample'
import type { ViewersStore } from '../../src/server/ViewersStore'
import { slowBuckets } from './slowBuckets'

const EVERY = 15_000
const NOW = Date.UTC(2026, 0, 2, 3, 4, 0)

let streams = 0
const newStream = (): string => `Stream_${(streams += 1)}`

/** A sample `seconds` after a full minute. */
function sampleAt(streamId: string, seconds: number, more: Partial<Sample> = {}): Sample {
  const at = NOW + seconds * 1_000
  const tick = tickOf(at, EVERY)
  return { streamId, tick, at, viewers: 1, views: null, unit: 'people', via: 'counts', ...more }
}

/** What every store must do; each test uses streams of its own. */
export function storeContract(open: () => ViewersStore, runs: number): void {
  const range = (streamId: string, from: number, to: number) => ({
    streamId,
    from: NOW + from * 1_000,
    to: NOW + to * 1_000,
    recordEvery: EVERY,
  })

  describe('a sample', () => {
    it('comes back as it was kept', async () => {
      const store = open()
      const streamId = newStream()
      const samples = [
        sampleAt(streamId, 1, { viewers: 247, views: 260 }),
        sampleAt(streamId, 16, { viewers: 0, unit: 'playbacks', via: 'monitoring' }),
        sampleAt(streamId, 31, { viewers: 5_000_000_000, via: 'my own — ünïcode' }),
      ]
      await store.append(samples)
      expect(await store.samples(range(streamId, 0, 60))).toEqual(samples)
      expect(await store.newest(streamId)).toEqual(samples[2])
    })

    it('is the first of its tick, in one write and in two', async () => {
      const store = open()
      const streamId = newStream()
      await store.append([
        sampleAt(streamId, 1, { viewers: 1 }),
        sampleAt(streamId, 2, { viewers: 2 }),
      ])
      await store.append([
        sampleAt(streamId, 0, { viewers: 3 }),
        sampleAt(streamId, 20, { viewers: 4 }),
      ])
      const kept = await store.samples(range(streamId, 0, 60))
      expect(kept.map(({ viewers }) => viewers)).toEqual([1, 4])
    })

    it('is of its own stream, in upper and lower case', async () => {
      const store = open()
      const [upper, lower] = [newStream(), newStream()].map((id) => `${id}Ab`) as [string, string]
      const twin = lower.toLowerCase()
      await store.append([sampleAt(upper, 1), sampleAt(lower, 1, { viewers: 2 })])
      await store.append([sampleAt(twin, 1, { viewers: 3 }), sampleAt('x'.repeat(128), 1)])
      expect((await store.newest(lower))?.viewers).toBe(2)
      expect((await store.newest(twin))?.viewers).toBe(3)
      expect((await store.newest(upper))?.viewers).toBe(1)
      expect(await store.newest(newStream())).toBeNull()
    })

    it('comes in the order of time, however it was written', async () => {
      const store = open()
      const streamId = newStream()
      for (const seconds of [46, 1, 31, 16]) {
        // oxlint-disable-next-line no-await-in-loop
        await store.append([sampleAt(streamId, seconds, { viewers: seconds })])
      }
      const kept = await store.samples(range(streamId, 0, 60))
      expect(kept.map(({ viewers }) => viewers)).toEqual([1, 16, 31, 46])
      expect((await store.newest(streamId))?.viewers).toBe(46)
    })

    it('is in the range from its first moment to before its last', async () => {
      const store = open()
      const streamId = newStream()
      await store.append([7, 22, 37].map((seconds) => sampleAt(streamId, seconds)))
      const between = await store.samples(range(streamId, 7, 37))
      expect(between.map(({ at }) => (at - NOW) / 1_000)).toEqual([7, 22])
    })

    it('is kept by the thousand, with none left out', async () => {
      const store = open()
      const ids = Array.from({ length: 2_500 }, (_, index) => `${newStream()}-${index}`)
      await store.append(ids.map((id, index) => sampleAt(id, 1, { viewers: index })))
      expect((await store.newest(ids[2_499]!))?.viewers).toBe(2_499)
      expect((await store.newest(ids[1_000]!))?.viewers).toBe(1_000)
    })

    it('is kept once by writers at the same time', async () => {
      const store = open()
      const streamId = newStream()
      const written = Array.from({ length: 8 }, (_, writer) =>
        [1, 16, 31].map((seconds) => sampleAt(streamId, seconds, { viewers: writer })),
      )
      await Promise.all(written.map((samples) => store.append(samples)))
      const kept = await store.samples(range(streamId, 0, 60))
      expect(kept.map(({ tick }) => (tick - NOW) / 1_000)).toEqual([0, 15, 30])
    })

    it('of many streams is kept by writers at the same time, in whatever order they write', async () => {
      const store = open()
      const ids = Array.from({ length: 300 }, newStream)
      for (let time = 0; time < 5; time++) {
        const samples = ids.map((id) => sampleAt(id, time * 15))
        // oxlint-disable-next-line no-await-in-loop
        await Promise.all(
          [samples, samples.toReversed(), samples, samples.toReversed()].map((some) =>
            store.append(some),
          ),
        )
      }
      expect(await store.samples(range(ids[299]!, 0, 75))).toHaveLength(5)
    })

    it('is found whatever the length of a tick was when it was kept', async () => {
      const store = open()
      const streamId = newStream()
      const hour = 3_600_000
      const at = Math.floor(NOW / hour) * hour + hour - 1
      await store.append([sampleAt(streamId, 0, { at, tick: tickOf(at, hour), viewers: 7 })])
      const around = { streamId, from: at - 10, to: at + 10, recordEvery: EVERY }
      expect((await store.samples(around)).map(({ viewers }) => viewers)).toEqual([7])
      const step = 15_000
      const from = Math.floor(at / step) * step
      const buckets = await store.buckets({ ...around, from, to: from + step, step })
      expect(buckets.map(({ last }) => last)).toEqual([7])
    })

    it('of none is no fault', async () => {
      const store = open()
      await store.append([])
      await store.migrate()
      expect(await store.buckets({ ...range(newStream(), 0, 60), step: 60_000 })).toEqual([])
    })
  })

  it('sums up any samples as a slow count does', { timeout: 60_000 }, async () => {
    const store = open()
    await fc.assert(
      fc.asyncProperty(SAMPLES, RANGE, async (drawn, { steps, step, first }) => {
        const streamId = newStream()
        const samples = drawn.map(({ seconds, ...more }) => sampleAt(streamId, seconds, more))
        await store.append(samples)
        const from = Math.floor((NOW + first * 1_000) / step) * step
        const asked = { streamId, from, to: from + steps * step, step, recordEvery: EVERY }
        expect(await store.buckets(asked)).toEqual(slowBuckets(samples, asked))
      }),
      { numRuns: runs },
    )
  })
}

const SAMPLES = fc.uniqueArray(
  fc.record({
    seconds: fc.integer({ min: 0, max: 900 }),
    viewers: fc.integer({ min: 0, max: 1_000 }),
    unit: fc.constantFrom('people', 'people', 'people', 'playbacks'),
  }),
  { selector: ({ seconds }) => Math.floor(seconds / 15), maxLength: 40 },
)

const RANGE = fc.record({
  steps: fc.integer({ min: 1, max: 20 }),
  step: fc.constantFrom(1_000, 7_000, 15_000, 60_000, 300_000),
  first: fc.integer({ min: -60, max: 900 }),
})
