import type { Bench } from './Bench'
import { playRow, type Played } from './budget/playRow'
import { FACTOR, PROCESSES, SPAN_MS, STATE_TTL_MS, STREAMS, TTL_MS } from './budget/terms'
import { quantile } from './quantile'

/** A route without cache is more than two cores bear for long; its calls are counted for so long, and multiplied. */
const PLAIN_MS = SPAN_MS / 10

const budgetOf = (ms: number, processes = 1): number => processes * STREAMS * Math.ceil(ms / TTL_MS)

/**
 * Four server processes on one real Redis, 100 streams, 10,000 pollers, the equivalent of five
 * minutes: how often Mux is asked, and how old what is answered is. Every TTL and the interval are
 * divided by one factor, and the rate of the limiter is multiplied by it; how long an answer waits is not.
 */
export const budget: Bench = async (print) => {
  const [cutAt, backAt] = [SPAN_MS / 2, (SPAN_MS * 3) / 4]
  const healthy = await playRow({ spanMs: SPAN_MS })
  const failing = await playRow({ spanMs: SPAN_MS, status: 500 })
  const limited = await playRow({ spanMs: SPAN_MS, status: 429 })
  const cut = await playRow({ spanMs: SPAN_MS, cut: [cutAt, backAt] })
  const plain = await playRow({ spanMs: PLAIN_MS, isPlain: true })
  const peer = plain.calls.length * (SPAN_MS / PLAIN_MS)

  const within = ({ calls }: Played, from: number, to: number): number =>
    calls.filter((at) => at >= from && at < to).length
  const togetherAt = backAt + 2 * TTL_MS
  const ratios = {
    healthy: healthy.calls.length / budgetOf(SPAN_MS),
    failing: failing.calls.length / budgetOf(SPAN_MS),
    limited: limited.calls.length / budgetOf(SPAN_MS),
    before: within(cut, 0, cutAt) / budgetOf(cutAt),
    gone: within(cut, cutAt, backAt) / budgetOf(backAt - cutAt, PROCESSES),
    together: within(cut, togetherAt, SPAN_MS) / budgetOf(SPAN_MS - togetherAt),
  }
  const agesMs = agesOf(healthy)
  const p95Ms = quantile(agesMs, 0.95)
  const limitMs = TTL_MS + 1_000 / FACTOR

  print(`${' '.repeat(34)}     calls    limit   ratio`)
  print(row('healthy', healthy.calls.length, budgetOf(SPAN_MS), ratios.healthy))
  print(row('Mux answers 500', failing.calls.length, budgetOf(SPAN_MS), ratios.failing))
  print(row('Mux answers 429', limited.calls.length, budgetOf(SPAN_MS), ratios.limited))
  print(row('Redis: before the cut', within(cut, 0, cutAt), budgetOf(cutAt), ratios.before))
  print(
    row(
      '  gone, each process for itself',
      within(cut, cutAt, backAt),
      budgetOf(backAt - cutAt, PROCESSES),
      ratios.gone,
    ),
  )
  print(
    row(
      '  from two TTLs after its return',
      within(cut, togetherAt, SPAN_MS),
      budgetOf(SPAN_MS - togetherAt),
      ratios.together,
    ),
  )
  print(row('a route without cache', peer, budgetOf(SPAN_MS), peer / budgetOf(SPAN_MS)))
  print(
    `questions for a stream's state, healthy: ${healthy.states} of ${STREAMS * Math.ceil(SPAN_MS / STATE_TTL_MS)}`,
  )
  print(
    `age of answers, healthy: p50 ${Math.round(quantile(agesMs, 0.5))} ms, p95 ${Math.round(p95Ms)} ms (limit ${limitMs}), p99 ${Math.round(quantile(agesMs, 0.99))} ms`,
  )
  print(
    `told too young by at most ${Math.round(Math.max(...healthy.tallies.map(({ tooYoungMs }) => tooYoungMs)))} ms`,
  )
  for (const [name, played] of Object.entries({ healthy, failing, limited, cut }))
    print(describe(name, played))
  return {
    bench: 'budget',
    ours: healthy.calls.length,
    peer,
    limit: budgetOf(SPAN_MS),
    ratio: Number(ratios.healthy.toFixed(3)),
    unit: 'calls',
    n: healthy.tallies.reduce((sum, { answers }) => sum + answers, 0),
    ratios,
    p95AgeMs: Math.round(p95Ms),
    limitAgeMs: limitMs,
    states: healthy.states,
  }
}

function agesOf({ tallies }: Played): number[] {
  return tallies.flatMap(({ ages }) => ages)
}

function describe(name: string, { tallies }: Played): string {
  const latencies = tallies.flatMap((tally) => tally.latencies)
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  const heapMb = Math.max(...tallies.map((tally) => tally.heapMb))
  return `${name}: ${latencies.length} answers, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(1)} ms, heap ${heapMb.toFixed(0)} MB a process`
}

function row(what: string, calls: number, limit: number, ratio: number): string {
  return (
    what.padEnd(34) +
    String(calls).padStart(10) +
    String(limit).padStart(9) +
    ratio.toFixed(3).padStart(8)
  )
}
