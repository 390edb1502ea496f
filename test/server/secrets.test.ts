import { expect, it } from 'vitest'
import type { EmulatedFailure } from '../../src/emulator'
import { createMuxViewers, engagementCounts, monitoring } from '../../src/server'
import { client } from '../emulator/client'
import { streamId } from '../emulator/startEmulator'
import { threeWatching } from '../emulator/threeWatching'

const PLANTED = 'PLANTED-SECRET'

/** What a fault of Mux may bring along. */
const faults: Omit<EmulatedFailure, 'path'>[] = [
  {},
  { status: 401, body: { error: { type: 'unauthorized', messages: [PLANTED] } } },
  { status: 403, body: PLANTED },
  { status: 429, body: { errors: [PLANTED] } },
  { status: 500, body: `<html>${PLANTED}</html>` },
  { status: 200, body: `{"data":[{"viewers":"${PLANTED}"}]}` },
  { status: 200, body: { data: [{ date: PLANTED, value: PLANTED }], status: PLANTED } },
  { status: 302, headers: { location: `https://nowhere.invalid/${PLANTED}` }, body: PLANTED },
  { reset: true },
  { truncate: true },
]

/** All that is in `value`, also what JSON leaves away: stacks, causes, hidden properties. */
function dig(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (seen.has(value)) return ''
  seen.add(value)
  const own = Object.getOwnPropertyNames(value).map(
    (name) => (value as Record<string, unknown>)[name],
  )
  return own.map((inner) => dig(inner, seen)).join('\n')
}

it.each(['counts', 'monitoring'] as const)(
  'no secret, body or error of others is in an answer, a header, a log or an error, by %s',
  async (name) => {
    const { emulator } = await threeWatching({ monitoringLagMs: 0 })
    const mux = client(emulator)
    const seen: unknown[] = []
    const logger = {
      error: (...said: unknown[]) => seen.push(said),
      info: (...said: unknown[]) => seen.push(said),
    }
    const { env } = emulator
    for (const fault of faults) {
      const mend = emulator.fail({ path: /^\/(counts|data|video)/, ...fault })
      // New each time, so that nothing is kept and everything is asked.
      const viewers = createMuxViewers({
        mux,
        authorize: 'public',
        sources: [
          name === 'counts'
            ? engagementCounts({ mux, baseUrl: env.MUX_STATS_URL })
            : monitoring({ mux, perSecond: 1_000 }),
        ],
        sharedCache: {
          get: () => Promise.reject(new Error(`redis://user:${PLANTED}@host`)),
          set: () => Promise.reject(new Error(PLANTED)),
          lock: () => Promise.reject(new Error(PLANTED)),
        },
        logger,
      })
      const url = `https://app.test/?id=${streamId}&id=Nobody`
      const body = JSON.stringify({ liveStreamId: streamId })
      // oxlint-disable-next-line no-await-in-loop
      const answers = await Promise.all([
        viewers.fetch(new Request(url)),
        viewers.fetch(new Request(url, { method: 'POST', body })),
        viewers.handlers.GET(new Request(`${url}&id=${PLANTED}!`)),
      ])
      for (const answer of answers) {
        // oxlint-disable-next-line no-await-in-loop
        seen.push([...answer.headers], await answer.text())
      }
      // oxlint-disable-next-line no-await-in-loop
      seen.push(
        await viewers.fetcher({ streamIds: [streamId], signal: new AbortController().signal }),
      )
      mend()
    }
    const [source] = [
      name === 'counts'
        ? engagementCounts({ mux, baseUrl: 'http://127.0.0.1:1' })
        : monitoring({ mux }),
    ]
    const refused = emulator.fail({ path: /^\/data/, status: 401, body: PLANTED })
    seen.push(
      await source
        .read({ streamId, signal: new AbortController().signal })
        .catch((error: unknown) => error),
    )
    refused()

    const text = dig(seen)
    expect(text).toContain(name)
    expect(text).toMatch(/\[mux-viewers\] Mux /)
    const basic = btoa(`${env.MUX_TOKEN_ID}:${env.MUX_TOKEN_SECRET}`)
    const key = env.MUX_PRIVATE_KEY.slice(100, 160)
    const secrets = [
      PLANTED,
      env.MUX_TOKEN_ID,
      env.MUX_TOKEN_SECRET,
      env.MUX_SIGNING_KEY,
      basic,
      key,
    ]
    for (const secret of [
      ...secrets,
      'stream_key',
      'not-a-real-stream-key',
      'eyJ',
      'PRIVATE KEY',
    ]) {
      expect(text).not.toContain(secret)
    }
  },
)
