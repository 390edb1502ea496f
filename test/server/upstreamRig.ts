import Mux from '@mux/mux-node'
import { onTestFinished, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxViewers, engagementCounts, monitoring } from '../../src/server'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { client } from '../emulator/client'
import { begin, playbackId, streamId } from '../emulator/startEmulator'
import { syntheticPlayer } from '../emulator/syntheticPlayer'
import { threeWatching } from '../emulator/threeWatching'
import type { UpstreamFault, UpstreamName } from './upstreamFaults'

/** The requests by which each is asked. */
export const UPSTREAM_PATHS: Record<UpstreamName, RegExp> = {
  counts: /^\/counts$/,
  timeseries: /\/timeseries$/,
  breakdown: /\/breakdown-timeseries$/,
  dimensions: /\/dimensions$/,
}

/** Streams beside the one that is watched. */
export const [second, third] = ['stream-two', 'stream-three']

/**
 * The server part asks the emulator over a socket, by the real SDK; three watch `streamId`. Clocks
 * stand still until they are moved; sockets are real, and timers too unless they are to be moved as well.
 */
export async function upstreamRig(
  source: 'counts' | 'monitoring',
  options: Partial<MuxViewersOptions> = {},
  timers: readonly ('setTimeout' | 'clearTimeout')[] = [],
) {
  vi.useFakeTimers({ toFake: ['Date', 'performance', ...timers], now: begin })
  onTestFinished(() => void vi.useRealTimers())
  const { emulator, clock, play } = await threeWatching({
    monitoringLagMs: 0,
    streams: [streamId, second, third].map((id) => ({
      id,
      playbackId: id === streamId ? playbackId : `of-${id}`,
    })),
  })
  // Somebody watches the second one too: streams with viewers have a line of their own.
  const video_source_url = `http://localhost/of-${second}.m3u8`
  const another = syntheticPlayer({ view_id: 'another', video_source_url })
  emulator.receive(another.start())
  let detour: { path: RegExp; host: string } | null = null
  const strayed: string[] = []
  const reach: typeof fetch = (input, init) => {
    const { pathname, href } = new URL(input as string)
    if (detour?.path.test(pathname) !== true) return fetch(input, init)
    strayed.push(pathname)
    return fetch(href.replace(emulator.url, detour.host), init)
  }
  class Client extends Mux {
    constructor(given: ConstructorParameters<typeof Mux>[0]) {
      super({ ...given, fetch: reach })
    }
  }
  const mux = client(emulator, Client)
  // Without Mux Video nobody asks whether streams are live, which has faults and turns of its own.
  Object.defineProperty(mux, 'video', { value: undefined })
  const said: string[] = []
  const logger = {
    error: (line: string, ...more: unknown[]) => said.push(['error:', line, ...more].join(' ')),
    info: (line: string) => said.push(`info: ${line}`),
  }
  // Turns are taken by the time that passes, which stands still.
  const perSecond = 1_000
  const counts = { mux, perSecond, baseUrl: emulator.env.MUX_STATS_URL, fetch: reach, ttl: 15_000 }
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [source === 'counts' ? engagementCounts(counts) : monitoring({ mux, perSecond })],
    logger,
    ...options,
  })
  const ask = async (...ids: string[]) => {
    const query = ids.map((id) => `id=${id}`).join('&')
    const response = await viewers.fetch(new Request(`https://app.test/?${query}`))
    const { snapshots } = (await response.json()) as { snapshots: ViewerSnapshot[] }
    return { status: response.status, snapshots }
  }
  return {
    emulator,
    viewers,
    said,
    ask,
    /** Moves all clocks; who watches goes on watching. */
    advance(ms: number): void {
      clock.now += ms
      vi.advanceTimersByTime(ms)
      play()
      emulator.receive(another.playing(clock.now - begin + 1_000))
    },
    /** Breaks what is asked by `path`; gives the way to mend it. */
    break({ failure, elsewhere }: UpstreamFault, path: RegExp): () => void {
      if (failure !== undefined) return emulator.fail({ path, ...failure })
      detour = { path, host: elsewhere! }
      return () => (detour = null)
    },
    /** How many requests went out, wherever they came to. */
    calls: (path: RegExp) =>
      strayed.filter((asked) => path.test(asked)).length +
      emulator.requests.filter((request) => path.test(request.path)).length,
  }
}
