import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type BeaconKey, beaconKeys } from '../../src/emulator/beaconKeys'
import { type BeaconEvent, decodeBeacon } from '../../src/emulator/decodeBeacon'

const text = fc
  .string({ minLength: 1, maxLength: 40 })
  .map((value) => value.replace(/[?#]/g, '') || 'a')
const number = fc.integer({ min: 0, max: 2 ** 45 })
const events: fc.Arbitrary<BeaconEvent> = fc.record(
  {
    event: text,
    view_id: text,
    view_sequence_number: number,
    viewer_time: number,
    view_playing_time_ms_cumulative: number,
    mux_viewer_id: text,
    viewer_user_id: text,
    player_is_paused: fc.boolean(),
    player_error_severity: text,
    video_id: text,
    video_source_url: text,
    video_title: text,
    video_series: text,
    video_stream_type: text,
    video_cdn: text,
    sub_property_id: text,
    player_name: text,
    viewer_os_family: text,
    view_has_ad: fc.boolean(),
    asn: text,
    country: text,
    region: text,
  },
  { requiredKeys: ['event', 'view_id', 'view_sequence_number'] },
)

const encode = (event: BeaconEvent): Record<string, unknown> =>
  Object.fromEntries(
    // What only Mux knows of a viewer has no short key.
    Object.entries(event).map(([key, value]) => [beaconKeys[key as BeaconKey] ?? key, value]),
  )

test('known keys come back, by their short and by their long names', () => {
  fc.assert(
    fc.property(fc.array(events, { minLength: 1 }), number, (written, sentAt) => {
      const metadata = { transmission_timestamp: sentAt }
      const decoded = { sentAt, events: written }
      expect(decodeBeacon({ metadata, events: written.map(encode) })).toEqual(decoded)
      expect(decodeBeacon({ metadata, events: written })).toEqual(decoded)
    }),
  )
})

function refusal(body: unknown): string {
  try {
    decodeBeacon(body)
    return 'good'
  } catch (error) {
    return String(error)
  }
}

test('nothing that JSON can say makes it fail otherwise than by a sentence', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.record({ events: fc.array(fc.jsonValue()) })),
      (body) => {
        expect(refusal(body)).toMatch(/^(good|TypeError: \[mux-viewers\] .+\.)$/)
      },
    ),
  )
})

describe('what is read', () => {
  const least = { e: 'hb', xid: 'view', xsqno: 1 }
  const read = (more: Record<string, unknown>) => decodeBeacon({ events: [{ ...least, ...more }] })

  test('playback tokens are cut off', () => {
    const [event] = read({
      vsour: 'https://stream.mux.com/pb.m3u8?token=secret',
      vid: 'http://a/pb.m3u8?token=secret#x',
    }).events
    expect(event!.video_source_url).toBe('https://stream.mux.com/pb.m3u8')
    expect(event!.video_id).toBe('http://a/pb.m3u8')
  })

  test('a value of a wrong type is left out, and a long one is cut', () => {
    const [event] = read({ uti: 'soon', pispa: 1, vid: 'v'.repeat(5_000) }).events
    expect(event).toEqual({
      event: 'hb',
      view_id: 'view',
      view_sequence_number: 1,
      video_id: 'v'.repeat(1_000),
    })
  })

  test('an event without view, name or number is left out of a good batch', () => {
    const { xid: _, ...noView } = least
    const mixed = [noView, { ...least, e: '' }, { ...least, xsqno: 1.5 }, null, 'hb', least]
    expect(decodeBeacon({ events: mixed }).events).toHaveLength(1)
  })

  test('a batch without anything to count is refused, an empty one is not', () => {
    expect(() => decodeBeacon({ events: [{ e: 'hb' }] })).toThrow('view id (xid)')
    expect(decodeBeacon({ events: [] })).toEqual({ sentAt: null, events: [] })
  })
})
