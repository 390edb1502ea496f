import type { CountTiming } from '../../src/emulator/CountTiming'
import { type Counts, countViews } from '../../src/emulator/countViews'
import { decodeBeacon } from '../../src/emulator/decodeBeacon'
import { ViewLog } from '../../src/emulator/ViewLog'

export const timing: CountTiming = {
  lostMs: 30_000,
  startMs: 60_000,
  stallMs: 310_000,
  lingerMs: 5_000,
  failedMs: 5_000,
}

const everything = { kind: 'video_id', id: 'everything' } as const

/** A log whose views are all counted, whatever they play. */
export function countAll() {
  const log = new ViewLog(() => [everything])
  return {
    log,
    receive: (body: unknown, at: number): void => log.receive(decodeBeacon(body), at),
    counts: (at: number): Counts => countViews(log.viewsOf(everything), at, timing),
    /** As the tables write it: views/viewers. */
    at(at: number): string {
      const { views, viewers } = this.counts(at)
      return `${views}/${viewers}`
    },
  }
}
