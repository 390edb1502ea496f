/**
 * Something under way that many wait for, each with a timer of his own. Who has left is forgotten:
 * in a Worker nobody may be woken whose request is over, and a promise would keep all who ever waited.
 */
export class Flight {
  readonly #waiting = new Set<() => void>()
  #hasLanded = false

  /** It is over: wakes all who wait. */
  land(): void {
    this.#hasLanded = true
    for (const wake of this.#waiting) wake()
  }

  /** Waits until it is over, but not longer than `maxWaitMs`. */
  async wait(maxWaitMs: number): Promise<void> {
    if (this.#hasLanded) return
    let leave = (): void => undefined
    await new Promise<void>((resolve) => {
      const wake = (): void => resolve()
      const timer = setTimeout(wake, maxWaitMs)
      this.#waiting.add(wake)
      leave = () => {
        // By the one who waited, after waking up: a Worker cannot end the timer of another request.
        clearTimeout(timer)
        this.#waiting.delete(wake)
      }
    })
    leave()
  }
}
