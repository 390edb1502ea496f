import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SILENT, type PlaybackFacts } from '../../src/player/PlaybackFacts'
import {
  beginCourse,
  followCourse,
  retryInMs,
  wordOf,
  type LiveCourse,
  type LiveSight,
  type StreamWord,
} from '../../src/player/liveCourse'

const see = (
  word: StreamWord,
  playback: Partial<PlaybackFacts> = {},
  isStreaming?: boolean,
): LiveSight => ({ source: 'A', isStreaming, word, playback: { ...SILENT, ...playback } })

/** What becomes of a source that sees this, one after the other. */
function follow(...sights: LiveSight[]): LiveCourse {
  return sights.reduce(followCourse, beginCourse(sights[0]!))
}

const LOADED = { isLoaded: true }
const PLAYING = { isLoaded: true, isAdvancing: true, isWanted: true }
const REFUSED = { refusals: 1 }

describe.each<[string, Parameters<typeof wordOf>, StreamWord]>([
  ['the app', [true, { status: 'idle', stream: 'idle', viewers: 0, error: null }], 'live'],
  ['the app', [false, { status: 'fresh', stream: 'active', viewers: 3, error: null }], 'over'],
  ['the server', [undefined, { status: 'idle', stream: 'idle', viewers: 0, error: null }], 'over'],
  [
    'the server',
    [undefined, { status: 'ended', stream: 'ended', viewers: 0, error: null }],
    'over',
  ],
  [
    'the server',
    [undefined, { status: 'fresh', stream: 'active', viewers: 0, error: null }],
    'live',
  ],
  [
    'the server',
    [undefined, { status: 'stale', stream: 'reconnecting', viewers: 2, error: null }],
    'live',
  ],
  [
    'an old answer',
    [undefined, { status: 'stale', stream: 'idle', viewers: 2, error: null }],
    'unknown',
  ],
  ['viewers', [undefined, { status: 'fresh', stream: 'unknown', viewers: 1, error: null }], 'live'],
  [
    'nobody',
    [undefined, { status: 'fresh', stream: 'unknown', viewers: 0, error: null }],
    'unknown',
  ],
  [
    'nobody',
    [undefined, { status: 'stale', stream: 'unknown', viewers: 7, error: null }],
    'unknown',
  ],
  [
    'a server that is not reached any more',
    [undefined, { status: 'stale', stream: 'active', viewers: 2, error: { at: 'route' } }],
    'unknown',
  ],
  [
    'a server that Mux fails',
    [undefined, { status: 'stale', stream: 'active', viewers: 2, error: { at: 'mux' } }],
    'live',
  ],
  [
    'nobody',
    [undefined, { status: 'loading', stream: 'unknown', viewers: null, error: null }],
    'unknown',
  ],
])('by %s: %o', (_, args, word) => {
  test(`the stream is ${word}`, () => expect(wordOf(...args)).toBe(word))
})

describe('a source is withheld', () => {
  test.each<[string, LiveSight[], boolean]>([
    ['not before anything is known', [see('unknown')], false],
    ['not because the server says idle: it may not have heard of the start', [see('over')], false],
    ['not while the player has what the server denies', [see('over', LOADED)], false],
    ['when Mux refuses it', [see('unknown'), see('unknown', REFUSED)], true],
    ['when Mux refuses it, whatever the server says', [see('live'), see('live', REFUSED)], true],
    ['from the beginning when the app says so', [see('over', {}, false)], true],
    [
      'not while the buffer is seen to its end',
      [see('live', PLAYING), see('over', PLAYING)],
      false,
    ],
    ['when it is over and the picture stands', [see('live', PLAYING), see('over', LOADED)], true],
    [
      'not when it is a recording that is complete',
      [see('live', PLAYING), see('over', { ...LOADED, isFinished: true })],
      false,
    ],
    [
      'when the app says that it is over',
      [see('live', LOADED, true), see('over', LOADED, false)],
      true,
    ],
  ])('%s', (_, sights, isHeld) => {
    expect(follow(...sights).isHeld).toBe(isHeld)
  })

  test('from who has paused it comes back without starting by itself', () => {
    const paused = follow(see('live', PLAYING), see('live', LOADED), see('over', LOADED))
    expect(paused).toMatchObject({ isHeld: true, wasPaused: true })
    const pressed = followCourse(paused, see('live', { isWanted: true }))
    expect(pressed.wasPaused).toBe(false)
  })

  test('from who was watching, or has not had anything, it comes back as it was', () => {
    const watching = { ...LOADED, isWanted: true }
    expect(follow(see('live', PLAYING), see('over', watching)).wasPaused).toBe(false)
    expect(follow(see('over'), see('over', REFUSED)).wasPaused).toBe(false)
  })

  test('a new source is not withheld for what Mux said of the one before', () => {
    const refused = follow(see('unknown'), see('unknown', REFUSED))
    const next = followCourse(refused, { ...see('unknown', REFUSED), source: 'B' })
    expect(next).toMatchObject({ source: 'B', isHeld: false })
    expect(followCourse(next, { ...see('unknown', REFUSED), source: 'B' }).isHeld).toBe(false)
  })
})

describe('a withheld source is tried again', () => {
  const held = (...sights: LiveSight[]): LiveCourse => {
    const course = follow(...sights)
    expect(course.isHeld).toBe(true)
    return course
  }

  test('never by itself while it is said not to be live: our route asks', () => {
    expect(retryInMs(held(see('over'), see('over', REFUSED)), 'over')).toBeNull()
  })

  test('at once when it is said to be live', () => {
    const course = held(see('over'), see('over', REFUSED))
    expect(retryInMs(followCourse(course, see('live', REFUSED)), 'live')).toBe(0)
  })

  test('once a minute where nobody can say', () => {
    expect(retryInMs(held(see('unknown'), see('unknown', REFUSED)), 'unknown')).toBe(60_000)
  })

  test('more and more slowly where Mux goes on refusing what is said to be live', () => {
    let course = beginCourse(see('live'))
    const waits = Array.from({ length: 6 }, (_, index) => {
      course = followCourse({ ...course, isHeld: false }, see('live', { refusals: index + 1 }))
      return retryInMs(course, 'live')
    })
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
    const loaded = followCourse(
      { ...course, isHeld: false },
      see('live', { ...LOADED, refusals: 6 }),
    )
    expect(loaded.refusals).toBe(0)
  })

  test('not at all while it is there', () => {
    expect(retryInMs(beginCourse(see('live')), 'live')).toBeNull()
  })
})

test('following the same sight again changes nothing, so that a render comes to its end', () => {
  const facts = fc.record({
    isLoaded: fc.boolean(),
    isAdvancing: fc.boolean(),
    isFinished: fc.boolean(),
    refusals: fc.nat(5),
  })
  const sights = fc.array(
    fc.record({
      source: fc.constantFrom('A', 'B'),
      isStreaming: fc.constantFrom(true, false, undefined),
      word: fc.constantFrom<StreamWord>('live', 'over', 'unknown'),
      playback: facts.map((own) => ({ ...SILENT, ...own })),
    }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(sights, (all) => {
      let course = beginCourse(all[0]!)
      for (const sight of all) {
        course = followCourse(course, sight)
        expect(followCourse(course, sight)).toBe(course)
      }
    }),
  )
})
