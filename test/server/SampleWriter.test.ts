import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Sample } from '../../src/core/sample'
import { FaultLog } from '../../src/server/FaultLog'
import { MAX_WAITING, SampleWriter } from '../../src/server/SampleWriter'
import { memoryStore } from '../../src/server/memoryStore'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:00.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

it('loses the oldest samples when more wait than it can hold, and says how many', async () => {
  const kept: Sample[] = []
  let isBroken = true
  const store = {
    ...memoryStore(),
    append: async (samples: readonly Sample[]) => {
      if (isBroken) throw new Error('gone')
      kept.push(...samples)
    },
  }
  const info = vi.fn<(line: string) => void>()
  const faultLog = new FaultLog({ error: () => undefined, info }, Date.now)
  const writer = new SampleWriter({ store, now: () => 0, recordEveryMs: 15_000, faultLog })
  const count = MAX_WAITING + 5
  for (let index = 0; index < count; index++) {
    const reading = { viewers: index, views: null, unit: 'people', via: 'counts' } as const
    writer.note({ streamId: `S${index}`, at: Date.now(), ...reading }, () => {
      throw new Error('made for nobody')
    })
  }
  await vi.advanceTimersByTimeAsync(500)
  isBroken = false
  await vi.advanceTimersByTimeAsync(500)
  expect(kept.map(({ viewers }) => viewers)).toEqual(
    Array.from({ length: MAX_WAITING }, (_, index) => index + 5),
  )
  expect(info.mock.calls).toEqual([
    [
      '[mux-viewers] The store takes samples again. Written late: 20000; 5 could not be kept and are lost.',
    ],
  ])
})

it('keeps what came while a slow write went on, though the oldest were lost meanwhile', async () => {
  const kept: Sample[] = []
  const store = {
    ...memoryStore(),
    append: async (samples: readonly Sample[]) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      kept.push(...samples)
    },
  }
  const info = vi.fn<(line: string) => void>()
  const faultLog = new FaultLog({ error: () => undefined, info }, Date.now)
  const writer = new SampleWriter({ store, now: () => 0, recordEveryMs: 15_000, faultLog })
  const note = (index: number): void =>
    writer.note(
      {
        streamId: `S${index}`,
        at: Date.now(),
        viewers: index,
        views: null,
        unit: 'people',
        via: '',
      },
      () => {
        throw new Error('made for nobody')
      },
    )
  note(0)
  await vi.advanceTimersByTimeAsync(500)
  // The first is being written: it counts among those that wait.
  for (let index = 1; index < MAX_WAITING + 10; index++) note(index)
  await vi.advanceTimersByTimeAsync(60_000)
  const viewers = kept.map((sample) => sample.viewers)
  expect(info.mock.calls.join()).toContain('; 9 could not be kept and are lost.')
  expect(viewers[0]).toBe(0)
  expect(new Set(viewers).size).toBe(viewers.length)
  expect(viewers.slice(1)).toEqual(Array.from({ length: MAX_WAITING }, (_, index) => index + 10))
})
