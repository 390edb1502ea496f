import { HOUR_MS } from '../core/KeptBucket'
import type { FaultLog } from './FaultLog'
import type { Lease } from './Lease'
import type { ThinOptions, ViewersStore } from './ViewersStore'

const DAY_MS = 24 * HOUR_MS

/** How long what was read is kept as it was, in milliseconds. `Infinity`: for ever. */
export interface RetentionOptions {
  /** Each sample, at least an hour. Then each minute: its highest, its last and its average number. Default 86,400,000, a day. */
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

/** What {@link Retention} needs. */
export interface RetentionNeeds {
  store: ViewersStore
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
    const { store, lease, faultLog } = this.#needs
    try {
      if (!(await lease.take())) return
      const ages = this.#ages()
      // oxlint-disable-next-line no-await-in-loop
      while (await store.thin(ages)) {
        if (performance.now() - begunAt < LONGEST_MS) continue
        this.#nextAt = performance.now() + AGAIN_MS
        return
      }
      this.#isFailing = false
    } catch (error) {
      this.#nextAt = performance.now() + AGAIN_MS
      if (!this.#isFailing) faultLog.tellThrown(NOT_THINNED, error)
      this.#isFailing = true
    }
  }

  #ages(): ThinOptions {
    const { retention, recordEveryMs: recordEvery, now } = this.#needs
    const { samples, minutes, hours } = retentionOf(retention)
    const at = now()
    // By whole hours, so that an hour is thinned at once.
    const before = (ms: number): number => Math.floor((at - ms) / HOUR_MS) * HOUR_MS
    return {
      samples: before(samples),
      minutes: before(minutes),
      hours: before(hours),
      events: at - EVENTS_MS,
      recordEvery,
    }
  }
}

const NOT_THINNED =
  'The store did not thin what is old; nothing is lost by that. It is tried again in a minute. Check that the database runs and that `store.migrate()` was called.'
