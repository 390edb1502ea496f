import type { StreamState } from '../core/snapshot'
import type { ViewersStatus } from '../core/status'
import type { PlaybackFacts } from './PlaybackFacts'
import type { LiveCourse, StreamWord } from './liveCourse'

/**
 * Where a viewer stands. `'not-started'`: Mux refuses the stream (HTTP 412), or it is said not to be
 * live; `'live'`, `'behind'`: at the live edge, or behind it; `'reconnecting'`: the encoder is gone
 * and expected back, as the server says; `'ended'`: as app or server say, never by the player's own
 * `ended` event, which is no proof; `'failed'`: the player could not be loaded, or broke; `'unknown'`:
 * nobody can tell.
 */
export type LiveState =
  'loading' | 'not-started' | 'live' | 'behind' | 'reconnecting' | 'ended' | 'failed' | 'unknown'

/** Everything that decides it. */
export interface LiveSituation {
  course: LiveCourse
  word: StreamWord
  status: ViewersStatus
  stream: StreamState
  playback: PlaybackFacts
  /** The player loads nothing until it is asked to play. */
  loadsLater: boolean
  /** There is no player: it could not be loaded. */
  isBroken: boolean
}

/** The first row that fits wins. */
export function resolveLiveState(situation: LiveSituation): LiveState {
  const { course, word, status, stream, playback } = situation
  const { isFailed, isBehind } = playback
  const isLoaded = playback.isLoaded && !course.isHeld
  if (situation.isBroken) return 'failed'
  // Who sees the picture move is not told otherwise: what is in the buffer is seen to its end.
  if (playback.isAdvancing) return isBehind ? 'behind' : 'live'
  if (word === 'live' && stream === 'reconnecting') return 'reconnecting'

  // A try in vain is no news; one that somebody's word is behind is.
  const isPromising = !course.isAwaited || (word === 'live' && course.refusals === 0)
  const isOnItsWay = isPromising && !isLoaded && !isFailed && !situation.loadsLater
  if (isOnItsWay) return 'loading'
  // A server that has not heard of the start yet does not know better than a player that has it.
  const isOver = word === 'over' && (course.wasSaidLive || !isLoaded || playback.isFinished)
  if (isOver || course.isAwaited) {
    const hasBeen = status === 'ended' || course.wasSaidLive || course.hasLoaded
    return hasBeen && word !== 'live' ? 'ended' : 'not-started'
  }
  // A picture that stands still without anybody's word may be anything.
  if (isLoaded && (word === 'live' || !playback.isWanted)) return isBehind ? 'behind' : 'live'
  if (word === 'live') return 'live'
  return status === 'loading' ? 'loading' : 'unknown'
}
