/** How many calls may be made. */
export interface LineOptions {
  /** Turns in a second. */
  perSecond: number
  /** How many may come at once after a time of rest. */
  burst: number
}

/**
 * A line in which whoever comes is told when it is his turn; turns come at a steady pace. By the
 * time this process has run, since the clock of the server may be set.
 */
export class Line {
  readonly #spacingMs: number
  readonly #toleranceMs: number
  /** When the next turn is, if nobody had rested. */
  #next = Number.NEGATIVE_INFINITY

  constructor({ perSecond, burst }: LineOptions) {
    this.#spacingMs = 1_000 / perSecond
    this.#toleranceMs = (burst - 1) * this.#spacingMs
  }

  /** How long one who came now would wait, in milliseconds. */
  waitMs(): number {
    return Math.max(0, this.#next - this.#toleranceMs - performance.now())
  }

  /** Takes a turn, and tells in how many milliseconds it is. */
  take(): number {
    const waitMs = this.waitMs()
    this.#next = Math.max(this.#next, performance.now() + waitMs) + this.#spacingMs
    return waitMs
  }
}
