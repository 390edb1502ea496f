/** One attempt for which several callers may wait. It is told when nobody does any more. */
export class Flight {
  readonly #over: Promise<void>
  readonly #left = new AbortController()
  #waiting = 0

  /** @param attempt must not reject */
  constructor(attempt: (left: AbortSignal) => Promise<void>) {
    this.#over = attempt(this.#left.signal)
  }

  /** Resolves when the attempt is over, or as soon as the caller is `gone`. */
  async wait(gone: Promise<void>): Promise<void> {
    this.#waiting += 1
    await Promise.race([this.#over, gone])
    this.#waiting -= 1
    if (this.#waiting === 0) this.#left.abort()
  }
}
