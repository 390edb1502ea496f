// @vitest-environment node
import Mux from '@mux/mux-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMuxEmulator, type EmulatedFailure, type MuxEmulator } from '../../src/emulator'
import { createCountsFetcher, type ViewersErrorCode } from '../../src/query'
import { createMuxViewers } from '../../src/server'
import { describeFetcher } from './fetcherContract'

const STREAMS = [
  { id: 'streamA', playbackId: 'playbackA' },
  { id: 'streamB', playbackId: 'playbackB' },
]

/** A fetcher that gets its tokens from our token route, before an emulated Mux with the test's clock. */
async function start() {
  // Sockets need real timers.
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.parse('2026-01-02T03:04:05Z') })
  const emulator = await createMuxEmulator({ streams: STREAMS, now: Date.now })
  const { env } = emulator
  const { token: route } = createMuxViewers({
    mux: new Mux({ jwtSigningKey: env.MUX_SIGNING_KEY, jwtPrivateKey: env.MUX_PRIVATE_KEY }),
    authorize: 'public',
  })
  const tokens: string[] = []
  const fetcher = createCountsFetcher({
    baseUrl: env.MUX_STATS_URL,
    fetch: async (url, init) => {
      const asked = url as string
      if (!asked.startsWith('/api/')) return fetch(asked, init)
      const answer = await route(new Request(`https://app.test${asked}`))
      tokens.push(((await answer.clone().json()) as { token: string }).token)
      return answer
    },
  })
  const close = async (): Promise<void> => {
    await emulator.close()
    vi.useRealTimers()
  }
  return { emulator, fetcher, tokens, close }
}

/** Someone plays `streamA`. */
function play(emulator: MuxEmulator, viewer: string): void {
  const { playbackUrl } = emulator.stream('streamA')
  emulator.receive({
    events: ['viewstart', 'play', 'playing'].map((event, index) => ({
      event,
      view_id: `view of ${viewer}`,
      view_sequence_number: index + 1,
      mux_viewer_id: viewer,
      player_is_paused: false,
      player_source_url: playbackUrl,
      video_source_url: playbackUrl,
    })),
  })
}

describe('before the emulator', () => {
  let made: Awaited<ReturnType<typeof start>>
  beforeEach(async () => {
    made = await start()
  })
  afterEach(() => made.close())

  const ask = async () => {
    const { signal } = new AbortController()
    return (await made.fetcher({ streamIds: ['streamA'], signal }))[0]!
  }

  it('counts a view, from zero that nobody has confirmed', async () => {
    expect(await ask()).toMatchObject({ viewers: 0, verified: false, unit: 'people' })
    play(made.emulator, 'one')
    vi.advanceTimersByTime(15_000)
    expect(await ask()).toMatchObject({ viewers: 1, views: 1, source: 'mux', via: 'counts' })
  })

  it('goes on for an hour with tokens of ten minutes, without one refusal', async () => {
    for (let half = 0; half < 120; half += 1) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await ask()).not.toHaveProperty('error')
      vi.advanceTimersByTime(30_000)
    }
    expect(made.emulator.requests).toHaveLength(120)
    expect(made.tokens).toHaveLength(8)
  })

  it('survives a night of sleep, in which the clock of the page stood still', async () => {
    await ask()
    vi.setSystemTime(Date.now() + 8 * 3_600_000)
    vi.advanceTimersByTime(15_000)
    expect(await ask()).toMatchObject({ viewers: 0, ageMs: 0 })
    expect(made.tokens).toHaveLength(2)
  })

  it.each<[string, Omit<EmulatedFailure, 'path'>, ViewersErrorCode]>([
    ['a connection cut', { reset: true }, 'network'],
    ['a body cut in the middle', { truncate: true }, 'network'],
    ['no JSON', { status: 200, body: '<html>' }, 'bad_response'],
    ['another JSON', { status: 200, body: { data: [{ viewers: '3' }] } }, 'bad_response'],
    ['far too much', { padBytes: 1_000_000 }, 'bad_response'],
    ['no row', { status: 200, body: { data: [] } }, 'not_found'],
    ['trouble', { status: 500 }, 'unavailable'],
    ['too many', { status: 429 }, 'rate_limited'],
  ])('tells of %s, keeps the number with its age and recovers', async (_, failure, code) => {
    await ask()
    vi.advanceTimersByTime(15_000)
    const mend = made.emulator.fail({ path: '/counts', ...failure })
    const failed = await ask()
    expect(failed).toMatchObject({ viewers: 0, ageMs: 15_000, error: { code, at: 'mux' } })
    for (const token of made.tokens) expect(JSON.stringify(failed)).not.toContain(token)
    mend()
    vi.advanceTimersByTime(failed.pollAfterMs!)
    const mended = await ask()
    expect(mended).toMatchObject({ viewers: 0, ageMs: 0 })
    expect(mended).not.toHaveProperty('error')
  })
})

describeFetcher('createCountsFetcher over the token route and the emulator', async () => {
  const { emulator, fetcher, tokens, close } = await start()
  const { env } = emulator
  /** No reading and no failure is remembered that long. */
  const forget = (): void => void vi.advanceTimersByTime(3_600_000)
  return {
    fetcher,
    counts: { streamA: 0, streamB: 0 },
    break: () => {
      emulator.revokeSigningKey()
      forget()
    },
    repair: () => {
      emulator.restoreSigningKey()
      forget()
    },
    get secrets() {
      return [env.MUX_TOKEN_SECRET, env.MUX_SIGNING_KEY, env.MUX_PRIVATE_KEY, ...tokens]
    },
    close,
  }
})
