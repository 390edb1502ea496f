import type { CrowdResult } from '../../proof/crowd/playCrowd'
import type { Verdict } from '../../proof/judge'
import { quantile } from '../quantile'

/** When nobody in the crowd has done anything for longer than whatever comes late: 30 + 10 + 20 s. */
const QUIET: readonly number[] = [119, 239, 359]

/** What both audiences came to, in the form of a bench. */
export function summaryOf(evening: readonly Verdict[], crowd: CrowdResult) {
  const settled = crowd.moments.filter(({ second }) => QUIET.includes(second))
  const steady = {
    ours: [
      ...evening.map(({ oursErrors }) => oursErrors.steady),
      ...settled.map(({ badge, truth }) => Math.abs((badge ?? Infinity) - truth)),
    ],
    peer: [
      ...evening.map(({ visitsErrors }) => visitsErrors.steady),
      ...settled.map(({ visits, truth }) => Math.abs(visits - truth)),
    ],
  }
  const shown = evening.flatMap((verdict) => latenessOf(verdict) ?? [])
  return {
    bench: 'accuracy',
    ours: Math.max(...steady.ours),
    peer: Math.max(...steady.peer),
    limit: 0,
    ratio: null,
    unit: 'viewers',
    n: steady.ours.length,
    players: {
      steady: {
        ours: Math.max(...evening.map(({ oursErrors }) => oursErrors.steady)),
        peer: Math.max(...evening.map(({ visitsErrors }) => visitsErrors.steady)),
      },
      mean: { ours: mean(evening, 'oursErrors'), peer: mean(evening, 'visitsErrors') },
      largest: {
        ours: Math.max(...evening.map(({ oursErrors }) => oursErrors.largest)),
        peer: Math.max(...evening.map(({ visitsErrors }) => visitsErrors.largest)),
      },
    },
    crowd: {
      people: crowd.people,
      secondsCompared: crowd.compared,
      differences: crowd.differences.length,
    },
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

/** Over all the time, not over steps. */
function mean(evening: readonly Verdict[], whose: 'oursErrors' | 'visitsErrors'): number {
  const all = evening.reduce((sum, { seconds }) => sum + seconds, 0)
  const wrong = evening.reduce((sum, one) => sum + one[whose].mean * one.seconds, 0)
  return rounded(wrong / all)
}

function rounded(value: number): number {
  return Number(value.toFixed(2))
}
