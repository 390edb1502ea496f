import type { ViewersError } from '../core/ViewersError'

/** What became of asking: an answer, or why there is none; and how long Mux took, in milliseconds. */
export type Outcome<Value> =
  | { value: Value; tookMs: number }
  /** `wasAsked: false`: nobody was asked, since the time was not right. */
  | { error: ViewersError; wasAsked: boolean; tookMs?: number }

/** Something of Mux that is asked about ids. */
export interface Upstream<Value> {
  readonly name: string
  /** How long an answer holds, in milliseconds. */
  readonly ttlMs: number
  /** How many calls it bears in a second; left away: any number. */
  readonly perSecond?: number | undefined
  /** How many ids one call may be about. */
  readonly manyAtOnce: number
  /**
   * One call; never rejects and always settles.
   *
   * @param turn waits until another call may be made
   */
  ask(
    ids: readonly string[],
    turn: () => Promise<void>,
  ): Promise<ReadonlyMap<string, Value | ViewersError>>
}
