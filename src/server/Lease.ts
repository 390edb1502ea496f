import type { FaultLog } from './FaultLog'
import type { GuardedCache } from './GuardedCache'
import { inTime } from './inTime'
import type { ViewersStore } from './ViewersStore'

/** A store that takes longer is gone, in milliseconds. */
const PATIENCE_MS = 3_000

/** What {@link Lease} needs. */
export interface LeaseOptions {
  /** What is had by one process. */
  name: string
  /** How long it is had unless it is taken again, in milliseconds. */
  lastsMs: number
  cache?: GuardedCache | undefined
  store?: ViewersStore | undefined
  now: () => number
  faultLog: FaultLog
}

/**
 * Something that one of several processes does: whoever has it in the shared cache, else in the store. With
 * neither of them at hand each process does it: better twice than not at all.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #owner = crypto.randomUUID()
  #isFailing = false

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /** Takes it, or keeps it; `false` while another process has it. Never rejects. */
  async take(): Promise<boolean> {
    return (await this.#takeInCache()) ?? (await this.#inStore(this.#options.lastsMs))
  }

  /** Gives it back, for another to take; never rejects. */
  async giveBack(): Promise<void> {
    const { cache } = this.#options
    if ((await cache?.get(this.#key)) === this.#owner) await cache?.set(this.#key, this.#owner, 1)
    else await this.#inStore(0)
  }

  get #key(): string {
    return `lease:${this.#options.name}`
  }

  /** `undefined`: there is no cache at hand. */
  async #takeInCache(): Promise<boolean | undefined> {
    const { cache, lastsMs } = this.#options
    const holder = await cache?.get(this.#key)
    if (holder === undefined) return undefined
    if (holder !== null && holder !== this.#owner) return false
    const isTaken = holder === null ? await cache?.lock(this.#key, lastsMs) : true
    // A lock says that somebody has it; the value says who.
    if (isTaken === true) await cache?.set(this.#key, this.#owner, lastsMs)
    return isTaken
  }

  async #inStore(lastsMs: number): Promise<boolean> {
    const { name, store, now, faultLog } = this.#options
    if (store === undefined) return true
    const at = now()
    try {
      const request = { name, owner: this.#owner, now: at, until: at + lastsMs }
      const isTaken = await inTime(store.lease(request), PATIENCE_MS)
      this.#isFailing = false
      return isTaken
    } catch (error) {
      if (!this.#isFailing) faultLog.tellThrown(NOT_SAID, error)
      this.#isFailing = true
      return true
    }
  }
}

const NOT_SAID =
  'The store did not say which process records. Each does until it says so. Check that the database runs and that `store.migrate()` was called.'
