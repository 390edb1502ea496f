import { useState, useSyncExternalStore } from 'react'
import type { UseMuxViewersResult } from '../react/UseMuxViewersResult'
import { createPlayback, type Playback } from './createPlayback'
import type { PlaybackFacts } from './PlaybackFacts'
import { wordOf, type LiveCourse } from './liveCourse'
import { resolveLiveState, type LiveState } from './liveState'
import { useLiveCourse } from './useLiveCourse'

/** What app, server and player know of a stream, put together. */
export interface Live {
  state: LiveState
  course: LiveCourse
  /** What the player's own events tell. */
  facts: PlaybackFacts
  /** Takes the player's element. */
  attach: Playback['attach']
  /** There is no player: it could not be loaded. */
  giveUp: () => void
}

interface LiveOptions {
  /** Which source, and of which stream. */
  source: string
  isStreaming: boolean | undefined
  /** What our route says. */
  said: UseMuxViewersResult
  /** The player loads nothing until it is asked to play. */
  loadsLater: boolean
}

/** See {@link Live}. */
export function useLive({ source, isStreaming, said, loadsLater }: LiveOptions): Live {
  const [playback] = useState(createPlayback)
  const facts = useSyncExternalStore(playback.subscribe, playback.read, playback.read)
  const [isBroken, setBroken] = useState(false)
  const word = wordOf(isStreaming, said)
  const course = useLiveCourse(playback, { source, isStreaming, word, playback: facts })
  const { status, stream } = said
  const state = resolveLiveState({
    ...{ course, word, status, stream, isBroken, playback: facts },
    loadsLater: loadsLater && !facts.isWanted,
  })
  return { state, course, facts, attach: playback.attach, giveUp: () => setBroken(true) }
}
