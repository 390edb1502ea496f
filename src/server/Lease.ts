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
 * Something that one of several processes does: whoever has it in the store, else in the shared cache. With
 * neither of them at hand each process does it: better twice than not at all.
 */
export class Lease {
  readonly #options: LeaseOptions
  // Made when it is needed: a Worker has no random numbers while it is loaded.
  #ownerId: string | undefined
  #isHeld = false
  #isFailing = false

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /** Takes it, or keeps it; `false` while another process has it. Never rejects. */
  async take(): Promise<boolean> {
    const { lastsMs } = this.#options
    this.#isHeld = (await this.#inStore(lastsMs)) ?? (await this.#inCache(lastsMs)) ?? true
    return this.#isHeld
  }

  /** Gives it back, for another to take; never rejects. */
  async giveBack(): Promise<void> {
    if (!this.#isHeld) return
    this.#isHeld = false
    await this.#inStore(0)
    await this.#inCache(0)
  }

  get #owner(): string {
    this.#ownerId ??= crypto.randomUUID()
    return this.#ownerId
  }

  /** `undefined`: there is no store, or it does not say. */
  async #inStore(lastsMs: number): Promise<boolean | undefined> {
    const { name, store, now, faultLog } = this.#options
    if (store === undefined) return undefined
    const at = now()
    try {
      const request = { name, owner: this.#owner, now: at, until: at + lastsMs }
      const isTaken = await inTime(store.lease(request), PATIENCE_MS)
      this.#isFailing = false
      return isTaken
    } catch (error) {
      if (!this.#isFailing) faultLog.tellThrown(NOT_SAID, error)
      this.#isFailing = true
      return undefined
    }
  }

  /** `undefined`: there is no cache, or it does not say. */
  async #inCache(lastsMs: number): Promise<boolean | undefined> {
    const { cache, name } = this.#options
    const key = `lease:${name}`
    const holder = await cache?.get(key)
    if (holder === undefined) return undefined
    const isOurs = holder === this.#owner
    if (!isOurs && (holder !== null || lastsMs === 0)) return false
    const isTaken = isOurs ? true : await cache?.lock(key, lastsMs)
    // A lock says that somebody has it; the value says who.
    if (isTaken === true) await cache?.set(key, this.#owner, lastsMs)
    return isTaken
  }
}

const NOT_SAID =
  'The store did not say which process records. Each does until it says so. Check that the database runs and that `store.migrate()` was called.'
