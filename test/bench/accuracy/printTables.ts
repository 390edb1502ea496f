import type { CrowdResult } from '../../proof/crowd/playCrowd'
import type { Verdict } from '../../proof/judge'

import type { summaryOf } from './summaryOf'

type Print = (line: string) => void
type Summary = ReturnType<typeof summaryOf>

/** Each step of the audience of real players. */
export function printEvening(evening: readonly Verdict[], print: Print): void {
  print('Real players, their timers and Mux’s times ten times as fast.\n')
  print(
    row(
      'step',
      'truth',
      'ours',
      'pages',
      'error',
      'pages’',
      'at most',
      'due, s',
      'shown, s',
      'rule',
    ),
  )
  for (const one of evening) {
    print(
      row(
        one.does,
        one.truth,
        one.ours ?? '–',
        one.visits ?? '–',
        one.oursErrors.steady,
        one.visitsErrors.steady,
        one.oursErrors.largest,
        one.due === null ? '' : dueOf(one.due),
        one.shown?.toFixed(1) ?? '',
        one.rule,
      ),
    )
  }
  print(
    '\nTruth, our badge, and a count of open pages; the errors of both when nothing had been done for long enough; the largest of ours before that; after how many seconds the truth was another by the rule, and after how many ours said so.\n',
  )
}

/** Some moments of the audience of thousands. */
export function printCrowd({ moments, people, compared }: CrowdResult, print: Print): void {
  print(`${people} people who speak the player’s beacons.\n`)
  const head = ['second', 'watching', 'truth', 'ours', 'pages', 'error', 'pages’']
  print(head.map((text) => text.padEnd(10)).join(''))
  for (const { second, watching, truth, badge, visits } of moments) {
    const [ours, theirs] = [Math.abs((badge ?? Infinity) - truth), Math.abs(visits - truth)]
    const cells = [second, watching, truth, badge ?? '–', visits, ours, theirs]
    print(cells.map((cell) => String(cell).padEnd(10)).join(''))
  }
  print(
    `\nWho watches at this moment; who is counted by the rules, with those who paused less than 10 s ago, left less than 5 s ago or vanished less than 30 s ago; ${compared} numbers of Mux and our route were compared.\n`,
  )
}

/** Mean and largest errors, ours and those of the count of pages. */
export function printSummary({ players, crowd, secondsToShow }: Summary, print: Print): void {
  print(['errors, ours / pages', 'mean', 'largest', 'when quiet'].map(wide).join(''))
  for (const [who, errors] of Object.entries({ 'real players': players, crowd })) {
    const pairs = [errors.mean, errors.largest, errors.steady]
    print([who, ...pairs.map(({ ours, peer }) => `${ours} / ${peer}`)].map(wide).join(''))
  }
  const { p50, most, n } = secondsToShow
  print(`\n${n} changes were shown ${p50} s (median) to ${most} s after they were true.`)
}

function wide(text: string): string {
  return text.padEnd(22)
}

function dueOf([from, latest]: readonly [number, number]): string {
  const [first, last] = [from.toFixed(1), latest.toFixed(1)]
  return first === last ? first : `${first}–${last}`
}

function row(does: string, ...cells: (string | number)[]): string {
  return does.padEnd(46) + cells.map((cell) => String(cell).padEnd(10)).join('')
}
