import type { GuardedCache } from './GuardedCache'

/** Who gets no turn in this time goes without, in milliseconds. */
const WAIT_MAX_MS = 2_000

/** A second of Redis may be a little shorter than one of Mux. */
const MARGIN = 1.05

/**
 * The turns of several processes together. There are as many keys as calls in a second, and each
 * can be taken once a second: whoever takes one may call. No clocks are compared.
 */
export class SharedSlots {
  readonly #cache: GuardedCache

  constructor(cache: GuardedCache) {
    this.#cache = cache
  }

  /**
   * Waits for a turn: `none` when there was none in time, `held` when Mux has asked any of the processes to
   * leave it alone; `taken` also where the cache is gone.
   */
  async take(
    name: string,
    kind: 'known' | 'new',
    perSecond: number,
  ): Promise<'taken' | 'none' | 'held'> {
    if (typeof (await this.#cache.get(`hold:${name}`)) === 'string') return 'held'
    const until = performance.now() + WAIT_MAX_MS
    const isTaken = async (line: string, pace: number): Promise<boolean> => {
      const slots = Math.max(1, Math.floor(pace))
      const ttlMs = ((1_000 * slots) / pace) * MARGIN
      for (let turn = Math.floor(Math.random() * slots), tried = 1; ; turn++, tried++) {
        // One after the other: most are free, and each that is taken is somebody's call.
        // oxlint-disable-next-line no-await-in-loop
        const isOurs = await this.#cache.lock(`slot:${line}:${turn % slots}`, ttlMs)
        if (isOurs !== false) return true
        if (performance.now() > until) return false
        if (tried % slots !== 0) continue
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((resolve) => setTimeout(resolve, Math.min(200, 1_000 / pace)))
      }
    }
    // Ids that nobody has seen yet take half of the turns at most.
    if (kind === 'new' && !(await isTaken(`${name}:new`, perSecond / 2))) return 'none'
    return (await isTaken(name, perSecond)) ? 'taken' : 'none'
  }

  /** Tells all processes that nobody may ask for `ms`. */
  async hold(name: string, ms: number): Promise<void> {
    if (ms > 0) await this.#cache.set(`hold:${name}`, '1', ms)
  }
}
