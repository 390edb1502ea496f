import { describe, expect, test } from 'vitest'

import { countAll } from './countAll'
import { syntheticPlayer } from './syntheticPlayer'

const second = 1_000

describe('a view counts', () => {
  test('from the wish to play on, for 60 s without a frame', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    for (let at = 10; at <= 80; at += 10) all.receive(player.say('requestcompleted'), at * second)
    expect(all.at(60 * second)).toBe('1/1')
    expect(all.at(60 * second + 1)).toBe('0/0')
  })

  test('310 s after playback stopped, however much the player talks', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    all.receive(player.playing(10_000), 10 * second)
    let leaked = 10_000
    for (let at = 20; at <= 400; at += 10) {
      leaked += 5
      all.receive(player.say('playing', { view_playing_time_ms_cumulative: leaked }), at * second)
      expect([at, all.at(at * second)]).toEqual([at, at <= 320 ? '1/1' : '0/0'])
    }
    all.receive(player.say('hb', { view_playing_time_ms_cumulative: leaked + 3_000 }), 410 * second)
    expect(all.at(410 * second)).toBe('1/1')
  })

  test('again when it is played after a long pause, before any progress is reported', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    all.receive(player.playing(10_000), 10 * second)
    all.receive(player.say('pause'), 11 * second)
    expect(all.at(11 * second)).toBe('0/0')
    all.receive(player.say('play'), 1_000 * second)
    expect(all.at(1_000 * second)).toBe('1/1')
  })

  test('not after an error, unless playback goes on; a warning is no error', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    all.receive(player.say('error', { player_error_severity: 'warning' }), 1)
    expect(all.at(1)).toBe('1/1')
    all.receive(player.say('error', { player_error_severity: 'fatal' }), 2)
    expect(all.at(2)).toBe('0/0')
    all.receive(player.say('playing'), 3)
    expect(all.at(3)).toBe('1/1')
  })

  test('not while its player says that it stands still', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    all.receive(player.say('hb', { player_is_paused: true }), 1)
    expect(all.at(1)).toBe('0/0')
    all.receive(player.say('hb', { player_is_paused: false }), 2)
    expect(all.at(2)).toBe('1/1')
  })

  test('when its beginning was missed and its playing time grows', () => {
    const all = countAll()
    all.receive({ events: [{ e: 'hb', xid: 'a', xsqno: 50, xpntimscv: 500_000 }] }, 0)
    expect(all.at(0)).toBe('0/0')
    all.receive({ events: [{ e: 'hb', xid: 'a', xsqno: 51, xpntimscv: 510_000 }] }, 10 * second)
    expect(all.at(10 * second)).toBe('1/1')
  })
})

describe('a view that has ended', () => {
  test('does not come back with late events, whatever they say', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    all.receive(player.end(), 1_000)
    all.receive(player.playing(10_000), 2_000)
    expect(all.at(6_001)).toBe('0/0')
  })

  test('does not linger if nobody was watching it', () => {
    const all = countAll()
    const player = syntheticPlayer({ view_id: 'a' })
    all.receive(player.start(), 0)
    all.receive(player.say('pause'), 500)
    all.receive(player.say('viewend'), 1_000)
    expect(all.at(1_000)).toBe('0/0')
  })
})

describe('people are told apart', () => {
  const watch = (views: Record<string, string>[]): string => {
    const all = countAll()
    for (const [index, view] of views.entries()) {
      all.receive(syntheticPlayer({ view_id: `view-${index}`, ...view }).start(), 0)
    }
    return all.at(0)
  }

  test.each([
    [
      'by the id of the page',
      [
        { viewer_user_id: 'a', mux_viewer_id: '1' },
        { viewer_user_id: 'a', mux_viewer_id: '2' },
      ],
      '2/1',
    ],
    [
      'by the cookie where the page gives none',
      [{ mux_viewer_id: '1' }, { mux_viewer_id: '1' }],
      '2/1',
    ],
    ['by the view where there is no cookie', [{}, {}], '2/2'],
    [
      'by the page before the cookie',
      [
        { viewer_user_id: 'a', mux_viewer_id: '1' },
        { viewer_user_id: 'b', mux_viewer_id: '1' },
      ],
      '2/2',
    ],
  ])('%s', (_, views, expected) => expect(watch(views)).toBe(expected))
})

test('the clock of a viewer may be wrong by hours; the age of events is kept', () => {
  const all = countAll()
  const sentAt = 5_000_000
  const event = (e: string, xsqno: number, age: number, xpntimscv: number) => ({
    e,
    xid: 'a',
    xsqno,
    uti: sentAt - age,
    xpntimscv,
  })
  all.receive(
    { metadata: { transmission_timestamp: sentAt }, events: [event('viewstart', 1, 50_000, 0)] },
    100 * second,
  )
  // Asked to play 50 s ago, so 10 s are left.
  expect(all.at(110 * second)).toBe('1/1')
  expect(all.at(111 * second)).toBe('0/0')
})
