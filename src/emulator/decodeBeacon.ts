import { type BeaconKey, beaconKeys } from './beaconKeys'

/** One event of a beacon, by its long names; everything the emulator does not read is gone. */
export interface BeaconEvent {
  /** What happened: `viewstart`, `playing`, `hb`, `pause`, `viewend` and so on. */
  event: string
  /** The playback this event belongs to; a reload or a new source makes a new one. */
  view_id: string
  /** Counts the events of a view from 1; with `view_id` it tells a repeated event. */
  view_sequence_number: number
  /** The viewer's own clock, in milliseconds. */
  viewer_time?: number
  /** Milliseconds really played so far, by the clock on the wall. */
  view_playing_time_ms_cumulative?: number
  /** The SDK's cookie id: the same over reloads and tabs of one browser. */
  mux_viewer_id?: string
  /** The id the page gave its viewer. */
  viewer_user_id?: string
  /** Whether the player stood still when the event was written. */
  player_is_paused?: boolean
  /** `warning` for an error that playback survives. */
  player_error_severity?: string
  /** The page's own video id, else the playback id or the address of the source. */
  video_id?: string
  /** Address of the manifest; its query (playback tokens) is cut off on decoding. */
  video_source_url?: string
  video_title?: string
  video_series?: string
  /** `live`, if the page said so: the player does not say it of itself. */
  video_stream_type?: string
  video_cdn?: string
  sub_property_id?: string
  player_name?: string
  viewer_os_family?: string
  view_has_ad?: boolean
  /** Mux finds it out from the connection; only a batch written by hand can say it. */
  asn?: string
  /** As `asn`: two letters, such as `FR`. */
  country?: string
  /** As `asn`. */
  region?: string
}

/** What no player says, since Mux knows it from the connection. */
type ConnectionKey = 'asn' | 'country' | 'region'

/** What one POST of the player carries. */
export interface BeaconBatch {
  /** When the viewer's own clock said the batch was sent, in milliseconds; null if not said. */
  sentAt: number | null
  events: BeaconEvent[]
}

const types: Record<BeaconKey | ConnectionKey, 'string' | 'number' | 'boolean'> = {
  event: 'string',
  view_id: 'string',
  view_sequence_number: 'number',
  viewer_time: 'number',
  view_playing_time_ms_cumulative: 'number',
  mux_viewer_id: 'string',
  viewer_user_id: 'string',
  player_is_paused: 'boolean',
  player_error_severity: 'string',
  video_id: 'string',
  video_source_url: 'string',
  video_title: 'string',
  video_series: 'string',
  video_stream_type: 'string',
  video_cdn: 'string',
  sub_property_id: 'string',
  player_name: 'string',
  viewer_os_family: 'string',
  view_has_ad: 'boolean',
  asn: 'string',
  country: 'string',
  region: 'string',
}

const keys = Object.keys(types) as (BeaconKey | ConnectionKey)[]
const shortKeys: Partial<Record<string, string>> = beaconKeys
const longestText = 1_000

/**
 * Reads a parsed beacon body. Short keys are what the player sends; long ones are taken as well, so
 * that batches can be written by hand. An event without a view or a number is left out, since the
 * SDK would resend a refused batch for ever.
 *
 * @throws a sentence, when the body is no beacon at all
 */
export function decodeBeacon(body: unknown): BeaconBatch {
  if (!isRecord(body) || !Array.isArray(body.events)) {
    throw new TypeError(
      '[mux-viewers] This is no beacon: the JSON has no "events" array. Send {"metadata": {…}, "events": [{…}]}.',
    )
  }
  const sentAt = isRecord(body.metadata) ? body.metadata.transmission_timestamp : undefined
  const events = body.events.map(decodeEvent).filter((event) => event !== null)
  if (events.length === 0 && body.events.length > 0) {
    throw new TypeError(
      '[mux-viewers] No event of this beacon can be counted: each needs an event name (e), a view id (xid) and a whole view sequence number (xsqno).',
    )
  }
  return { sentAt: isNumber(sentAt) ? sentAt : null, events }
}

function decodeEvent(raw: unknown): BeaconEvent | null {
  if (!isRecord(raw)) return null
  const event: Partial<Record<BeaconKey | ConnectionKey, unknown>> = {}
  for (const key of keys) {
    const value = raw[shortKeys[key] ?? key] ?? raw[key]
    if (typeof value !== types[key] || (types[key] === 'number' && !isNumber(value))) continue
    event[key] = typeof value === 'string' ? value.slice(0, longestText) : value
  }
  if (!event.event || !event.view_id || !Number.isSafeInteger(event.view_sequence_number)) {
    return null
  }
  const decoded = event as unknown as BeaconEvent
  if (decoded.video_source_url) decoded.video_source_url = withoutQuery(decoded.video_source_url)
  if (decoded.video_id) decoded.video_id = withoutQuery(decoded.video_id)
  return decoded
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '')
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
