import type { FaultLog } from './FaultLog'
import { inTime } from './inTime'
import type { SharedCache } from './SharedCache'

/** A shared cache that takes longer is gone, in milliseconds: an answer waits for it. */
const PATIENCE_MS = 250

/** So long it is left alone then, in milliseconds, before a single question tries it again. */
const REST_MS = 500

const PREFIX = 'mux-viewers:'

/**
 * A shared cache that may be slow, refuse or go away: then each question is `undefined` at once and
 * this process goes on alone, until one question in half a second is answered again. Said once when it goes and once when it comes.
 */
export class GuardedCache {
  readonly #cache: SharedCache
  readonly #faultLog: FaultLog
  /** Whether the last question had no answer. */
  isGone = false
  #triedAt = Number.NEGATIVE_INFINITY

  constructor(cache: SharedCache, faultLog: FaultLog) {
    this.#cache = cache
    this.#faultLog = faultLog
  }

  get(key: string): Promise<string | null | undefined> {
    return this.#guard(() => this.#cache.get(PREFIX + key))
  }

  /** `true` when it is kept. */
  set(key: string, value: string, ttlMs: number): Promise<true | undefined> {
    return this.#guard(() =>
      this.#cache.set(PREFIX + key, value, wholeMs(ttlMs)).then(() => true as const),
    )
  }

  lock(key: string, ttlMs: number): Promise<boolean | undefined> {
    return this.#guard(() => this.#cache.lock(PREFIX + key, wholeMs(ttlMs)))
  }

  async #guard<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    const now = performance.now()
    if (this.isGone && now - this.#triedAt < REST_MS) return undefined
    this.#triedAt = now
    try {
      const answer = await inTime(ask(), PATIENCE_MS)
      if (this.isGone) this.#faultLog.tell('info', 'The shared cache answers again.')
      this.isGone = false
      return answer
    } catch {
      // What a client throws may quote its address, and with it a password.
      if (!this.isGone) this.#faultLog.tell('error', GONE)
      this.isGone = true
      this.#triedAt = performance.now()
      return undefined
    }
  }
}

const GONE =
  'The shared cache does not answer. Each process asks Mux by itself until it does; check that it runs and can be reached.'

const wholeMs = (ms: number): number => Math.max(1, Math.ceil(ms))
