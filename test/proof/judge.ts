import type { Cast } from './Cast'
import { latenessMs, type Evening } from './Evening'
import { SETTLE, SLACK } from './rules'
import type { Shown } from './Shown'
import type { StreamId } from './Stage'
import type { DoneStep } from './Step'
import type { Truths } from './Truths'

const EVERY_MS = 50

/** How far a number was from the truth, in people. */
interface Errors {
  /** When nothing had been done for long enough. */
  steady: number
  /** At any time. */
  largest: number
  mean: number
}

/** What was shown after a step, and how far that was from the truth. */
export interface Verdict {
  does: string
  rule: string
  /** At the end of the step, when it had been quiet. */
  truth: number
  ours: number | null
  visits: number | null
  oursErrors: Errors
  visitsErrors: Errors
  /** How long it lasted, in seconds. */
  seconds: number
  /** After how many seconds the truth had changed by the rule, and after how many it was shown; null where nothing changed. */
  due: [from: number, latest: number] | null
  shown: number | null
  /** Whatever no rule explains. */
  faults: string[]
}

/** Compares each moment of an evening with its truth. */
export function judge({ cast, truths, done }: Evening): Verdict[] {
  let before: Record<StreamId, number> = { main: 0, other: 0 }
  return done.map((one) => {
    const { step, at, quietUntil, until, dueFrom, dueAt } = one
    const stream = step.about ?? 'main'
    const truth = step[stream]!.at(-1)!.people
    const hasChanged = truth !== before[stream]
    before = { ...before, [stream]: truth }
    const shownAt = cast.ours[stream].firstTime(truth, dueFrom, until)
    const seconds = (time: number): number => (time - at) / 1_000
    return {
      does: step.does,
      rule: step.rule,
      truth,
      ours: cast.ours[stream].at(quietUntil),
      visits: cast.visits[stream].at(quietUntil),
      oursErrors: errorsOf(one, cast.ours[stream], truths[stream]),
      visitsErrors: errorsOf(one, cast.visits[stream], truths[stream]),
      seconds: seconds(until),
      due: hasChanged ? [seconds(dueFrom), seconds(dueAt)] : null,
      shown: hasChanged && shownAt !== null ? seconds(shownAt) : null,
      faults: faultsOf(one, cast, truths),
    }
  })
}

/** How far a number is from the nearest that is right; of a number that is not known nobody can say. */
function errorOf(shown: number | null, right: ReadonlySet<number>): number {
  if (shown === null) return Infinity
  return Math.min(...Array.from(right, (people) => Math.abs(people - shown)))
}

function errorsOf(done: DoneStep, shown: Shown, truths: Truths): Errors {
  const { at, doneAt, quietUntil, until } = done
  const errors = { steady: 0, largest: 0, mean: 0 }
  let looks = 0
  for (let time = at; time <= until; time += EVERY_MS) {
    const error = errorOf(shown.at(time), truths.at(time))
    errors.largest = Math.max(errors.largest, error)
    const isSteady = time - doneAt > SETTLE * 1_000 && time <= quietUntil
    if (isSteady) errors.steady = Math.max(errors.steady, error)
    errors.mean += (error - errors.mean) / (looks += 1)
  }
  return errors
}

/** A badge may be late by its documented times, and by no more; it may never show what was not true. */
function faultsOf(
  { step, at, until }: DoneStep,
  cast: Cast,
  truths: Readonly<Record<StreamId, Truths>>,
): string[] {
  const late = latenessMs(step) + SLACK * 1_000
  return (['main', 'other'] as const).flatMap((stream) => {
    const found = new Set<string>()
    for (let time = at; time <= until; time += EVERY_MS) {
      const shown = cast.ours[stream].at(time)
      const right = truths[stream].within(time - late, time)
      if (errorOf(shown, right) > 0) {
        found.add(`${stream}: ${shown} instead of ${[...right].join(' or ')} (${step.does})`)
      }
    }
    return [...found]
  })
}
