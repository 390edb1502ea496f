/**
 * The beacon keys the emulator reads: long name to the short name on the wire. The player's SDK
 * (`mux-embed`) writes the first word of a name as one letter and each further word as two; these
 * are the names that counting and its dimensions need, every other key of a beacon is ignored. A test compares this
 * table with the installed `mux-embed`, so that a change of the SDK is noticed.
 */
export const beaconKeys = {
  event: 'e',
  view_id: 'xid',
  view_sequence_number: 'xsqno',
  viewer_time: 'uti',
  view_playing_time_ms_cumulative: 'xpntimscv',
  mux_viewer_id: 'mvrid',
  viewer_user_id: 'uusid',
  player_is_paused: 'pispa',
  player_error_severity: 'persy',
  video_id: 'vid',
  video_source_url: 'vsour',
  video_title: 'vtt',
  video_series: 'vsr',
  video_stream_type: 'vsmty',
  video_cdn: 'vdn',
  sub_property_id: 'ypyid',
  player_name: 'pnm',
  viewer_os_family: 'uosfm',
  view_has_ad: 'xhaad',
} as const

/** The long name of a beacon key that the emulator reads. */
export type BeaconKey = keyof typeof beaconKeys
