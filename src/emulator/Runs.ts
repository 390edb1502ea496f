/** The media a playlist turns round and round. */
export interface Loop {
  /** How many segments there are before the first one comes again. */
  segments: number
  segmentMs: number
}

/** A stretch of time in which the encoder sent without a break. */
interface Run {
  /** When the encoder began, in milliseconds. */
  from: number
  /** When it went away; null while it sends. */
  until: number | null
  /** Number of the first segment it makes. */
  sequence: number
  /** How many discontinuities lie before and at that segment. */
  discontinuity: number
}

/** A segment of a playlist. */
export interface Segment {
  sequence: number
  /** How many discontinuities lie before and at it. */
  discontinuity: number
  /** Its place in the loop. */
  file: number
  /** Its date, in milliseconds. */
  startsAt: number
}

/**
 * When an encoder sent, and so which segments there are at a time: that needs no other state. Every
 * run begins with the first file of the loop.
 */
export class Runs {
  readonly #loop: Loop
  readonly #most: number
  #runs: Run[] = []

  /** @param most how many runs are kept, the newest ones; all if left out */
  constructor(loop: Loop, most: number = Number.POSITIVE_INFINITY) {
    this.#loop = loop
    this.#most = most
  }

  /** Whether the encoder is there. */
  get isOpen(): boolean {
    return this.#runs.at(-1)?.until === null
  }

  /** When the encoder went away last; null if it is there, or never was. */
  get until(): number | null {
    return this.#runs.at(-1)?.until ?? null
  }

  /** A run begins, and takes up the numbers of the one before it, which has ended. */
  begin(from: number): void {
    const last = this.#runs.at(-1)
    const run = { sequence: 0, discontinuity: 0, ...last, from, until: null }
    const made = last ? this.#made(last, from) : 0
    // A run that made no segment leaves no trace.
    const kept = made === 0 ? this.#runs.slice(0, -1) : this.#runs
    if (made > 0) {
      run.sequence += made
      run.discontinuity += Math.floor((made - 1) / this.#loop.segments) + 1
    }
    this.#runs = [...kept, run].slice(-this.#most)
  }

  /** The encoder goes away, if it is there. */
  end(at: number): void {
    const last = this.#runs.at(-1)
    if (last) last.until ??= at
  }

  /** The last segments that there are at a time, oldest first. */
  newest(at: number, count: number): Segment[] {
    const segments: Segment[] = []
    for (const run of this.#runs.toReversed()) {
      const made = this.#made(run, at)
      for (let index = made - 1; index >= 0 && segments.length < count; index -= 1)
        segments.push(this.#segment(run, index))
    }
    return segments.toReversed()
  }

  /** The first segments of all that there are at a time. */
  first(at: number, count: number): Segment[] {
    const segments: Segment[] = []
    for (const run of this.#runs) {
      const made = this.#made(run, at)
      for (let index = 0; index < made && segments.length < count; index += 1)
        segments.push(this.#segment(run, index))
    }
    return segments
  }

  #segment({ from, sequence, discontinuity }: Run, index: number): Segment {
    const { segments, segmentMs } = this.#loop
    return {
      sequence: sequence + index,
      discontinuity: discontinuity + Math.floor(index / segments),
      file: index % segments,
      startsAt: from + index * segmentMs,
    }
  }

  #made({ from, until }: Run, at: number): number {
    return Math.max(0, Math.floor((Math.min(until ?? at, at) - from) / this.#loop.segmentMs))
  }
}
