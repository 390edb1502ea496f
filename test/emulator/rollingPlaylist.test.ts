import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { LiveStream } from '../../src/emulator/LiveStream'
import { mediaLoop } from '../../src/emulator/mediaFiles'
import { type Entry, readPlaylist } from './readPlaylist'

function liveAt(start: number) {
  const clock = { now: start }
  const stream = new LiveStream({ id: 'live', playbackId: 'playback' }, () => clock.now)
  return { clock, stream, entries: () => readPlaylist(stream.playlist()) }
}

const day = Date.UTC(2026, 0, 1)

test('a stream can be played the moment it starts: six segments, dated, not ended', () => {
  const { stream, entries } = liveAt(day)
  expect(entries().map(({ file }) => file)).toEqual([
    '00.ts',
    '01.ts',
    '02.ts',
    '03.ts',
    '04.ts',
    '05.ts',
  ])
  expect(entries().at(-1)!.startsAt + mediaLoop.segmentMs).toBe(day)
  expect(stream.playlist()).toContain('#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n')
  expect(stream.playlist()).not.toMatch(/ENDLIST|#EXT-X-DISCONTINUITY\n/)
})

test('a new segment every 2 s', () => {
  const { clock, entries } = liveAt(day)
  clock.now = day + 1_999
  expect(entries()[0]!.sequence).toBe(0)
  clock.now = day + 2_000
  expect(entries()[0]!.sequence).toBe(1)
})

test('where the media begin again there is a break, counted on when it has left the window', () => {
  const { clock, stream, entries } = liveAt(day)
  clock.now = day + 10 * 2_000
  expect(entries().map(({ file, discontinuity }) => [file, discontinuity])).toEqual([
    ['10.ts', 0],
    ['11.ts', 0],
    ['12.ts', 0],
    ['13.ts', 0],
    ['14.ts', 0],
    ['00.ts', 1],
  ])
  clock.now = day + 15 * 2_000
  expect(stream.playlist()).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-DISCONTINUITY\n')
  expect(entries()[0]).toMatchObject({ file: '00.ts', sequence: 15, discontinuity: 1 })
  clock.now = day + 16 * 2_000
  expect(stream.playlist()).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:1\n')
  expect(stream.playlist()).not.toContain('#EXT-X-DISCONTINUITY\n')
})

describe('a stream whose encoder is gone', () => {
  test('stands still and is not ended', () => {
    const { clock, stream } = liveAt(day)
    stream.stop()
    const frozen = stream.playlist()
    clock.now = day + 3_600_000
    expect(stream.playlist()).toBe(frozen)
    expect(frozen).not.toContain('ENDLIST')
  })

  test('goes on with a break, and with what a player wants to have in hand', () => {
    const { clock, stream, entries } = liveAt(day)
    stream.stop()
    clock.now = day + 6_500
    stream.start()
    expect(
      entries().map(({ sequence, file, discontinuity }) => [sequence, file, discontinuity]),
    ).toEqual([
      [3, '03.ts', 0],
      [4, '04.ts', 0],
      [5, '05.ts', 0],
      [6, '00.ts', 1],
      [7, '01.ts', 1],
      [8, '02.ts', 1],
    ])
    expect(entries()[3]!.startsAt).toBe(day + 500)
  })

  test('is idle at once, or after its reconnect window', () => {
    const clock = { now: day }
    const options = { id: 'live', playbackId: 'playback' }
    const atOnce = new LiveStream(options, () => clock.now)
    const later = new LiveStream({ ...options, reconnectWindow: 60 }, () => clock.now)
    atOnce.stop()
    later.stop()
    expect([atOnce.status, later.status]).toEqual(['idle', 'active'])
    clock.now += 60_000
    expect(later.status).toBe('idle')
    later.start()
    expect(later.status).toBe('active')
  })

  test('has no playlist if it was never on', () => {
    for (const status of ['idle', 'disabled'] as const) {
      const stream = new LiveStream({ id: 'live', playbackId: 'playback', status }, () => day)
      expect([stream.status, stream.playlist()]).toEqual([status, null])
      stream.start()
      expect(stream.status).toBe('active')
      expect(readPlaylist(stream.playlist())).toHaveLength(6)
    }
  })
})

test('whatever is started and stopped, numbers only grow and a number keeps its segment', () => {
  const steps = fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 70_000 }),
      act: fc.constantFrom('start', 'stop', 'complete', 'none'),
    }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(steps, (acts) => {
      const { clock, stream, entries } = liveAt(day)
      const known = new Map<number, Entry>()
      let newest = entries()
      for (const { wait, act } of acts) {
        clock.now += wait
        if (act === 'start') stream.start()
        if (act === 'stop') stream.stop()
        if (act === 'complete') stream.complete()
        const now = entries()
        expect(now).toHaveLength(6)
        expect(now[0]!.sequence).toBeGreaterThanOrEqual(newest[0]!.sequence)
        expect(now.at(-1)!.startsAt + mediaLoop.segmentMs).toBeLessThanOrEqual(clock.now)
        for (const [index, entry] of now.entries()) {
          expect(known.get(entry.sequence) ?? entry).toEqual(entry)
          known.set(entry.sequence, entry)
          const before = now[index - 1]
          if (!before) continue
          expect(entry.startsAt).toBeGreaterThanOrEqual(before.startsAt + mediaLoop.segmentMs)
          expect(entry.discontinuity).toBe(before.discontinuity + (entry.file === '00.ts' ? 1 : 0))
        }
        newest = now
      }
    }),
  )
})
