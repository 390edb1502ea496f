import { quantile } from '../quantile'
import type { Round } from './playRound'

/** What a board costs, over all its rounds: medians where nothing else is said. */
export type Summary = Record<
  | 'reactMs'
  | 'reactP10Ms'
  | 'reactP95Ms'
  | 'commits'
  | 'scriptMs'
  | 'requests'
  | 'mountMs'
  | 'mountReactMs'
  | 'badgeKb'
  | 'keptPercent'
  | 'byHandMs',
  number
>

/** Of all rounds; what they leave in the heap is told by the last two, when the code has long been warm. */
export function sumUp(rounds: readonly Round[]): Summary {
  const ticks = rounds.flatMap((round) => round.ticks)
  const reactMs = ticks.map((tick) => tick.reactMs)
  const [heapBefore = Number.NaN, heapAfter = Number.NaN] = rounds
    .slice(-2)
    .map((round) => round.heapAfter)
  return {
    reactMs: median(reactMs),
    reactP10Ms: rounded(quantile(reactMs, 0.1)),
    reactP95Ms: rounded(quantile(reactMs, 0.95)),
    commits: median(ticks.map(({ commits }) => commits)),
    scriptMs: median(rounds.map(({ scriptMs }) => scriptMs)),
    requests: median(ticks.map(({ requests }) => requests)),
    mountMs: median(rounds.map(({ mountMs }) => mountMs)),
    mountReactMs: median(rounds.map(({ mountReactMs }) => mountReactMs)),
    badgeKb: median(rounds.map(({ badgeBytes }) => badgeBytes / 1_000)),
    keptPercent: rounded(100 * (heapAfter / heapBefore - 1)),
    byHandMs: median(rounds.flatMap(({ byHandMs }) => byHandMs)),
  }
}

function median(values: readonly number[]): number {
  return rounded(quantile(values, 0.5))
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
