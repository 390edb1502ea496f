import { fork, type ChildProcess } from 'node:child_process'
import type { Bench } from './Bench'
import { quantile } from './quantile'
import { load } from './throughput/load'
import { openRoute, pathOf, type RouteName } from './throughput/routes'

const SPAN_MS = 2_000
const ROUNDS = 3
const ROUTES = ['ours', 'plain'] as const

/**
 * Cached answers a second: ours against `Response.json` of the same bytes with the same headers, on
 * the same adapter and in process, by turns, the best of three; and a route that asks Mux each time.
 */
export const throughput: Bench = async (print) => {
  const one = await onAdapter(1)
  const fifty = await onAdapter(50)
  const inProcess = { one: await within(1, 4_000), fifty: await within(50, 800) }
  const peer = await withServer('uncached', 1, (port) => load(port, pathOf(1), SPAN_MS))
  const paced = await withServer('ours', 1, (port) => load(port, pathOf(1), 2 * SPAN_MS, 1_000))
  const p99Ms = quantile(paced.latencies, 0.99)
  const route = await openRoute('ours', 1)
  const { snapshots } = (await (
    await route(new Request(`http://route.test${pathOf(1)}`))
  ).json()) as {
    snapshots: unknown[]
  }
  const bytes = JSON.stringify(snapshots[0]).length

  print('answers a second'.padEnd(26) + '      ours  Response.json  ratio  goal')
  print(row('one id, over HTTP', one, 0.75))
  print(row('50 ids, over HTTP', fifty, 0.35))
  print(row('one id, in process', inProcess.one, 0.5))
  print(row('50 ids, in process', inProcess.fifty, 0.2))
  print(`a route that asks Mux (20 ms) each time: ${Math.round(peer.perSecond)} a second`)
  print(`a snapshot has ${bytes} bytes (at most 1,000)`)
  print(`p99 of a cached answer at 1,000 a second: ${p99Ms.toFixed(1)} ms (below 100)`)
  return {
    bench: 'throughput',
    ours: Math.round(one.ours),
    peer: Math.round(peer.perSecond),
    limit: Math.round(one.plain),
    ratio: ratioOf(one),
    unit: 'answers/s',
    n: ROUNDS,
    ratios: {
      one: ratioOf(one),
      fifty: ratioOf(fifty),
      oneInProcess: ratioOf(inProcess.one),
      fiftyInProcess: ratioOf(inProcess.fifty),
    },
    bytes,
    p99Ms: Number(p99Ms.toFixed(1)),
  }
}

type Best = Record<(typeof ROUTES)[number], number>

/** The best of some rounds in which both take turns. */
async function best(measure: (name: (typeof ROUTES)[number]) => Promise<number>): Promise<Best> {
  const found: Best = { ours: 0, plain: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? ROUTES : ROUTES.toReversed()) {
      // One at a time: two at once would disturb each other.
      // oxlint-disable-next-line no-await-in-loop
      found[name] = Math.max(found[name], await measure(name))
    }
  }
  return found
}

function onAdapter(count: number): Promise<Best> {
  return withServer('ours', count, (ours) =>
    withServer('plain', count, async (plain) => {
      const ports = { ours, plain }
      const measure = async (name: (typeof ROUTES)[number]): Promise<number> =>
        (await load(ports[name], pathOf(count), SPAN_MS)).perSecond
      for (const name of ROUTES) {
        // oxlint-disable-next-line no-await-in-loop
        await measure(name)
      }
      return best(measure)
    }),
  )
}

async function within(count: number, answers: number): Promise<Best> {
  const routes = { ours: await openRoute('ours', count), plain: await openRoute('plain', count) }
  const url = `http://route.test${pathOf(count)}`
  const measure = async (name: (typeof ROUTES)[number]): Promise<number> => {
    const begun = performance.now()
    for (let index = 0; index < answers; index++) {
      // oxlint-disable-next-line no-await-in-loop
      await (await routes[name](new Request(url))).text()
    }
    return (answers * 1_000) / (performance.now() - begun)
  }
  await best(measure)
  return best(measure)
}

async function withServer<Result>(
  name: RouteName,
  count: number,
  ask: (port: number) => Promise<Result>,
): Promise<Result> {
  const file = new URL('throughput/serve.ts', import.meta.url)
  const child: ChildProcess = fork(file, [name, String(count)], { execArgv: ['--import', 'tsx'] })
  try {
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (told) => resolve(Number(told)))
      child.once('exit', () => reject(new Error('The server of the bench ended.')))
    })
    return await ask(port)
  } finally {
    child.kill()
  }
}

const ratioOf = ({ ours, plain }: Best): number => Number((ours / plain).toFixed(3))

function row(what: string, found: Best, goal: number): string {
  const numbers = [Math.round(found.ours), Math.round(found.plain)].map((number) =>
    String(number).padStart(10),
  )
  return `${what.padEnd(26)}${numbers.join('     ')}  ${ratioOf(found).toFixed(3)}  ${goal}`
}
