import { expect, test } from 'vitest'
import { SILENT, type PlaybackFacts } from '../../src/player/PlaybackFacts'
import type { LiveCourse } from '../../src/player/liveCourse'
import { resolveLiveState, type LiveSituation, type LiveState } from '../../src/player/liveState'

const COURSE: LiveCourse = {
  source: 'A',
  isHeld: false,
  wasSaidLive: false,
  hasLoaded: false,
  isAwaited: false,
  wasPaused: false,
  heard: 0,
  refusals: 0,
}

type Told = Partial<Omit<LiveSituation, 'course' | 'playback'>> & {
  course?: Partial<LiveCourse>
  playback?: Partial<PlaybackFacts>
}

const WAS_LIVE = { wasSaidLive: true, hasLoaded: true }
const LOADED = { isLoaded: true }
const PLAYING = { isLoaded: true, isAdvancing: true }

test.each<[string, Told, LiveState]>([
  ['the player could not be loaded', { isBroken: true, word: 'live' }, 'failed'],
  [
    'a recording of what is said to be over',
    { word: 'over', course: { hasLoaded: true }, playback: { ...LOADED, isFinished: true } },
    'ended',
  ],
  ['nothing is known yet', { status: 'loading' }, 'loading'],
  ['the player is on its way', { status: 'fresh', stream: 'active', word: 'live' }, 'loading'],
  ['the picture moves', { playback: PLAYING }, 'live'],
  ['it moves, behind the edge', { playback: { ...PLAYING, isBehind: true } }, 'behind'],
  ['it moves, and the server has not heard of it', { word: 'over', playback: PLAYING }, 'live'],
  [
    'it moves to the end of its buffer',
    { word: 'over', status: 'ended', course: WAS_LIVE, playback: PLAYING },
    'live',
  ],
  ['it is paused, at the edge', { word: 'live', playback: LOADED }, 'live'],
  ['it is paused, behind', { word: 'live', playback: { ...LOADED, isBehind: true } }, 'behind'],
  ['Mux refuses it', { course: { isHeld: true, isAwaited: true } }, 'not-started'],
  [
    'it is said not to be live',
    { word: 'over', status: 'idle', course: { isHeld: true, isAwaited: true } },
    'not-started',
  ],
  [
    'Mux still refuses what is said to be live',
    { word: 'live', course: { isHeld: true, isAwaited: true, wasSaidLive: true, refusals: 2 } },
    'not-started',
  ],
  [
    'it is tried again at once',
    { word: 'live', course: { isHeld: true, isAwaited: true } },
    'loading',
  ],
  [
    'it is over',
    { word: 'over', status: 'ended', course: { isHeld: true, isAwaited: true } },
    'ended',
  ],
  [
    'it is over, after we saw it',
    { word: 'over', course: { ...WAS_LIVE, isHeld: true, isAwaited: true } },
    'ended',
  ],
  [
    'a recording is complete',
    { word: 'over', course: WAS_LIVE, playback: { ...LOADED, isFinished: true } },
    'ended',
  ],
  [
    'the player has it, and the server has not heard of the start',
    { word: 'over', status: 'idle', course: { hasLoaded: true }, playback: LOADED },
    'live',
  ],
  [
    'the encoder is gone',
    { word: 'live', stream: 'reconnecting', playback: LOADED },
    'reconnecting',
  ],
  [
    'the encoder is gone, and what is in the buffer still moves',
    { word: 'live', stream: 'reconnecting', playback: PLAYING },
    'live',
  ],
  [
    'the player failed, and the stream is live',
    { word: 'live', playback: { isFailed: true } },
    'live',
  ],
  ['the player failed, and nobody knows', { playback: { isFailed: true } }, 'unknown'],
  ['it waits for a click, and the stream is live', { word: 'live', loadsLater: true }, 'live'],
  [
    'it waits for a click, and the stream is not live',
    { word: 'over', loadsLater: true },
    'not-started',
  ],
  [
    'it waits for a click, and no answer is there',
    { status: 'loading', loadsLater: true },
    'loading',
  ],
])('%s: %o', (_, { course, playback, ...told }, state) => {
  const situation: LiveSituation = {
    word: 'unknown',
    status: 'unknown',
    stream: 'unknown',
    loadsLater: false,
    isBroken: false,
    ...told,
    course: { ...COURSE, ...course },
    playback: { ...SILENT, ...playback },
  }
  expect(resolveLiveState(situation)).toBe(state)
})
