/**
 * The dimensions of Monitoring that the emulator knows, each with the name shown. The first ones are
 * those of Mux's OpenAPI; the last four are only in its guide, and not every account may have them:
 * https://www.mux.com/docs/guides/monitoring-metrics
 */
export const monitoringDimensions = {
  asn: 'ASN',
  cdn: 'CDN',
  country: 'Country',
  operating_system: 'Operating system',
  player_name: 'Player name',
  region: 'Region / State',
  stream_type: 'Stream type',
  sub_property_id: 'Sub property ID',
  video_series: 'Video series',
  video_title: 'Video title',
  view_has_ad: 'View has ad',
  video_id: 'Video ID',
  asset_id: 'Mux Asset ID',
  live_stream_id: 'Mux Livestream ID',
  playback_id: 'Mux Playback ID',
} as const

/** A dimension of Monitoring. */
export type MonitoringDimension = keyof typeof monitoringDimensions
