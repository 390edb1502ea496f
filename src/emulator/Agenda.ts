/** Looks at the clock at least so often, since it may be one that somebody moves. */
const longestSleepMs = 1_000

/**
 * What is to be done later, by a clock that may stand still, jump or run fast. It is done when the
 * clock is seen to have got there: soon by itself, at once by `runDue`.
 */
export class Agenda {
  readonly #now: () => number
  /** What is due first comes first. */
  #entries: { at: number; task: () => void }[] = []
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** @param at when to do it, in milliseconds of the clock */
  add(at: number, task: () => void): void {
    if (this.#isClosed) return
    const place = this.#entries.findLastIndex((entry) => entry.at <= at) + 1
    this.#entries.splice(place, 0, { at, task })
    this.#arm()
  }

  /** Does all that is due by now, the oldest first. */
  runDue(): void {
    while (this.#entries[0] && this.#entries[0].at <= this.#now()) this.#entries.shift()!.task()
    this.#arm()
  }

  /** Forgets everything, for good. */
  close(): void {
    this.#isClosed = true
    this.#entries = []
    this.#arm()
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const [next] = this.#entries
    if (!next) return
    const sleepMs = Math.min(Math.max(next.at - this.#now(), 0), longestSleepMs)
    this.#timer = setTimeout(() => this.runDue(), sleepMs)
  }
}
