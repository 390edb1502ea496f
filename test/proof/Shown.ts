/** What a number on a page was at each time; null where there was none. */
export class Shown {
  readonly #changes: { at: number; value: number | null }[] = []

  /** Notes what the text beside the eye says from now on. */
  note(text: string | undefined, at: number): void {
    const digits = /👁 (\d+)/.exec(text ?? '')?.[1]
    const value = digits === undefined ? null : Number(digits)
    if (this.#changes.at(-1)?.value !== value) this.#changes.push({ at, value })
  }

  at(time: number): number | null {
    return this.#changes.findLast(({ at }) => at <= time)?.value ?? null
  }

  get now(): number | null {
    return this.at(Infinity)
  }

  /** When it first was so from a time on, and before another; null if it never was. */
  firstTime(value: number, from: number, until: number): number | null {
    if (this.at(from) === value) return from
    const change = this.#changes.find((one) => one.at > from && one.value === value)
    return change === undefined || change.at >= until ? null : change.at
  }
}
