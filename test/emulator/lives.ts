import * as fc from 'fast-check'

import { syntheticPlayer } from './syntheticPlayer'

const second = 1_000

/** A view from its start to its end, as a person would tell it; all times in milliseconds. */
export interface Life {
  id: string
  startsAt: number
  /** How long it waits for its first frame. */
  startUpMs: number
  /** How long it plays, stands still, plays and so on. */
  pieces: number[]
  /** Whether the page says good-bye. */
  isClosed: boolean
  country: string | null
}

/** Views of one quarter of an hour. */
export const lives: fc.Arbitrary<Life[]> = fc
  .array(
    fc.record({
      startsAt: fc.integer({ min: 0, max: 300 * second }),
      startUpMs: fc.integer({ min: 0, max: 90 * second }),
      pieces: fc.array(fc.integer({ min: 1, max: 150 * second }), { minLength: 1, maxLength: 5 }),
      isClosed: fc.boolean(),
      country: fc.constantFrom('FR', 'ES', null),
    }),
    { maxLength: 8 },
  )
  .map((all) => all.map((life, index) => ({ ...life, id: `view-${index}` })))

interface Moment {
  at: number
  does: 'start' | 'play' | 'pause' | 'end'
}

function momentsOf({ startsAt, startUpMs, pieces }: Life): Moment[] {
  const moments: Moment[] = [{ at: startsAt, does: 'start' }]
  let at = startsAt + startUpMs
  for (const [index, piece] of pieces.entries()) {
    moments.push({ at, does: index % 2 === 0 ? 'play' : 'pause' })
    at += piece
  }
  return [...moments, { at, does: 'end' }]
}

/** What the players of these views send, in the order of arrival. */
export function batchesOf(
  all: readonly Life[],
  more: Record<string, string> = {},
): { at: number; body: unknown }[] {
  return all
    .flatMap((life) => {
      const { id, country, isClosed } = life
      const view = { view_id: id, ...more, ...(country === null ? {} : { country }) }
      const player = syntheticPlayer(view)
      let playedMs = 0
      const moments = momentsOf(life)
      return moments.flatMap(({ at, does }, index) => {
        const until = moments[index + 1]?.at ?? at
        const every10s = Array.from(
          { length: Math.max(0, Math.ceil((until - at) / (10 * second)) - 1) },
          (_, count) => at + (count + 1) * 10 * second,
        )
        if (does === 'end') return isClosed ? [{ at, body: player.end() }] : []
        const first = {
          start: () => player.start(),
          play: () => player.playing((playedMs += second)),
          pause: () => player.say('pause'),
        }[does]()
        const later = every10s.map((when) => ({
          at: when,
          body:
            does === 'play'
              ? player.say('hb', { view_playing_time_ms_cumulative: (playedMs += 10 * second) })
              : player.say('requestcompleted'),
        }))
        return [{ at, body: first }, ...later]
      })
    })
    .toSorted((one, other) => one.at - other.at)
}

/** Whether a view counts at a time, found out the slow way: from its life, not from beacons. */
export function stateOf(life: Life, at: number): 'starting' | 'watching' | null {
  const moments = momentsOf(life)
  const index = moments.findLastIndex((moment) => moment.at <= at)
  const moment = moments[index]
  if (!moment) return null
  if (moment.does === 'end') {
    // A page that is killed has sent its last batch up to 10 s before, and is believed in for 30 s.
    if (life.isClosed) return null
    const before = moments[index - 1]!
    if (before.does === 'pause') return null
    const batches = Math.max(0, Math.ceil((moment.at - before.at) / (10 * second)) - 1)
    return at - (before.at + batches * 10 * second) <= 30 * second ? 'watching' : null
  }
  if (moment.does === 'pause') return null
  if (moment.does === 'play') return 'watching'
  return at - life.startsAt <= 60 * second ? 'starting' : null
}
