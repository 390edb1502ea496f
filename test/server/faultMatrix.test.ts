import { describe, expect, it } from 'vitest'
import { streamId } from '../emulator/startEmulator'
import { commonFaults, ownFaults, UPSTREAM_TEXT, type UpstreamName } from './upstreamFaults'
import { second, third, UPSTREAM_PATHS, upstreamRig } from './upstreamRig'

/** Longer than any wait between two attempts, of which the longest is the one that Mux asks for. */
const LONG_MS = 200_000

interface Upstream {
  name: UpstreamName
  source: 'counts' | 'monitoring'
  ttlMs: number
  ids: string[]
}

const upstreams: Upstream[] = [
  { name: 'counts', source: 'counts', ttlMs: 15_000, ids: [streamId] },
  { name: 'timeseries', source: 'monitoring', ttlMs: 5_000, ids: [streamId] },
  { name: 'breakdown', source: 'monitoring', ttlMs: 5_000, ids: [streamId, second] },
  { name: 'dimensions', source: 'monitoring', ttlMs: 5_000, ids: [streamId] },
]

/** What is shown of the streams while all is well: two persons in three playbacks, and another. */
const good: Record<UpstreamName, number[]> = {
  counts: [2],
  timeseries: [3],
  breakdown: [3, 1],
  dimensions: [3],
}

const faultsOf = (name: UpstreamName) => [
  ...commonFaults.map((fault) =>
    // What Mux answers to an account without Monitoring is not documented: both are taken for it.
    name === 'dimensions' && fault.code === 'not_found'
      ? { ...fault, code: 'forbidden' as const }
      : fault,
  ),
  ...ownFaults[name],
]

// The dimension is asked for once: by then nothing can go wrong there any more.
const cells = upstreams.flatMap((upstream) =>
  (upstream.name === 'dimensions' ? [false] : [false, true]).map((isWarm) => ({
    ...upstream,
    isWarm,
    cache: isWarm ? 'warm' : 'cold',
  })),
)

it('has at least 30 faults for each', () => {
  for (const { name } of upstreams) expect(faultsOf(name).length).toBeGreaterThan(40)
})

describe.each(cells)('$name with a $cache cache', ({ name, source, ttlMs, ids, isWarm }) => {
  it.each(faultsOf(name))('$name is $code', async (fault) => {
    const path = UPSTREAM_PATHS[name]
    const rig = await upstreamRig(source)
    // Which source and dimension it is must be known before several streams go into one request.
    if (name === 'breakdown') await rig.ask(third)
    const warm = isWarm ? (await rig.ask(...ids)).snapshots : []
    expect(warm.map(({ viewers }) => viewers)).toEqual(isWarm ? good[name] : [])
    rig.advance(ttlMs)
    const before = rig.calls(path)
    const mend = rig.break(fault, path)
    const toldMs = fault.retryAt === undefined ? fault.retryAfterMs : fault.retryAt - Date.now()
    const waitMs = Math.max(ttlMs, toldMs ?? 0)

    const seen = async (sinceMs: number) => {
      const { status, snapshots } = await rig.ask(...ids)
      expect(status).toBe(200)
      expect(snapshots).toHaveLength(ids.length)
      for (const [index, snapshot] of snapshots.entries()) {
        expect(snapshot.error).toMatchObject({ code: fault.code, at: 'mux' })
        expect(snapshot.error?.message).toMatch(/^\[mux-viewers\] [A-Z].*\.$/)
        expect(snapshot).toMatchObject(
          isWarm
            ? { viewers: good[name][index], source: 'mux', ageMs: ttlMs + sinceMs }
            : { viewers: null, source: null },
        )
        expect(snapshot.pollAfterMs).toBeGreaterThanOrEqual(waitMs - sinceMs)
        expect(snapshot.pollAfterMs).toBeLessThanOrEqual(1.1 * waitMs - sinceMs)
      }
      return snapshots
    }

    const answers = [await seen(0)]
    rig.advance(waitMs - 1)
    answers.push(await seen(waitMs - 1))
    expect(rig.calls(path) - before).toBe(1)

    rig.advance(LONG_MS)
    answers.push((await rig.ask(...ids)).snapshots)
    expect(rig.calls(path) - before).toBe(2)
    expect(rig.said).toHaveLength(ids.length)
    for (const [index, id] of ids.entries()) {
      expect(rig.said[index]).toMatch(/^error: \[mux-viewers\] [A-Z]/)
      expect(rig.said[index]).toContain(`(${fault.code}; stream ${id}, source ${source})`)
    }

    mend()
    rig.advance(4 * LONG_MS)
    const { snapshots } = await rig.ask(...ids)
    // The views have ended meanwhile, as far as Mux can see; that too is a number.
    expect(snapshots.map(({ viewers, ageMs, error }) => [viewers, ageMs, error])).toEqual(
      ids.map(() => [expect.any(Number), 0, undefined]),
    )
    expect(rig.said.slice(ids.length)).toEqual(
      ids.map((id) => `info: [mux-viewers] Recovered: stream ${id}, source ${source}.`),
    )
    expect(JSON.stringify([answers, snapshots, rig.said])).not.toContain(UPSTREAM_TEXT)
  })
})
