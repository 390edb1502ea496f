/** What a bench found, all of it measured in one run. More keys are welcome. */
interface BenchResult {
  bench: string
  /** Our measure. */
  ours: number
  /** The same of what people have today. */
  peer: number
  /** What we want to stay below (or above); `null` where there is none. */
  limit: number | null
  /** The one number to watch. */
  ratio: number | null
  unit: string
  /** How often it was measured. */
  n: number
}

/** Measures one thing; prints what helps to understand it through `print`. */
export type Bench = (print: (line: string) => void) => Promise<BenchResult>
