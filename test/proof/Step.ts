import type { Cast } from './Cast'
import type { StreamId } from './Stage'

/** How many people watch, from so many seconds after the action on. */
export interface Truth {
  people: number
  /** Default 0: at once. */
  from?: number
  /** Where a rule leaves open when: the latest moment. Between the two either number is right. */
  latest?: number
}

/** Something that somebody in the audience does, and what is true after it. */
export interface Step {
  does: string
  /** What must be there before, and changes nobody's number. */
  prepare?: (cast: Cast) => Promise<void>
  act: (cast: Cast) => Promise<void>
  /** Written by hand from the rule. */
  main: readonly Truth[]
  other?: readonly Truth[]
  /** Whose number it is about; default 'main'. */
  about?: StreamId
  /** The documented rule that says so. */
  rule: string
  /** How much later than it happens the player tells it, at most; in seconds. */
  told?: number
  /** The action is another one when it takes longer, in seconds; then it is done again. */
  within?: number
}

/** A truth in time: from a moment on, in milliseconds since 1970. */
export interface DatedTruth {
  people: number
  from: number
  latest: number
}

/** A step that has been done. */
export interface DoneStep {
  step: Step
  /** When the action began, and when it was over. */
  at: number
  doneAt: number
  /** When its last number is right by the rule for the first time: from, and at the latest. */
  dueFrom: number
  dueAt: number
  /** Until when it was quiet; then the next one was prepared. */
  quietUntil: number
  /** When the next one began. */
  until: number
}
