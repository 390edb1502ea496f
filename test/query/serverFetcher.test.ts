// @vitest-environment node
import { createMuxEmulator } from '../../src/emulator'
import { createViewersFetcher, type ViewersFetcher } from '../../src/query'
import { createMuxViewers, engagementCounts, type MuxViewers } from '../../src/server'
import { client } from '../emulator/client'
import { describeFetcher, type FetcherUnderTest } from './fetcherContract'

const STREAMS = [
  { id: 'streamA', playbackId: 'playbackA' },
  { id: 'streamB', playbackId: 'playbackB' },
]

/** A server of ours before an emulated Mux that nobody watches. */
async function make(fetcherOf: (viewers: MuxViewers) => ViewersFetcher): Promise<FetcherUnderTest> {
  const emulator = await createMuxEmulator({ streams: STREAMS })
  let now = Date.now()
  const { env } = emulator
  const mux = client(emulator)
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [engagementCounts({ mux, baseUrl: env.MUX_STATS_URL })],
    logger: { error() {}, info() {} },
    now: () => now,
  })
  /** No reading and no failure is remembered that long. */
  const forget = (): void => void (now += 3_600_000)
  return {
    fetcher: fetcherOf(viewers),
    counts: { streamA: 0, streamB: 0 },
    break: () => {
      emulator.revokeSigningKey()
      forget()
    },
    repair: () => {
      emulator.restoreSigningKey()
      forget()
    },
    secrets: [env.MUX_TOKEN_SECRET, env.MUX_SIGNING_KEY, env.MUX_PRIVATE_KEY],
    close: () => emulator.close(),
  }
}

describeFetcher('viewers.fetcher, without HTTP', () => make((viewers) => viewers.fetcher))

describeFetcher('createViewersFetcher over viewers.fetch', () =>
  make((viewers) =>
    createViewersFetcher({
      url: 'https://app.test/api/mux-viewers',
      fetch: (url, init) => viewers.fetch(new Request(url, init)),
    }),
  ),
)
