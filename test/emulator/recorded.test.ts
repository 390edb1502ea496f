import { describe, expect, test } from 'vitest'

import { countAll } from './countAll'
import { recorded, type RecordedBatch } from './recorded'

/** Feeds the batches that came up to a second, then counts at it; batches must not come back. */
function replay(batches: readonly RecordedBatch[], times: 1 | 2 = 1) {
  const all = countAll()
  const left = batches.flatMap((batch) => Array.from({ length: times }, () => batch))
  return (second: number): string => {
    while (left[0] && left[0].seconds <= second) {
      const { body, seconds } = left.shift()!
      all.receive(body, seconds * 1_000)
    }
    return all.at(second * 1_000)
  }
}

describe.each([
  { how: 'once', times: 1 },
  { how: 'each batch twice', times: 2 },
] as const)('recorded beacons, sent $how (views/viewers)', ({ times }) => {
  test('a page that is loaded and never played counts nobody, its early heartbeat notwithstanding', () => {
    const at = replay(recorded('load-without-play'), times)
    for (let second = 0; second <= 60; second += 1) expect(at(second)).toBe('0/0')
  })

  test('play, pause, resume, close', () => {
    const at = replay(recorded('play-pause-resume-close'), times)
    expect(at(0)).toBe('1/1')
    for (let second = 1; second <= 80; second += 1) expect(at(second)).toBe('1/1')
    // The pause arrives with the batch of the next 10 s; the playlist goes on being asked for.
    for (let second = 80.02; second <= 120; second += 1) expect(at(second)).toBe('0/0')
    for (let second = 120.02; second <= 136; second += 1) expect(at(second)).toBe('1/1')
    expect(at(136.07)).toBe('1/1')
    expect(at(141)).toBe('1/1')
    expect(at(141.1)).toBe('0/0')
  })

  test('a refresh makes no dip', () => {
    const at = replay(recorded('refresh'), times)
    for (let second = 0; second <= 34.6; second += 0.02) expect(at(second)).toBe('1/1')
    expect(at(34.7)).toBe('0/0')
  })

  test('a second tab is a second view of the same viewer, and its close is seen at once', () => {
    const at = replay(recorded('second-tab'), times)
    expect(at(0)).toBe('1/1')
    expect(at(7.8)).toBe('1/1')
    expect(at(7.88)).toBe('2/1')
    expect(at(32)).toBe('2/1')
    expect(at(32.06)).toBe('1/1')
    expect(at(44.1)).toBe('1/1')
    expect(at(49)).toBe('1/1')
    expect(at(49.1)).toBe('0/0')
  })

  test('a player that is killed is lost 30 s after its last batch', () => {
    const untilKilled = recorded('play-pause-resume-close').filter(
      ({ seconds }) => seconds <= 60.01,
    )
    const at = replay(untilKilled, times)
    expect(at(90)).toBe('1/1')
    expect(at(90.02)).toBe('0/0')
  })
})

test('two people: one refreshes, one closes', () => {
  const other = recorded('play-pause-resume-close').filter(({ seconds }) => seconds <= 40.01)
  const at = replay([...recorded('refresh'), ...other].toSorted((a, b) => a.seconds - b.seconds))
  for (let second = 0; second <= 34.6; second += 0.02) expect(at(second)).toBe('2/2')
  expect(at(34.7)).toBe('1/1')
})
