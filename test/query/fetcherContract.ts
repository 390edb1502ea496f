import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSnapshots } from '../../src/core/wire'
import { isViewersError, type SnapshotError, type ViewersFetcher } from '../../src/query'

/** A fetcher in the hands of {@link describeFetcher}. */
export interface FetcherUnderTest {
  fetcher: ViewersFetcher
  /** At least two streams and how many watch them. */
  counts: Record<string, number>
  /** Makes what lies behind the fetcher fail; no answer that was given before may hide it. */
  break: () => void | Promise<void>
  repair: () => void | Promise<void>
  /** Words that must never be seen. */
  secrets?: readonly string[]
  close?: () => void | Promise<void>
}

/** What every fetcher owes the hook. */
export function describeFetcher(name: string, make: () => Promise<FetcherUnderTest>): void {
  describe(`${name} keeps the contract`, () => {
    let made: FetcherUnderTest
    let streamIds: string[]
    const ask = (ids = streamIds, signal = new AbortController().signal) =>
      made.fetcher({ streamIds: ids, signal })

    beforeAll(async () => {
      made = await make()
      streamIds = Object.keys(made.counts).toSorted()
      expect(streamIds.length).toBeGreaterThan(1)
    })
    afterAll(() => made.close?.())

    /** Every error, rejected or carried, that asking brings. */
    const faults = async (ids?: string[]): Promise<SnapshotError[]> => {
      try {
        const snapshots = await ask(ids)
        return snapshots.map((snapshot) => {
          // A number that is kept over a fault is told with its age.
          if (snapshot.viewers !== null) expect(snapshot.ageMs).toBeGreaterThan(0)
          return snapshot.error as SnapshotError
        })
      } catch (error) {
        expect(isViewersError(error)).toBe(true)
        return [error as SnapshotError]
      }
    }

    it('gives one snapshot for each id asked, and no other', async () => {
      const snapshots = await ask()
      expect(snapshots.map(({ streamId }) => streamId).toSorted()).toEqual(streamIds)
      const alone = await ask([streamIds[1]!])
      expect(alone.map(({ streamId }) => streamId)).toEqual([streamIds[1]])
    })

    it('counts each stream', async () => {
      const snapshots = await ask()
      expect(
        Object.fromEntries(snapshots.map(({ streamId, viewers }) => [streamId, viewers])),
      ).toEqual(made.counts)
      expect(new Set(snapshots.map(({ source }) => source))).toEqual(new Set(['mux']))
    })

    it('says how old each reading is', async () => {
      for (const { ageMs } of await ask()) expect(ageMs).toBeGreaterThanOrEqual(0)
    })

    it('gives JSON in which the wire reads every field', async () => {
      const snapshots = await ask()
      const travelled: unknown = JSON.parse(JSON.stringify(snapshots))
      expect(readSnapshots(travelled, streamIds)).toEqual(snapshots)
    })

    it('answers everyone who asks at once', async () => {
      const answers = await Promise.all([ask(), ask(), ask([streamIds[0]!])])
      expect(answers.map((snapshots) => snapshots.length)).toEqual([2, 2, 1])
    })

    it('gives no number to whom nobody waits for', async () => {
      await expect(ask(streamIds, AbortSignal.abort())).rejects.toBeDefined()
    })

    it('ends when it is aborted on the way', async () => {
      const leaving = new AbortController()
      const answer = ask(streamIds, leaving.signal)
      leaving.abort()
      await expect(answer).rejects.toBeDefined()
    })

    it('says what is wrong while it is broken, keeps secrets, and recovers', async () => {
      await made.break()
      const broken = await faults()
      expect(broken.length).toBeGreaterThan(0)
      for (const error of broken) {
        expect(error.code).toMatch(/^(unauthorized|forbidden|unavailable|network|timeout)$/)
        expect(error.message).toMatch(/^\[mux-viewers\] .+\.$/)
        for (const secret of made.secrets ?? []) expect(error.message).not.toContain(secret)
      }
      await made.repair()
      const [snapshot] = await ask([streamIds[0]!])
      expect(snapshot?.viewers).toBe(made.counts[streamIds[0]!])
    })
  })
}
