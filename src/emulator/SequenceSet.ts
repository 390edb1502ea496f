/** Most gaps remembered; beyond, the oldest one is taken as filled, so that memory stays bounded. */
const mostRanges = 64

/** Which event numbers of a view have been seen, kept as ranges: a view of hours is one range. */
export class SequenceSet {
  readonly #ranges: { from: number; to: number }[] = []

  /** Notes a number. Says whether it is new. */
  add(number: number): boolean {
    const ranges = this.#ranges
    let index = ranges.length
    while (index > 0 && ranges[index - 1]!.from > number) index -= 1
    const before = ranges[index - 1]
    if (before && number <= before.to) return false

    const after = ranges[index]
    const touchesBefore = before?.to === number - 1
    const touchesAfter = after?.from === number + 1
    if (touchesBefore && touchesAfter) {
      before.to = after.to
      ranges.splice(index, 1)
    } else if (touchesBefore) before.to = number
    else if (touchesAfter) after.from = number
    else ranges.splice(index, 0, { from: number, to: number })

    if (ranges.length > mostRanges) {
      const [oldest] = ranges.splice(0, 1)
      ranges[0]!.from = oldest!.from
    }
    return true
  }
}
