import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { decodeBeacon } from '../../src/emulator/decodeBeacon'
import { emptyTally, tallyViews } from '../../src/emulator/tallyViews'
import { pointMs, pointsKept, ViewHistory } from '../../src/emulator/ViewHistory'
import { ViewLog } from '../../src/emulator/ViewLog'
import { timing } from './countAll'
import { batchesOf, lives, stateOf } from './lives'
import { syntheticPlayer } from './syntheticPlayer'

const second = 1_000

function keepAll() {
  const history = new ViewHistory(timing, (view) => ({ country: view.fact('country') ?? 'none' }))
  const log = new ViewLog(
    () => [],
    (view, at) => history.hear(view, at),
  )
  const tally = (first: number, last: number) =>
    tallyViews(history.views, { first, last, matches: () => true, by: () => null }).get(null)
  return {
    history,
    receive: (body: unknown, at: number): void => log.receive(decodeBeacon(body), at),
    tally,
    /** As the tables write it: counted/starting at a second that is a point. */
    at: (seconds: number): string => {
      const counts = tally((seconds * second) / pointMs, (seconds * second) / pointMs)
      return `${counts?.concurrent[0] ?? 0}/${counts?.starting[0] ?? 0}`
    },
  }
}

test('at each point those views count that were watched then', () => {
  fc.assert(
    fc.property(lives, (all) => {
      const { receive, history } = keepAll()
      for (const { at, body } of batchesOf(all)) receive(body, at)
      const last = 220
      const tallies = tallyViews(history.views, {
        first: 0,
        last,
        matches: ({ country }) => country !== 'ES',
        by: ({ country }) => country ?? null,
      })
      for (const country of ['FR', 'none']) {
        const own = all.filter((life) => (life.country ?? 'none') === country)
        const states = Array.from({ length: last + 1 }, (_, point) =>
          own.map((life) => stateOf(life, point * pointMs)),
        )
        expect(tallies.get(country) ?? emptyTally(last + 1)).toEqual({
          concurrent: states.map((now) => now.filter((state) => state !== null).length),
          starting: states.map((now) => now.filter((state) => state === 'starting').length),
        })
      }
      expect(tallies.has('ES')).toBe(false)
    }),
  )
})

test('a point in the past is never changed', () => {
  fc.assert(
    fc.property(lives, (all) => {
      const { receive, tally } = keepAll()
      let known: number[] = []
      for (const { at, body } of batchesOf(all)) {
        receive(body, at)
        const past = Math.ceil(at / pointMs) - 1
        const { concurrent } = tally(0, past) ?? emptyTally(past + 1)
        expect(known.every((count, point) => concurrent[point] === count)).toBe(true)
        known = concurrent
      }
    }),
  )
})

describe('a view counts', () => {
  test('while it starts up, for 60 s', () => {
    const { receive, at } = keepAll()
    const player = syntheticPlayer({ view_id: 'a' })
    receive(player.start(), 0)
    for (let seconds = 10; seconds <= 80; seconds += 10)
      receive(player.say('requestcompleted'), seconds * second)
    expect([at(0), at(30), at(60), at(65)]).toEqual(['1/1', '1/1', '1/1', '0/0'])
  })

  test('when it has just failed, and not for long; it does not start up any more', () => {
    const { receive, at } = keepAll()
    const player = syntheticPlayer({ view_id: 'a' })
    receive(player.start(), 0)
    receive(player.say('error', { player_error_severity: 'warning' }), 7_000)
    receive(player.say('error', { player_error_severity: 'fatal' }), 12_000)
    expect([at(10), at(15), at(20)]).toEqual(['1/1', '1/0', '0/0'])
    receive(player.playing(1_000), 23_000)
    expect([at(20), at(25)]).toEqual(['0/0', '1/0'])
  })

  test('while it rebuffers, for five minutes and what the report takes', () => {
    const { receive, at } = keepAll()
    const player = syntheticPlayer({ view_id: 'a' })
    receive(player.start(), 0)
    receive(player.playing(10_000), 10 * second)
    receive(player.say('rebufferstart'), 11 * second)
    for (let seconds = 20; seconds <= 400; seconds += 10)
      receive(player.say('hb', { view_playing_time_ms_cumulative: 10_000 }), seconds * second)
    expect([at(10), at(320), at(325)]).toEqual(['1/0', '1/0', '0/0'])
  })

  test('twice in two tabs of one person, and no longer than it lasts', () => {
    const { receive, at } = keepAll()
    const tabs = ['a', 'b'].map((view_id) => syntheticPlayer({ view_id, viewer_user_id: 'ann' }))
    for (const tab of tabs) receive(tab.start(), 0)
    for (const tab of tabs) receive(tab.playing(1_000), 1_000)
    receive(tabs[0]!.end(), 9_000)
    expect([at(0), at(5), at(10)]).toEqual(['2/2', '2/0', '1/0'])
    receive(tabs[1]!.end(), 15_000)
    expect([at(10), at(15)]).toEqual(['1/0', '0/0'])
  })
})

test('a batch that comes again, or from before, changes nothing', () => {
  const { receive, at } = keepAll()
  const player = syntheticPlayer({ view_id: 'a' })
  const start = player.start()
  const pause = player.say('pause')
  receive(start, 0)
  receive(pause, 21_000)
  receive(start, 40_000)
  receive(pause, 50_000)
  receive(player.say('requestcompleted'), 3_000)
  expect([at(20), at(25), at(40), at(50)]).toEqual(['1/1', '0/0', '0/0', '0/0'])
})

describe('memory', () => {
  const day = pointsKept * pointMs

  test('views are kept for 24 hours after they last counted', () => {
    const { receive, history, at } = keepAll()
    receive(syntheticPlayer({ view_id: 'a' }).start(), 0)
    const later = syntheticPlayer({ view_id: 'b' })
    receive(later.start(), day - 60_000)
    expect([history.size, at(30)]).toEqual([2, '1/1'])
    receive(later.playing(1_000), day + 35_000)
    expect(history.size).toBe(1)
  })

  test('a view of a whole day forgets its beginning', () => {
    const { receive, history } = keepAll()
    const player = syntheticPlayer({ view_id: 'a' })
    receive(player.start(), 0)
    let playedMs = 0
    for (let at = 10_000; at <= day + 3_600_000; at += 20_000) {
      receive(player.say('pause'), at)
      receive(player.playing((playedMs += 1_000)), at + 10_000)
    }
    const [view] = history.views
    expect(view!.spans.length).toBeLessThanOrEqual(pointsKept / 4 + 2)
    expect(view!.spans[0]!.last * pointMs).toBeGreaterThanOrEqual(3_600_000 - 20_000)
  })

  test('a view that never counted is not kept', () => {
    const { receive, history } = keepAll()
    receive(syntheticPlayer({ view_id: 'a' }).say('requestcompleted'), 0)
    expect(history.size).toBe(0)
  })
})
