import * as v from 'valibot'
import { RETRY_AFTER_MAX_MS } from '../core/polling'
import { VIEWERS_ERROR_CODES, ViewersError } from '../core/ViewersError'
import type { GuardedCache } from './GuardedCache'
import { ageOf, lastAnswer, type Kept } from './Kept'

/** Whoever waits for another process looks so often, in milliseconds. */
const LOOK_MS = 50

/** How long one waits for another process when there is no answer yet at all, in milliseconds. */
const WAIT_MAX_MS = 2_000

/** What was learnt is kept for others so long after it has expired, in milliseconds. */
const KEEP_MS = 300_000

/** A time that a date can be made of. */
const Time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15))

/** What one process writes for the others; times in milliseconds since the epoch. */
const Written = v.object({
  last: v.nullable(v.object({ value: v.unknown(), answeredAt: Time })),
  error: v.nullable(
    v.object({
      code: v.picklist(VIEWERS_ERROR_CODES),
      at: v.picklist(['route', 'mux']),
      message: v.string(),
      retryAfterMs: v.optional(v.number()),
    }),
  ),
  unconfirmed: v.optional(v.unknown()),
  failures: v.number(),
  askedAt: Time,
  nextAskAt: Time,
  isKnown: v.optional(v.boolean()),
})

/** What {@link SharedAnswers} needs. */
export interface SharedAnswersOptions<Value> {
  cache: GuardedCache
  /** Keeps answers of one kind apart from those of another. */
  prefix: string
  /** Whether what was read is such an answer: the cache may hold anything. */
  isValue: (value: unknown) => value is Value
  now: () => number
  /** Whether somebody has seen this id; and what to do when another process says so. */
  isKnown: (id: string) => boolean
  found: (id: string) => void
}

/** What several processes tell each other of the answers of Mux, so that only one of them asks. */
export class SharedAnswers<Value> {
  readonly #options: SharedAnswersOptions<Value>
  /** What was read or written last, by which it is known again: the clocks of processes differ. */
  readonly #seen = new WeakMap<Kept<Value>, string>()

  constructor(options: SharedAnswersOptions<Value>) {
    this.#options = options
  }

  /** Takes over what another process has learnt since. `true`: it holds, nobody need ask. */
  async adopt(kept: Kept<Value>): Promise<boolean> {
    const { cache, now, isValue } = this.#options
    const text = await cache.get(this.#key(kept.id))
    if (text === this.#seen.get(kept)) return kept.nextAskAt > now()
    const written = parse(text)
    if (written === null) return false
    // Nobody has asked in the future: the clock of the writer is ahead, by so much at least.
    const aheadMs = Math.max(0, written.askedAt - now())
    const askedAt = written.askedAt - aheadMs
    if (aheadMs === 0 && askedAt <= kept.askedAt) return false
    const { last, unconfirmed, error, failures } = written
    if (last !== null) {
      const { value } = last
      if (!isValue(value)) return false
      const answeredAt = Math.min(last.answeredAt - aheadMs, now())
      if (answeredAt > (kept.last?.answeredAt ?? Number.NEGATIVE_INFINITY)) {
        kept.last = lastAnswer(value, answeredAt, now() - answeredAt)
      }
    }
    this.#seen.set(kept, text!)
    if (written.isKnown === true) this.#options.found(kept.id)
    // Nothing ever holds longer, whatever was written.
    const nextAskAt = Math.min(written.nextAskAt - aheadMs, now() + RETRY_AFTER_MAX_MS)
    Object.assign(kept, { failures, askedAt, nextAskAt })
    kept.unconfirmed = isValue(unconfirmed) ? unconfirmed : null
    kept.error = error && new ViewersError(error.code, error.message, error)
    return nextAskAt > now()
  }

  /** Whether this process is the one to ask; nobody else does for `ttlMs`. */
  async claim(id: string, ttlMs: number): Promise<boolean> {
    return (await this.#options.cache.lock(`ask:${this.#key(id)}`, ttlMs)) !== false
  }

  /** Waits until the process that asks has told what it learnt: once round where there is something to show meanwhile. */
  async await(kept: Kept<Value>): Promise<boolean> {
    const until = performance.now() + (kept.last === null ? WAIT_MAX_MS : LOOK_MS)
    do {
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      // oxlint-disable-next-line no-await-in-loop
      if (await this.adopt(kept)) return true
    } while (performance.now() < until)
    return false
  }

  /** Whether the cache is gone, and everybody alone. */
  get isGone(): boolean {
    return this.#options.cache.isGone
  }

  /** Tells the others what is known now. */
  async publish(kept: Kept<Value>): Promise<void> {
    const { cache, now } = this.#options
    const { last, unconfirmed, error, failures, askedAt, nextAskAt } = kept
    const written: v.InferOutput<typeof Written> = {
      last: last && { value: last.value, answeredAt: now() - ageOf(last, now()) },
      error: error && error.toJSON(),
      unconfirmed,
      failures,
      askedAt,
      nextAskAt,
      isKnown: this.#options.isKnown(kept.id),
    }
    const ttlMs = Math.max(0, nextAskAt - now()) + KEEP_MS
    const text = JSON.stringify(written)
    this.#seen.set(kept, text)
    await cache.set(this.#key(kept.id), text, ttlMs)
  }

  #key(id: string): string {
    return `${this.#options.prefix}:${id}`
  }
}

function parse(text: string | null | undefined): v.InferOutput<typeof Written> | null {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Written), text)
  return read.success ? read.output : null
}
