import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Asset } from '../../src/emulator/Asset'
import { LiveStream } from '../../src/emulator/LiveStream'
import type { StreamOptions } from '../../src/emulator/StreamOptions'
import { readPlaylist } from './readPlaylist'

const day = Date.UTC(2026, 0, 1)
const endTag = '#EXT-X-ENDLIST\n'

function liveAt(start: number, options: Partial<StreamOptions> = {}) {
  const clock = { now: start }
  const stream = new LiveStream({ id: 'live', playbackId: 'play', ...options }, () => clock.now)
  const playlist = (): string => stream.newestAsset!.playlist()
  /** Place in the list, file, and how many breaks there were. */
  const written = (): string =>
    readPlaylist(playlist())
      .map(({ sequence, file, discontinuity }) => `${sequence}:${file}:${discontinuity}`)
      .join(' ')
  return { clock, stream, playlist, written }
}

describe('the recording of a stream', () => {
  test('is an EVENT that begins with the broadcast and grows by a segment every 2 s', () => {
    const { clock, playlist } = liveAt(day)
    clock.now = day + 2_000
    expect(playlist()).toBe(`#EXTM3U
#EXT-X-VERSION:3
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-PROGRAM-DATE-TIME:2025-12-31T23:59:48.000Z
${['00.ts', '01.ts', '02.ts', '03.ts', '04.ts', '05.ts', '06.ts']
  .map((file) => `#EXTINF:2.000,\n${file}\n`)
  .join('')}`)
  })

  test('turns the media round with a break, which is dated', () => {
    const { clock, playlist, written } = liveAt(day)
    clock.now = day + 11 * 2_000
    expect(written()).toMatch(/^0:00\.ts:0 .* 14:14\.ts:0 15:00\.ts:1 16:01\.ts:1$/)
    expect(playlist()).toMatch(
      /14\.ts\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:18.000Z\n#EXTINF:2.000,\n00\.ts\n#EXTINF:2.000,\n01\.ts\n$/,
    )
  })

  test('goes on with a break when the encoder comes back in time, and is not ended before', () => {
    const { clock, stream, written, playlist } = liveAt(day, { reconnectWindow: 60 })
    stream.stop()
    const before = playlist()
    clock.now = day + 59_999
    expect(playlist()).toBe(before)
    expect(before).not.toContain(endTag)
    stream.start()
    expect(written()).toMatch(/ 5:05\.ts:0 6:00\.ts:1 7:01\.ts:1 8:02\.ts:1$/)
    expect(playlist()).toContain(before)
  })

  test.each([0, 60])('is ended after a reconnect window of %i s, and stays', (reconnectWindow) => {
    const { clock, stream, playlist } = liveAt(day, { reconnectWindow })
    const asset = stream.newestAsset!
    const whole = playlist()
    stream.stop()
    clock.now = day + reconnectWindow * 1_000
    expect(playlist()).toBe(whole + endTag)
    clock.now += 1_000
    stream.start()
    clock.now += 60_000
    expect(asset.playlist()).toBe(whole + endTag)
  })

  test.each(['disable', 'delete'] as const)('is ended when somebody would %s it', (control) => {
    const { clock, stream, playlist } = liveAt(day)
    const whole = playlist()
    stream[control]()
    clock.now += 60_000
    expect(playlist()).toBe(whole + endTag)
  })

  test('is another one for each broadcast, and cannot be played before its first segment', () => {
    const { clock, stream, written, playlist } = liveAt(day)
    const first = stream.newestAsset!
    stream.stop()
    stream.start()
    const second = stream.newestAsset!
    expect([first.id, second.id]).toEqual(stream.recentAssetIds)
    expect(second.playbackId).not.toBe(first.playbackId)
    expect([first.refusal, second.refusal, written()]).toEqual([null, 'Asset is not ready', ''])
    clock.now += 4_000
    expect([second.refusal, written()]).toEqual([null, '0:00.ts:0 1:01.ts:0'])
    expect(playlist()).not.toContain('#EXT-X-DISCONTINUITY\n')
  })

  test('takes 12 hours and is over then, though the stream is live', () => {
    const { clock, stream, playlist } = liveAt(day)
    clock.now = day + 12 * 3_600_000 - 12_000 - 1
    expect(readPlaylist(playlist())).toHaveLength(21_599)
    expect(playlist()).not.toContain(endTag)
    clock.now += 1
    const whole = playlist()
    expect(readPlaylist(whole)).toHaveLength(21_600)
    expect(whole.endsWith(endTag)).toBe(true)
    expect(whole.length).toBeLessThan(600_000)
    clock.now += 86_400_000
    expect([playlist() === whole, stream.status]).toEqual([true, 'active'])
  })
})

test('whatever is started and ended, a recording only grows, without a gap in its numbers', () => {
  const steps = fc.array(
    fc.record({
      wait: fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.constant(0)),
      act: fc.constantFrom('start', 'stop', 'complete', 'disable', 'none'),
    }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 30), (acts, reconnectWindow) => {
      const { clock, stream } = liveAt(day, { reconnectWindow })
      const known = new Map<Asset, string>()
      for (const { wait, act } of acts) {
        clock.now += wait
        if (act !== 'none') stream[act]()
        known.set(stream.newestAsset!, known.get(stream.newestAsset!) ?? '')
        for (const [asset, before] of known) {
          const playlist = asset.playlist()
          expect(playlist.startsWith(before)).toBe(true)
          expect(before.endsWith(endTag) && playlist !== before).toBe(false)
          expect(playlist.endsWith(endTag)).toBe(asset.id !== stream.activeAssetId)
          const entries = readPlaylist(playlist)
          expect(entries.map(({ sequence }) => sequence)).toEqual([...entries.keys()])
          for (const [index, entry] of entries.entries()) {
            const last = entries[index - 1]
            if (!last) continue
            expect(entry.startsAt).toBeGreaterThanOrEqual(last.startsAt + 2_000)
            expect(entry.discontinuity).toBe(last.discontinuity + (entry.file === '00.ts' ? 1 : 0))
          }
          // Of an empty list only the head is comparable, and that is of no interest.
          known.set(asset, entries.length > 0 ? playlist : '')
        }
      }
    }),
  )
})
