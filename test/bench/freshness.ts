import { openDom } from '../soak/openDom'
import type { Bench } from './Bench'
import { watchChanges, type Freshness, type Setup } from './freshness/watchChanges'
import { quantile } from './quantile'

const MAIN: Setup = { intervalMs: 30_000, ttlMs: 15_000 }
const FAST: Setup = { intervalMs: 5_000, ttlMs: 5_000 }

/** How old what is on screen gets: from a new count at Mux to the badge's text. */
export const freshness: Bench = async (print) => {
  openDom()
  print(
    ['setup', 'badge', 'p50', 'p95', 'most', 'limit', 'requests', 'Mux calls'].map(cell).join(''),
  )
  const measure = async (setup: Setup): Promise<ReturnType<typeof sumUp>> => {
    const ours = await watchChanges('ours', setup)
    const peer = await watchChanges('peer', setup)
    const summary = sumUp(setup, ours, peer)
    print(row(setup, 'ours', summary.ours, summary.limit))
    print(row(setup, 'poller', summary.peer, summary.limit))
    return summary
  }
  const main = await measure(MAIN)
  const fast = await measure(FAST)
  print('Times in seconds; requests of one visitor and Mux calls for all 20, in a minute.')
  return {
    bench: 'freshness',
    ours: main.ours.p95,
    peer: main.peer.p95,
    limit: main.limit,
    ratio: main.ratio,
    unit: 's',
    n: main.n,
    p50: { ours: main.ours.p50, peer: main.peer.p50 },
    requestsAMinute: { ours: main.ours.requests, peer: main.peer.requests },
    muxCallsAMinute: { ours: main.ours.muxCalls, peer: main.peer.muxCalls },
    fiveSeconds: fast,
  }
}

function sumUp({ intervalMs, ttlMs }: Setup, ours: Freshness, peer: Freshness) {
  const limit = (intervalMs + ttlMs) / 1_000 + 1
  const [summary, ofPeer] = [figures(ours), figures(peer)]
  const ratio = rounded(summary.p95 / limit)
  return { ours: summary, peer: ofPeer, limit, ratio, n: ours.seconds.length }
}

type Figures = Record<'p50' | 'p95' | 'most' | 'requests' | 'muxCalls', number>

function figures({ seconds, routeRequests, muxCalls }: Freshness): Figures {
  return {
    p50: rounded(quantile(seconds, 0.5)),
    p95: rounded(quantile(seconds, 0.95)),
    most: rounded(Math.max(...seconds)),
    requests: rounded(routeRequests),
    muxCalls: rounded(muxCalls),
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}

function row({ intervalMs, ttlMs }: Setup, badge: string, told: Figures, limit: number): string {
  const setup = `${intervalMs / 1_000} s, ${ttlMs / 1_000} s`
  const { p50, p95, most, requests, muxCalls } = told
  return [setup, badge, p50, p95, most, limit, requests, muxCalls].map(cell).join('')
}

function cell(value: string | number): string {
  return String(value).padEnd(11)
}
