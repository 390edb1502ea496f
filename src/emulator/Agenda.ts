/** Looks at the clock at least so often, since it may be one that somebody moves. */
const longestSleepMs = 1_000

/**
 * What is to be done later, by a clock that may stand still, jump or run fast. It is done when the
 * clock is seen to have got there: soon by itself, at once by `runDue`.
 */
export class Agenda {
  readonly #now: () => number
  #entries: { at: number; task: () => void }[] = []
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** @param at when to do it, in milliseconds of the clock */
  add(at: number, task: () => void): void {
    if (this.#isClosed) return
    this.#entries.push({ at, task })
    this.#arm()
  }

  /** Does all that is due by now, the oldest first. */
  runDue(): void {
    for (;;) {
      const now = this.#now()
      const [next] = this.#entries
        .filter(({ at }) => at <= now)
        .toSorted((one, other) => one.at - other.at)
      if (!next) break
      this.#entries = this.#entries.filter((entry) => entry !== next)
      next.task()
    }
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
    if (this.#entries.length === 0) return
    const nextAt = Math.min(...this.#entries.map(({ at }) => at))
    const sleepMs = Math.min(Math.max(nextAt - this.#now(), 0), longestSleepMs)
    this.#timer = setTimeout(() => this.runDue(), sleepMs)
  }
}
