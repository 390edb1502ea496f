// One of several server processes, with its part of the pollers: they ask it by `viewers.fetch`, so that two cores bear them.
import { Redis } from 'ioredis'
import type { ViewerSnapshot } from '../../../src/core/snapshot'
import { createMuxViewers, engagementCounts, redisCache } from '../../../src/server'
import type { MuxClient } from '../../../src/server'
import {
  INTERVAL_MS,
  PER_SECOND,
  POLLERS,
  PROCESSES,
  STATE_TTL_MS,
  STREAMS,
  TTL_MS,
  type Order,
  type Tally,
} from './terms'

const STEP_MS = 10

process.once('message', (order: Order) => void serve(order))

async function serve(order: Order): Promise<void> {
  const redis = new Redis(order.redisPort, '127.0.0.1', { retryStrategy: () => 50 })
  redis.on('error', () => undefined)
  const ask = order.isPlain ? askPlainly(order.muxUrl) : askThrough(order.muxUrl, redis)
  const tally: Tally = { ages: [], tooYoungMs: 0, latencies: [], answers: 0, heapMb: 0 }
  await poll(order.spanMs, async (streamId) => {
    const begun = performance.now()
    const { viewers, ageMs } = await ask(streamId)
    tally.answers += 1
    tally.latencies.push(performance.now() - begun)
    if (viewers === null) return
    const trueAgeMs = Math.max(0, Date.now() - viewers)
    tally.ages.push(trueAgeMs)
    tally.tooYoungMs = Math.max(tally.tooYoungMs, trueAgeMs - (ageMs ?? 0))
  })
  redis.disconnect()
  globalThis.gc?.()
  tally.heapMb = process.memoryUsage().heapUsed / 1e6
  process.send?.(tally, () => process.exit(0))
}

type Ask = (streamId: string) => Promise<Pick<ViewerSnapshot, 'viewers' | 'ageMs'>>

function askThrough(muxUrl: string, redis: Redis): Ask {
  // Signs nothing: the double takes the id for a token.
  const mux: MuxClient = {
    jwt: { signViewerCounts: (id) => id },
    jwtSigningKey: 'key',
    jwtPrivateKey: 'key',
    baseURL: muxUrl,
    tokenId: 'id',
    tokenSecret: 'secret',
    video: {
      liveStreams: {
        retrieve: async (id) => (await fetch(`${muxUrl}/video/v1/live-streams/${id}`)).json(),
      },
    },
  }
  const logger = { error: () => undefined }
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [
      engagementCounts({ mux, ttl: TTL_MS, perSecond: PER_SECOND, baseUrl: muxUrl, logger }),
    ],
    stateTtl: STATE_TTL_MS,
    sharedCache: redisCache(redis),
    logger,
  })
  return async (streamId) => {
    const response = await viewers.fetch(new Request(`https://app.test/?id=${streamId}`))
    return ((await response.json()) as { snapshots: [ViewerSnapshot] }).snapshots[0]
  }
}

function askPlainly(muxUrl: string): Ask {
  return async (streamId) => {
    const response = await fetch(`${muxUrl}/counts?token=${streamId}`)
    const { data } = (await response.json()) as { data: [{ viewers: number }] }
    return { viewers: data[0].viewers, ageMs: 0 }
  }
}

/** Each poller has its own stream and its own place in the interval. */
async function poll(spanMs: number, visit: (streamId: string) => Promise<void>): Promise<void> {
  const pollers = Array.from({ length: POLLERS / PROCESSES }, (_, index) => ({
    streamId: `Stream${index % STREAMS}`,
    nextAt: performance.now() + Math.random() * INTERVAL_MS,
  }))
  const end = performance.now() + spanMs
  const visits = new Set<Promise<void>>()
  while (performance.now() < end) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
    const now = performance.now()
    for (const poller of pollers) {
      if (poller.nextAt > now) continue
      poller.nextAt += INTERVAL_MS
      const visited = visit(poller.streamId).finally(() => visits.delete(visited))
      visits.add(visited)
    }
  }
  await Promise.allSettled(visits)
}
