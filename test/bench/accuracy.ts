import { printCrowd, printEvening, printSummary } from './accuracy/printTables'
import { summaryOf } from './accuracy/summaryOf'
import type { Bench } from './Bench'

const PEOPLE = 10_000
const OVER_HTTP = 1_000

/**
 * Whether the number is right: an audience of real players and one of 10,000, whose truth in each
 * second is written by hand; our badge, and the count of open pages that it replaces.
 */
export const accuracy: Bench = async (print) => {
  // Other benches need a window before React and TanStack Query are loaded.
  const { playCrowd } = await import('../proof/crowd/playCrowd')
  const { playEvening } = await import('./accuracy/playEvening')
  const evening = await playEvening()
  printEvening(evening, print)
  const crowd = await playCrowd(PEOPLE, OVER_HTTP)
  printCrowd(crowd, print)
  const summary = summaryOf(evening, crowd)
  printSummary(summary, print)
  const unexplained = [...evening.flatMap(({ faults }) => faults), ...crowd.differences]
  for (const fault of unexplained) print(`Not explained by any rule: ${fault}`)
  return { ...summary, unexplained: unexplained.length }
}
