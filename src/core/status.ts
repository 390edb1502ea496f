import { chooseReading, readTime, type DatedCount } from './fallback'
import type { ViewerSnapshot, ViewersUnit } from './snapshot'

/** What the number on screen is worth. */
export type ViewersStatus =
  'loading' | 'fresh' | 'stale' | 'fallback' | 'idle' | 'ended' | 'unknown'

/** Everything that decides what is shown. Ages in milliseconds, by the browser's own monotonic clock. */
export interface Situation {
  streamId: string | null
  /** What the app says: `undefined` believes the server. */
  isStreaming: boolean | undefined
  /** Whether this hook was told, or saw, that the stream runs. */
  sawStreaming: boolean
  /** The last answer that was kept. */
  snapshot: ViewerSnapshot | undefined
  /** Time since that answer arrived; 0 on the server and in the first client render. */
  answerAgeMs: number
  /** Age of the reading in it; `undefined`: its age is not known, so it is not fresh. */
  readingAgeMs: number | undefined
  staleAfterMs: number
  /** The app's own number, already read. */
  fallback: DatedCount | null
  /** Whether a request has failed since. */
  failed: boolean
  isOnline: boolean
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

const NOTHING: Omit<Shown, 'viewers' | 'status'> = {
  views: null,
  unit: null,
  source: null,
  dot: null,
  turnsInMs: null,
}

const notLive = (status: 'idle' | 'ended'): Shown => ({ ...NOTHING, viewers: 0, status })

const noNumber = (status: 'loading' | 'unknown'): Shown => ({ ...NOTHING, viewers: null, status })

/** The status table: the first row that fits wins. */
export function resolveStatus(situation: Situation): Shown {
  const { streamId, isStreaming, snapshot, readingAgeMs, staleAfterMs } = situation
  if (isStreaming === false) {
    const hasEnded = situation.sawStreaming || typeof snapshot?.broadcast?.endedAt === 'string'
    return notLive(hasEnded ? 'ended' : 'idle')
  }
  if (streamId === null) return noNumber('unknown')

  if (isStreaming === undefined && (snapshot?.stream === 'idle' || snapshot?.stream === 'ended')) {
    const holds = snapshot.pollAfterMs === null ? null : staleAfterMs - situation.answerAgeMs
    if (holds === null || holds > 0) return { ...notLive(snapshot.stream), turnsInMs: holds }
  }

  const mux = snapshot?.source === 'mux' ? readingOf(snapshot) : null
  if (mux !== null && readingAgeMs !== undefined && readingAgeMs < staleAfterMs) {
    const dot = snapshot?.verified === false ? 'hollow' : 'solid'
    return { ...shownReading(snapshot, 'fresh', dot), turnsInMs: staleAfterMs - readingAgeMs }
  }

  const store = snapshot?.source === 'fallback' ? readingOf(snapshot) : null
  const chosen = chooseReading({ mux, store, fallback: situation.fallback })
  if (chosen === 'mux') return shownReading(snapshot, 'stale', 'hollow')
  if (chosen === 'store') return shownReading(snapshot, 'fallback', null)
  if (chosen === 'fallback') {
    const viewers = situation.fallback?.viewers ?? null
    return { ...NOTHING, viewers, status: 'fallback', source: 'fallback' }
  }
  const isLoading = snapshot === undefined && !situation.failed && situation.isOnline
  return noNumber(isLoading ? 'loading' : 'unknown')
}

function readingOf(snapshot: ViewerSnapshot): DatedCount | null {
  const { viewers, asOf } = snapshot
  return viewers === null ? null : { viewers, asOf: readTime(asOf) }
}

function shownReading(
  snapshot: ViewerSnapshot | undefined,
  status: 'fresh' | 'stale' | 'fallback',
  dot: Shown['dot'],
): Shown {
  return {
    viewers: snapshot?.viewers ?? null,
    views: snapshot?.views ?? null,
    unit: snapshot?.unit ?? null,
    status,
    source: snapshot?.source ?? null,
    dot,
    turnsInMs: null,
  }
}
