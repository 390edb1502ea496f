/** By what all times are divided, and the limiter's rate is multiplied. */
export const FACTOR = 10

export const STREAMS = 100
export const PROCESSES = 4
export const POLLERS = 10_000

/** Five minutes, a TTL of counts, of a state, and the interval of a page; in milliseconds of this bench. */
export const SPAN_MS = 300_000 / FACTOR
export const TTL_MS = 15_000 / FACTOR
export const STATE_TTL_MS = 60_000 / FACTOR
export const INTERVAL_MS = 30_000 / FACTOR

/** Calls a second: what `engagementCounts` makes by itself. */
export const PER_SECOND = 10 * FACTOR

/** What a server process is told. */
export interface Order {
  muxUrl: string
  redisPort: number
  /** Asks Mux at each request, as a route without cache does. */
  isPlain: boolean
  spanMs: number
}

/** What it tells at the end. */
export interface Tally {
  /** True ages of the numbers that were answered, in milliseconds. */
  ages: number[]
  /** How much younger than it was a number was told to be at most, in milliseconds. */
  tooYoungMs: number
  /** How long answers took, in milliseconds. */
  latencies: number[]
  answers: number
  heapMb: number
}
