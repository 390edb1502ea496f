import { dateOf, isFallbackChosen, type DatedCount } from './fallback'
import { isCount } from './isCount'
import { isNotLive } from './isNotLive'
import type { ViewerSnapshot, ViewersUnit } from './snapshot'

/** What the number on screen is worth. */
export type ViewersStatus =
  'loading' | 'fresh' | 'stale' | 'fallback' | 'idle' | 'ended' | 'unknown'

/** Everything that decides what is shown. Ages in milliseconds, by the browser's own monotonic clock. */
export interface Situation {
  streamId: string | null
  /** What the app says: `undefined` believes the server. */
  isStreaming?: boolean | undefined
  /** Whether this hook was told, or saw, that the stream runs. */
  sawStreaming: boolean
  /** The last answer that was kept. Its `ageMs` is as of now; absent: not known, so it is not fresh. */
  snapshot: ViewerSnapshot | undefined
  /** The last reading of Mux, where that answer brought none. */
  earlier?: ViewerSnapshot | undefined
  /** Time since that answer arrived; 0 on the server and in the first client render, `Infinity` where it is not known. */
  answerAgeMs: number
  staleAfterMs: number
  /** The app's own number, already read. */
  fallback: DatedCount | null
  /** Whether a first answer may still come: online, and nothing has failed. */
  isAwaited: boolean
}

/** What is shown, and until when that holds by itself. */
export interface Shown {
  viewers: number | null
  views: number | null
  unit: ViewersUnit | null
  status: ViewersStatus
  /** Who counted the number shown; `null`: nobody had to. */
  source: 'mux' | 'fallback' | null
  /** Green is earned: only a fresh and verified Mux reading is `solid`. */
  dot: 'solid' | 'hollow' | null
  /** Milliseconds until the status turns without a new answer; `null`: it does not. */
  turnsInMs: number | null
}

/** The status table: the first row that fits wins. */
export function resolveStatus(situation: Situation): Shown {
  const { isStreaming, snapshot, staleAfterMs, fallback } = situation
  if (isStreaming === false) {
    const hasEnded = situation.sawStreaming || typeof snapshot?.broadcast?.endedAt === 'string'
    return shown(hasEnded ? 'ended' : 'idle', NOT_LIVE)
  }
  if (situation.streamId === null) return shown('unknown')

  const stream = snapshot?.stream
  if (isStreaming === undefined && isNotLive(stream)) {
    const holds = snapshot?.pollAfterMs === null ? null : staleAfterMs - situation.answerAgeMs
    if (holds === null || holds > 0) return shown(stream, NOT_LIVE, null, holds)
  }

  const counted = snapshot?.source && isCount(snapshot.viewers) ? snapshot : undefined
  const reading = counted?.source === 'mux' ? counted : situation.earlier
  const freshMs = staleAfterMs - (reading?.ageMs ?? Infinity)
  if (reading && freshMs > 0) {
    return shown('fresh', reading, reading.verified === false ? 'hollow' : 'solid', freshMs)
  }
  const last =
    counted && reading && dateOf(counted) <= dateOf(reading) ? reading : (counted ?? reading)
  if (isFallbackChosen(fallback, last)) {
    return shown('fallback', { viewers: fallback.viewers, source: 'fallback' })
  }
  if (last) return last === reading ? shown('stale', last, 'hollow') : shown('fallback', last)
  return shown(snapshot === undefined && situation.isAwaited ? 'loading' : 'unknown')
}

const NOT_LIVE = { viewers: 0, views: 0 }

function shown(
  status: ViewersStatus,
  counted: Partial<ViewerSnapshot> = {},
  dot: Shown['dot'] = null,
  turnsInMs: number | null = null,
): Shown {
  const { viewers = null, unit = null, source = null } = counted
  const { views = unit === 'playbacks' ? viewers : null } = counted
  return { viewers, views, unit, status, source, dot, turnsInMs }
}
