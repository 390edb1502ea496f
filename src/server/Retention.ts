import { HOUR_MS } from '../core/KeptBucket'
import type { Broadcasts } from './Broadcasts'
import type { FaultLog } from './FaultLog'
import type { Lease } from './Lease'
import type { ViewersStore } from './ViewersStore'

const DAY_MS = 24 * HOUR_MS

/** How long what was read is kept as it was, in milliseconds. `Infinity`: for ever. */
export interface RetentionOptions {
  /** Each sample, at least an hour; those of a broadcast that has not ended wait for its end, two days at most. Then each minute: its highest, its last and its average number. Default 86,400,000, a day. */
  samples?: number | undefined
  /** Each minute. Then each hour. Default 2,592,000,000, thirty days. */
  minutes?: number | undefined
  /** Each hour. Then it is forgotten. Default `Infinity`. */
  hours?: number | undefined
}

/** How long each is kept, by what the app says. */
export function retentionOf({
  samples = DAY_MS,
  minutes = 30 * DAY_MS,
  hours = Infinity,
}: RetentionOptions = {}): Record<keyof RetentionOptions, number> {
  return { samples, minutes, hours }
}

/** Ids of events are known so long, in milliseconds: whoever sends one again does so within a day. */
const EVENTS_MS = 2 * DAY_MS

/** What is done of it in one go, in milliseconds, and when it goes on, or is tried again. */
const LONGEST_MS = 10_000
const AGAIN_MS = 60_000

/** Samples are thinned so much later than a writer gives them up: then no tick is written that was thinned. */
const MARGIN_MS = 600_000

/** Samples of a broadcast whose figures are not recorded yet wait so much longer, in milliseconds: one lasts half a day at most. */
const UNRECORDED_MS = 2 * DAY_MS

/** What {@link Retention} needs. */
export interface RetentionNeeds {
  store: ViewersStore
  broadcasts: Pick<Broadcasts, 'renew' | 'peek'>
  retention?: RetentionOptions | undefined
  recordEveryMs: number
  /** For an hour, so that one process does it. */
  lease: Lease
  now: () => number
  faultLog: FaultLog
}

/** Has the store take together and forget what is old, once an hour and in one process. */
export class Retention {
  readonly #needs: RetentionNeeds
  #nextAt = Number.NEGATIVE_INFINITY
  #isFailing = false

  constructor(needs: RetentionNeeds) {
    this.#needs = needs
  }

  /** Looks whether it is time; never rejects. */
  async look(): Promise<void> {
    const begunAt = performance.now()
    if (begunAt < this.#nextAt) return
    this.#nextAt = begunAt + HOUR_MS
    const { lease, faultLog } = this.#needs
    try {
      if (!(await lease.take())) return
      const isDone = await this.#thin(begunAt + LONGEST_MS)
      this.#isFailing = false
      if (isDone) return
      this.#nextAt = performance.now() + AGAIN_MS
      // It may be another process that goes on.
      await lease.giveBack()
    } catch (error) {
      this.#nextAt = performance.now() + AGAIN_MS
      if (!this.#isFailing) faultLog.tellThrown(NOT_THINNED, error)
      this.#isFailing = true
    }
  }

  /** `false`: there was no time for all of it. */
  async #thin(until: number): Promise<boolean> {
    const { store, retention, recordEveryMs: recordEvery, now } = this.#needs
    const { samples, minutes, hours } = retentionOf(retention)
    const at = now()
    // By whole hours, so that an hour is thinned at once.
    const before = (ms: number): number => Math.floor((at - ms) / HOUR_MS) * HOUR_MS
    const old = { samples: before(samples + recordEvery + MARGIN_MS), minutes: before(minutes) }
    /* One after the other: nobody waits for it, and the database has other work. */
    /* oxlint-disable no-await-in-loop */
    for (const streamId of await store.oldStreams(old)) {
      const options = {
        ...old,
        samples: await this.#recordedUntil(streamId, old.samples),
        recordEvery,
      }
      while (await store.thin(streamId, options)) continue
      if (performance.now() > until) return false
    }
    /* oxlint-enable no-await-in-loop */
    await store.forget({ hours: before(hours), events: at - EVENTS_MS })
    return true
  }

  /** Figures are made of samples: those of a broadcast wait until it is recorded. */
  async #recordedUntil(streamId: string, before: number): Promise<number> {
    const { broadcasts, recordEveryMs } = this.#needs
    await broadcasts.renew(streamId)
    const since = broadcasts.peek(streamId)?.unrecordedSince ?? Infinity
    return Math.min(before, Math.max(since - recordEveryMs, before - UNRECORDED_MS))
  }
}

const NOT_THINNED =
  'The store did not thin what is old; nothing is lost by that. It is tried again in a minute. Check that the database runs and that `store.migrate()` was called.'
