import type { CrowdResult } from '../../proof/crowd/playCrowd'
import type { Verdict } from '../../proof/judge'
import { quantile } from '../quantile'

/** When nobody in the crowd has done anything for longer than whatever comes late: 30 + 10 + 20 s. */
const QUIET: readonly number[] = [119, 239, 359]

/** How far two counts were from the truth, in people. */
interface Pair {
  ours: number
  peer: number
}

/** What both audiences came to, in the form of a bench. */
export function summaryOf(evening: readonly Verdict[], crowd: CrowdResult) {
  const players = {
    steady: most(evening, (one) => [one.oursErrors.steady, one.visitsErrors.steady]),
    largest: most(evening, (one) => [one.oursErrors.largest, one.visitsErrors.largest]),
    mean: mean(evening, (one) => [one.oursErrors.mean, one.visitsErrors.mean, one.seconds]),
  }
  const settled = crowd.moments.filter(({ second }) => QUIET.includes(second))
  const errors = ({ badge, visits, truth }: CrowdResult['moments'][number]): [number, number] => [
    Math.abs((badge ?? Infinity) - truth),
    Math.abs(visits - truth),
  ]
  const thousands = {
    steady: most(settled, errors),
    largest: most(crowd.moments, errors),
    mean: mean(crowd.moments, (one) => [...errors(one), 1]),
  }
  const shown = evening.flatMap((verdict) => latenessOf(verdict) ?? [])
  return {
    bench: 'accuracy',
    ours: Math.max(players.steady.ours, thousands.steady.ours),
    peer: Math.max(players.steady.peer, thousands.steady.peer),
    limit: 0,
    ratio: null,
    unit: 'viewers',
    n: evening.length + settled.length,
    players,
    crowd: { people: crowd.people, compared: crowd.compared, ...thousands },
    secondsToShow: {
      p50: rounded(quantile(shown, 0.5)),
      most: rounded(Math.max(...shown)),
      n: shown.length,
    },
  }
}

/** From when a change was true at the latest until it was shown, in seconds; null where nothing changed. */
function latenessOf({ due, shown }: Verdict): number | null {
  return due === null || shown === null ? null : Math.max(0, shown - due[1])
}

function most<One>(all: readonly One[], errorsOf: (one: One) => [number, number]): Pair {
  const errors = all.map(errorsOf)
  return {
    ours: Math.max(...errors.map(([ours]) => ours)),
    peer: Math.max(...errors.map(([, peer]) => peer)),
  }
}

/** @param errorsOf also how much each weighs */
function mean<One>(all: readonly One[], errorsOf: (one: One) => [number, number, number]): Pair {
  const errors = all.map(errorsOf)
  const whole = errors.reduce((sum, [, , weight]) => sum + weight, 0)
  const of = (which: 0 | 1): number =>
    rounded(errors.reduce((sum, one) => sum + one[which] * one[2], 0) / whole)
  return { ours: of(0), peer: of(1) }
}

function rounded(value: number): number {
  return Number(value.toFixed(2))
}
