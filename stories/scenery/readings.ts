import type { Broadcast, ViewersFetcher } from '../../src/index'
import { brokenFetcher, pretendFetcher, silentFetcher, type Answer } from './pretendFetcher'

/** Mux has counted, three seconds ago. */
export const COUNTED = {
  viewers: 247,
  views: 251,
  unit: 'people',
  source: 'mux',
  via: 'counts',
  ageMs: 3_000,
  stream: 'active',
} as const satisfies Answer

/** Mux has counted, three minutes ago, and nothing since. */
export const OLD: Answer = { ...COUNTED, ageMs: 180_000, asOf: '2026-03-14T19:57:00Z' }

/** A broadcast that is over, as a server keeps it. */
export const BROADCAST: Broadcast = {
  id: 'pretend-broadcast',
  startedAt: '2026-03-14T18:00:00Z',
  endedAt: '2026-03-14T20:00:00Z',
  peak: 1_024,
  peakAt: '2026-03-14T19:10:00Z',
  average: 611,
  last: 247,
  viewerSeconds: 4_399_200,
  coveredSeconds: 7_200,
}

/** Mux says that the broadcast is over. */
export const ENDED: Answer = { viewers: 0, source: null, stream: 'ended', pollAfterMs: 60_000 }

/** The server cannot be reached any more. */
export const GONE: Answer = {
  viewers: null,
  source: null,
  error: { code: 'network', at: 'route', message: '[mux-viewers] The server is gone.' },
}

/** What a pretend server says, by the name that a control shows. */
export const READINGS = {
  'counted just now': pretendFetcher(COUNTED),
  'counted 12345': pretendFetcher({ ...COUNTED, viewers: 12_345, views: 13_579 }),
  'counted 3': pretendFetcher({ ...COUNTED, viewers: 3, views: 3 }),
  'people only': pretendFetcher({ viewers: 247, unit: 'people', source: 'mux', ageMs: 3_000 }),
  'playbacks only': pretendFetcher({
    viewers: 251,
    unit: 'playbacks',
    source: 'mux',
    via: 'monitoring',
    ageMs: 3_000,
    stream: 'active',
  }),
  'a zero that is not confirmed': pretendFetcher({
    ...COUNTED,
    viewers: 0,
    views: 0,
    stream: 'unknown',
    verified: false,
  }),
  'encoder gone': pretendFetcher({ ...COUNTED, stream: 'reconnecting' }),
  'counted 3 minutes ago': pretendFetcher(OLD),
  'from the store': pretendFetcher({
    viewers: 239,
    source: 'fallback',
    via: 'store',
    asOf: '2026-03-14T19:58:00Z',
    ageMs: 120_000,
  }),
  idle: pretendFetcher({ viewers: 0, source: null, stream: 'idle', pollAfterMs: 60_000 }),
  ended: pretendFetcher(ENDED),
  'ended and kept': pretendFetcher({ ...ENDED, broadcast: BROADCAST }),
  'no answer yet': silentFetcher,
  'not reached': brokenFetcher,
} satisfies Record<string, ViewersFetcher>

/** The fetcher of that name, as an arg: it stays a name until the story is drawn, so that its control can show it. */
export function reading(name: keyof typeof READINGS): ViewersFetcher {
  return name as unknown as ViewersFetcher
}
