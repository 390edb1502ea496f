import { isNotLive } from '../core/isNotLive'
import type { StreamState } from '../core/snapshot'
import type { ViewersStatus } from '../core/status'
import { isSame } from '../core/isSame'
import type { PlaybackFacts } from './PlaybackFacts'

/** What is known of the stream from elsewhere than the player: the app, else our route. */
export type StreamWord = 'live' | 'over' | 'unknown'

/** What a player lives through on one source. */
export interface LiveCourse {
  /** Which source, and of which stream. */
  source: string
  /** The source is withheld from the player, so that it asks nothing. */
  isHeld: boolean
  /** App or route have said that the stream is live. */
  wasSaidLive: boolean
  /** The player has had something to play. */
  hasLoaded: boolean
  /** It was withheld, and the player has had nothing to play since. */
  isAwaited: boolean
  /** It was withheld from somebody who had paused, and is not to start by itself again. */
  wasPaused: boolean
  /** How many of the player's refusals were heard. */
  heard: number
  /** How often in a row Mux refused while the stream was said to be live. */
  refusals: number
}

/** What there is to see at one time. */
export interface LiveSight {
  source: string
  isStreaming: boolean | undefined
  word: StreamWord
  playback: PlaybackFacts
}

/** What our route has said. */
interface StreamSaid {
  status: ViewersStatus
  stream: StreamState
  viewers: number | null
  error: { at: 'route' | 'mux' } | null
}

/** What app and route say, as one word. */
export function wordOf(
  isStreaming: boolean | undefined,
  { status, stream, viewers, error }: StreamSaid,
): StreamWord {
  if (isStreaming !== undefined) return isStreaming ? 'live' : 'over'
  if (isNotLive(status)) return 'over'
  // What a server has said that cannot be reached any more may be long over.
  if (error?.at === 'route') return 'unknown'
  if (stream === 'active' || stream === 'reconnecting') return 'live'
  // Who does not know the stream's state may still see that somebody watches it.
  return status === 'fresh' && viewers !== null && viewers > 0 ? 'live' : 'unknown'
}

/** The beginning on a source. */
export function beginCourse({ source, isStreaming, playback }: LiveSight): LiveCourse {
  const { refusals: heard } = playback
  const isHeld = isStreaming === false
  const never = { wasSaidLive: false, hasLoaded: false, wasPaused: false }
  return { ...never, source, isHeld, isAwaited: isHeld, heard, refusals: 0 }
}

/** How it goes on; the very same object where nothing has changed. */
export function followCourse(course: LiveCourse, sight: LiveSight): LiveCourse {
  if (course.source !== sight.source) return followCourse(beginCourse(sight), sight)
  const { word, isStreaming, playback } = sight
  const next = { ...course, heard: playback.refusals }
  const isRefused = playback.refusals > course.heard
  next.wasSaidLive ||= word === 'live'
  next.hasLoaded ||= playback.isLoaded
  // A refusal before the stream was said to be live is no reason to wait once it is.
  if (word !== 'live' || (playback.isLoaded && !course.isHeld)) next.refusals = 0
  if (!course.isHeld) {
    const isOver = isStreaming === false || (word === 'over' && next.wasSaidLive)
    // What is in its buffer may be seen to the end; a finished playlist asks nothing any more.
    const mayStop = !playback.isAdvancing && !playback.isFinished
    next.isHeld = isRefused || (isOver && mayStop)
    if (isRefused && word === 'live') next.refusals += 1
    next.isAwaited = next.isHeld || (course.isAwaited && !playback.isLoaded)
    if (next.isHeld) next.wasPaused = next.hasLoaded && !playback.isWanted
  }
  if (playback.isWanted) next.wasPaused = false
  return isSame(next, course) ? course : next
}

const RECHECK_MS = 60_000
const FIRST_RETRY_MS = 5_000

/**
 * After how many milliseconds a withheld source is tried again; `null`: not before somebody says
 * that the stream is live. The player's own retries, in 5 and then in 60 seconds, would go on for
 * five minutes and then never again.
 */
export function retryInMs({ isHeld, refusals }: LiveCourse, word: StreamWord): number | null {
  if (!isHeld || word === 'over') return null
  if (word === 'unknown') return RECHECK_MS
  return refusals === 0 ? 0 : Math.min(RECHECK_MS, FIRST_RETRY_MS * 2 ** (refusals - 1))
}
