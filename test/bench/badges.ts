import type { Bench } from './Bench'
import { BadgesBrowser } from './badges/BadgesBrowser'
import { playRound, type Round } from './badges/playRound'
import { sumUp } from './badges/sumUp'

const ROUNDS = 6
const TICKS_A_ROUND = 10
const BOARDS = ['ours', 'peer'] as const

/**
 * 1,000 badges over 100 streams, of which ten change at each tick. Driven by real polling, once a
 * second: that is what a page does all day, and so timers, questions and what becomes of an answer
 * count in the scripting time. The answers come at once, from the page itself. Boards take turns,
 * so that a machine that grows warm or busy is as bad for both.
 */
export const badges: Bench = async (print) => {
  const browser = await BadgesBrowser.open()
  try {
    // Rounds never overlap: two boards at once would disturb each other. The first of each teaches
    // the machine its code, and counts for nothing.
    const first = {
      ours: await playRound(browser, 'ours', { ticks: 2 }),
      peer: await playRound(browser, 'peer', { ticks: 2 }),
    }
    const rounds: Record<'ours' | 'peer', Round[]> = { ours: [], peer: [] }
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      for (const name of turn % 2 === 0 ? BOARDS : BOARDS.toReversed()) {
        // oxlint-disable-next-line no-await-in-loop
        rounds[name].push(await playRound(browser, name, { ticks: TICKS_A_ROUND }))
      }
    }
    const ours = sumUp(rounds.ours)
    const peer = sumUp(rounds.peer)

    const counting = { ticks: 3, countsBadges: true }
    const needless = {
      ours: countNeedless(await playRound(browser, 'ours', counting)),
      peer: countNeedless(await playRound(browser, 'peer', counting)),
    }
    const pollers = await playRound(browser, 'pollers', { ticks: 3 })
    const pollerRequests = sumUp([pollers]).requests
    const isSameMarkup = markupOf(first.ours) === markupOf(first.peer)

    print(row('', 'ours', 'useQuery', 'by hand'))
    print(row('React ms a tick', ours.reactMs, peer.reactMs, ours.byHandMs))
    // The quick ones are those that no other work of the machine has disturbed.
    print(row('  its 10th percentile', ours.reactP10Ms, peer.reactP10Ms))
    print(row('  its 95th percentile', ours.reactP95Ms, peer.reactP95Ms))
    print(row('commits a tick', ours.commits, peer.commits))
    print(row('all script, ms a tick', ours.scriptMs, peer.scriptMs))
    print(row('requests a tick', ours.requests, peer.requests))
    print(row('  a poller in each badge', '', '', pollerRequests))
    print(row('unchanged badges rendered', needless.ours, needless.peer))
    print(row('mount of 1,000, ms', ours.mountMs, peer.mountMs))
    print(row("  React's part", ours.mountReactMs, peer.mountReactMs))
    print(row('heap of a badge, kB', ours.badgeKb, peer.badgeKb))
    print(row('heap kept of 1,000, %', ours.keptPercent, peer.keptPercent))
    if (!isSameMarkup)
      print(`The markup differs:\n${markupOf(first.ours)}\n${markupOf(first.peer)}`)
    return {
      bench: 'badges',
      ours: ours.reactMs,
      peer: peer.reactMs,
      limit: ours.byHandMs,
      ratio: Number((ours.reactMs / peer.reactMs).toFixed(3)),
      unit: 'ms',
      n: ROUNDS * TICKS_A_ROUND,
      p10: { ours: ours.reactP10Ms, peer: peer.reactP10Ms },
      script: { ours: ours.scriptMs, peer: peer.scriptMs },
      requests: { ours: ours.requests, peer: peer.requests, pollers: pollerRequests },
      needless,
      mount: { ours: ours.mountMs, peer: peer.mountMs },
      heapKeptPercent: { ours: ours.keptPercent, peer: peer.keptPercent },
      isSameMarkup,
    }
  } finally {
    await browser.close()
  }
}

function countNeedless({ ticks }: Round): number {
  return ticks.reduce((sum, { needless }) => sum + needless, 0)
}

function markupOf({ markup }: Round): string {
  // Ours is set by an effect, and stands elsewhere for it.
  const [tabIndex = ''] = / tabindex="\d"/.exec(markup) ?? []
  return (markup.replace(tabIndex, '') + tabIndex).replaceAll(/\d+/g, '0')
}

function row(what: string, ...columns: (number | string)[]): string {
  return what.padEnd(26) + columns.map((column) => String(column).padStart(10)).join('')
}
