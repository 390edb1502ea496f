/**
 * The metrics of Monitoring, each with the name shown; the last one has a histogram only.
 * https://www.mux.com/docs/guides/monitoring-metrics
 */
export const monitoringMetrics = {
  'current-average-bitrate': 'Current Average Bitrate',
  'current-concurrent-viewers': 'Current Concurrent Viewers (CCV)',
  'current-rebuffering-percentage': 'Current Rebuffering Percentage',
  'exits-before-video-start': 'Exits Before Video Start',
  'playback-failure-percentage': 'Playback Failure Percentage',
  'video-startup-failure-percentage': 'Video Startup Failure Percentage',
  'video-startup-time': 'Video Startup Time',
} as const
