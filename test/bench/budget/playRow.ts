import { fork } from 'node:child_process'
import { REDIS_URL } from '../../support/redis'
import { TcpProxy } from '../../support/TcpProxy'
import { openMuxDouble } from './muxDouble'
import { PROCESSES, type Order, type Tally } from './terms'

/** What a row is about. */
export interface Row {
  /** What Mux answers questions for a number with. */
  status?: number
  isPlain?: boolean
  spanMs: number
  /** Redis is cut off from here to there, in milliseconds from the start. */
  cut?: readonly [from: number, to: number]
}

/** What was seen in it. */
export interface Played {
  /** When Mux was asked for a number, in milliseconds from the start. */
  calls: number[]
  states: number
  tallies: Tally[]
}

/** Some server processes with one Redis, through a proxy: the machine's own is never stopped. */
export async function playRow({
  status = 200,
  isPlain = false,
  spanMs,
  cut,
}: Row): Promise<Played> {
  const [mux, redis] = [await openMuxDouble(), new TcpProxy(REDIS_URL)]
  mux.status = status
  await redis.mend()
  await forget()
  const order: Order = { muxUrl: mux.url, redisPort: redis.port, isPlain, spanMs }
  const begun = performance.now()
  const timers = cut && [
    setTimeout(() => void redis.cut(), cut[0]),
    setTimeout(() => void redis.mend(), cut[1]),
  ]
  try {
    const tallies = await Promise.all(Array.from({ length: PROCESSES }, () => run(order)))
    const calls = mux.counts.map(({ at }) => at - begun)
    return { calls, states: mux.states, tallies }
  } finally {
    timers?.forEach(clearTimeout)
    mux.close()
    await redis.cut()
  }
}

function run(order: Order): Promise<Tally> {
  const file = new URL('serverProcess.ts', import.meta.url)
  const child = fork(file, { execArgv: ['--import', 'tsx', '--expose-gc'] })
  return new Promise((resolve, reject) => {
    child.once('message', (tally: Tally) => resolve(tally))
    child.once('error', reject)
    child.once(
      'exit',
      (code) => code !== 0 && reject(new Error(`A server process ended (${code}).`)),
    )
    child.send(order)
  })
}

/** What an earlier row has left under our keys. */
async function forget(): Promise<void> {
  const { Redis } = await import('ioredis')
  const client = new Redis(REDIS_URL)
  const keys = await client.keys('mux-viewers:*')
  if (keys.length > 0) await client.del(keys)
  await client.quit()
}
