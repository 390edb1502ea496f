import Mux from '@mux/mux-node'
import type { BrowserContext } from 'playwright'
import type { DemoAction, DemoState } from '../../.storybook/liveDemo'
import { createMuxEmulator, type ApiRequest } from '../../src/emulator'
import { createMuxViewers, engagementCounts, monitoring } from '../../src/server'
import { serve } from '../support/serve'

/** A Mux account without a signing key, and the server of the Live page that asks it. */
export interface MonitoredMux {
  /** Pages of `context` are answered by this server instead of the one they came from. */
  answerPagesOf: (context: BrowserContext) => Promise<void>
  /** All that the server has logged. */
  output: () => string
  /** What Mux was asked. */
  requests: readonly ApiRequest[]
  close: () => Promise<void>
}

/** Starts both. The sources are those that `createMuxViewers` has by itself, asked more often. */
export async function startMonitoredMux(): Promise<MonitoredMux> {
  const streamId = 'monitored'
  const emulator = await createMuxEmulator({
    streams: [{ id: streamId, playbackId: 'monitored-playback' }],
    // As long as the timers of the players, which are a tenth of what they would be.
    timing: { lostMs: 3_000, startMs: 6_000, stallMs: 30_000 },
    monitoringLagMs: 500,
  })
  const { MUX_TOKEN_ID, MUX_TOKEN_SECRET, MUX_STATS_URL } = emulator.env
  const mux = new Mux({
    tokenId: MUX_TOKEN_ID,
    tokenSecret: MUX_TOKEN_SECRET,
    jwtSigningKey: null,
    jwtPrivateKey: null,
    baseURL: emulator.url,
  })
  const lines: string[] = []
  const logger = {
    error: (line: string) => lines.push(line),
    info: (line: string) => lines.push(line),
  }
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    logger,
    sources: [
      engagementCounts({ mux, baseUrl: MUX_STATS_URL, logger }),
      monitoring({ mux, ttl: 500, perSecond: 10, logger }),
    ],
  })

  const stream = emulator.stream(streamId)
  let mend: (() => void) | undefined
  const actions: Record<DemoAction, () => void> = {
    start: () => stream.start(),
    stop: () => stream.stop(),
    break: () => (mend = emulator.fail({ path: /^\/data\//, status: 401 })),
    repair: () => {
      mend?.()
      mend = undefined
    },
  }
  const state = (): DemoState => ({
    mux: 'emulator',
    streamId,
    isLive: stream.status === 'active',
    isKeyBroken: mend !== undefined,
    player: {
      src: stream.playbackUrl,
      envKey: 'emulator',
      beaconCollectionDomain: emulator.beaconDomain,
    },
    missing: [],
    channels: [],
    lastBroadcast: null,
  })
  const server = await serve(async (request) => {
    if (new URL(request.url).pathname === '/api/mux-viewers') return viewers.fetch(request)
    if (request.method === 'POST')
      actions[((await request.json()) as { action: DemoAction }).action]()
    return Response.json(state())
  })

  return {
    async answerPagesOf(context) {
      await context.route('**/api/**', async (route) => {
        const { pathname, search } = new URL(route.request().url())
        await route.continue({ url: `${server.origin}${pathname}${search}` })
      })
    },
    output: () => lines.join('\n'),
    requests: emulator.requests,
    async close() {
      await server.close()
      await emulator.close()
    },
  }
}
