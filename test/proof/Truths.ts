import type { DatedTruth } from './Step'

/** What is true of a stream at each time, as it was written by hand. */
export class Truths {
  readonly #dated: DatedTruth[] = []

  add(truth: DatedTruth): void {
    this.#dated.push(truth)
  }

  /** The numbers that are right at a time: one, or two where a rule leaves open when. */
  at(time: number): ReadonlySet<number> {
    const last = this.#dated.findLast(({ latest }) => latest <= time)
    const open = this.#dated.filter(({ from, latest }) => from <= time && time < latest)
    return new Set([last, ...open].flatMap((truth) => (truth === undefined ? [] : truth.people)))
  }

  /** The numbers that were right at any time of a stretch. */
  within(from: number, until: number): ReadonlySet<number> {
    const begun = this.#dated.filter((truth) => truth.from > from && truth.from <= until)
    return new Set([...this.at(from), ...begun.map(({ people }) => people)])
  }
}
