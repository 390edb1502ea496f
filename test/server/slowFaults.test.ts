import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { streamId } from '../emulator/startEmulator'
import { slowUpstream, type SlowAnswer } from './slowUpstream'
import type { UpstreamName } from './upstreamFaults'
import { second, third, UPSTREAM_PATHS, upstreamRig } from './upstreamRig'

/** Longer than any wait between two attempts. */
const LONG_MS = 200_000

/** What is asked about many is gathered for so long. */
const GATHER_MS = 10

const upstreams = [
  { name: 'counts', source: 'counts', ttlMs: 15_000, ids: [streamId], good: [2] },
  { name: 'timeseries', source: 'monitoring', ttlMs: 5_000, ids: [streamId], good: [3] },
  { name: 'breakdown', source: 'monitoring', ttlMs: 5_000, ids: [streamId, second], good: [3, 1] },
  { name: 'dimensions', source: 'monitoring', ttlMs: 5_000, ids: [streamId], good: [3] },
] as const satisfies { name: UpstreamName; [key: string]: unknown }[]

// The dimension is asked for once: by then nothing can be slow there any more.
const cells = upstreams.flatMap((upstream) =>
  (upstream.name === 'dimensions' ? [false] : [false, true]).map((isWarm) => ({
    ...upstream,
    isWarm,
    cache: isWarm ? 'warm' : 'cold',
  })),
)

const tooSlow: [name: string, slow: SlowAnswer][] = [
  ['headers that never come', { headersMs: Number.POSITIVE_INFINITY }],
  ['headers that come after 6 s', { headersMs: 6_000 }],
  ['headers after 4 s and a body 2 s later', { headersMs: 4_000, bodyMs: 2_000 }],
  ['a body that trickles for 10 s', { bodyMs: 10_000 }],
  ['a body that never begins', { share: 0 }],
  ['a body that stalls in its middle', { share: 0.5 }],
  ['a body that is all there and never ends', { isOpen: true }],
]

const inTime: [name: string, slow: SlowAnswer][] = [
  ['headers that come after 4 s', { headersMs: 4_000 }],
  ['a body that trickles for 4 s', { bodyMs: 4_000 }],
]

/** Lets what is under way on sockets go on, while no clock moves. */
async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = process.hrtime.bigint() + 4_000_000_000n
  while (!isSo()) {
    if (process.hrtime.bigint() > giveUpAt) throw new Error('It never came.')
    // What waits for its next turn only has had it.
    vi.advanceTimersByTime(0)
    // oxlint-disable-next-line no-await-in-loop
    await setImmediate()
  }
}

async function settled<Value>(promise: Promise<Value>): Promise<Value> {
  let isSettled = false
  const note = (): void => void (isSettled = true)
  promise.then(note, note)
  await until(() => isSettled)
  return promise
}

/** Streams whose numbers are asked for over a slow way, at the moment at which Mux has been asked. */
async function asking(
  { name, source, ttlMs, ids, isWarm, good }: (typeof cells)[number],
  slow: SlowAnswer,
) {
  const rig = await upstreamRig(source, {}, ['setTimeout', 'clearTimeout'])
  const ask = async (...asked: string[]) => {
    const answer = rig.ask(...asked)
    if (source === 'monitoring') await vi.advanceTimersByTimeAsync(GATHER_MS)
    return { answer }
  }
  const fresh = async (...asked: string[]) => settled((await ask(...asked)).answer)

  // Which source and dimension it is must be known before several streams go into one request.
  if (name === 'breakdown') await fresh(third)
  const warm = isWarm ? (await fresh(...ids)).snapshots : []
  expect(warm.map(({ viewers }) => viewers)).toEqual(isWarm ? good : [])
  const readAt = Date.now()
  rig.advance(ttlMs)

  const { url, seen } = await slowUpstream(rig.emulator.url, slow)
  const mend = rig.break({ name: 'slow', code: 'timeout', elsewhere: url }, UPSTREAM_PATHS[name])
  const { answer } = await ask(...ids)
  await until(() => seen.asked === 1)

  /** What is shown while there is no new number: the old one with its true age, or none. */
  const old = () =>
    ids.map((id, index) => ({
      streamId: id,
      ...(isWarm
        ? { viewers: good[index], source: 'mux', ageMs: Date.now() - readAt }
        : { viewers: null, source: null }),
    }))
  rig.advance(2_000)
  const { status, snapshots } = await settled(answer)
  expect(status).toBe(200)
  expect(snapshots).toMatchObject(old())
  // Nothing has failed yet; but a stream without any number says why there is none.
  const why = isWarm ? [undefined, undefined] : ['timeout', 'mux']
  expect(snapshots.map(({ error }) => [error?.code, error?.at])).toEqual(ids.map(() => why))
  return { rig, seen, mend, old, ask, fresh }
}

describe.each(cells)('$name with a $cache cache', (cell) => {
  const { source, ttlMs, ids, good } = cell

  it.each(tooSlow)('%s: a timeout after 5 s, and Mux sees the request end', async (_, slow) => {
    const { rig, seen, mend, old, ask, fresh } = await asking(cell, slow)
    const seenNow = async () => {
      const { status, snapshots } = await settled(rig.ask(...ids))
      expect(status).toBe(200)
      expect(snapshots).toMatchObject(old())
      for (const { error } of snapshots) {
        expect(error).toMatchObject({ code: 'timeout', at: 'mux' })
        expect(error?.message).toMatch(/^\[mux-viewers\] [A-Z].*\.$/)
      }
      return snapshots.map(({ pollAfterMs }) => pollAfterMs)
    }

    rig.advance(2_999)
    await setImmediate()
    expect(seen).toMatchObject({ cutOff: 0 })
    expect(rig.said).toEqual([])
    rig.advance(1)
    await until(() => seen.cutOff === 1)
    expect(await seenNow()).toEqual(ids.map(() => ttlMs))
    rig.advance(ttlMs - 1)
    expect(await seenNow()).toEqual(ids.map(() => 1))
    expect(seen).toEqual({ asked: 1, cutOff: 1, finished: 0 })

    rig.advance(LONG_MS)
    const { answer } = await ask(...ids)
    await until(() => seen.asked === 2)
    rig.advance(5_000)
    await settled(answer)
    await until(() => seen.cutOff === 2)
    await seenNow()
    expect(rig.said).toHaveLength(ids.length)
    for (const [index, id] of ids.entries()) {
      expect(rig.said[index]).toMatch(/^error: \[mux-viewers\] [A-Z]/)
      expect(rig.said[index]).toContain(`(timeout; stream ${id}, source ${source})`)
    }

    mend()
    rig.advance(LONG_MS)
    const { snapshots } = await fresh(...ids)
    // The views have ended meanwhile, as far as Mux can see; that too is a number.
    expect(snapshots.map(({ viewers, ageMs, error }) => [viewers, ageMs, error])).toEqual(
      ids.map(() => [expect.any(Number), 0, undefined]),
    )
    expect(rig.said.slice(ids.length)).toEqual(
      ids.map((id) => `info: [mux-viewers] Recovered: stream ${id}, source ${source}.`),
    )
    expect(seen).toEqual({ asked: 2, cutOff: 2, finished: 0 })
  })

  it.each(inTime)('%s: no fault, and the number is there with the next answer', async (_, slow) => {
    const { rig, seen } = await asking(cell, slow)
    rig.advance(2_000)
    const { snapshots } = await settled(rig.ask(...ids))
    expect(snapshots.map(({ viewers, ageMs, error }) => [viewers, ageMs, error])).toEqual(
      good.map((viewers) => [viewers, 0, undefined]),
    )
    expect(seen).toEqual({ asked: 1, cutOff: 0, finished: 1 })
    expect(rig.said).toEqual([])
  })
})
