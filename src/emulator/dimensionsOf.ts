import type { MonitoringDimension } from './monitoringDimensions'
import type { Subject } from './subject'
import type { View, ViewFact } from './View'

/** The dimensions of a view; one that it lacks is absent. */
export type Dimensions = Readonly<Partial<Record<MonitoringDimension, string>>>

/** Which fact of a view tells which dimension. The ids of Mux Video are not among them. */
const facts: Partial<Record<MonitoringDimension, ViewFact>> = {
  asn: 'asn',
  cdn: 'video_cdn',
  country: 'country',
  operating_system: 'viewer_os_family',
  player_name: 'player_name',
  region: 'region',
  stream_type: 'video_stream_type',
  sub_property_id: 'sub_property_id',
  video_series: 'video_series',
  video_title: 'video_title',
  view_has_ad: 'view_has_ad',
}

const told = Object.entries(facts) as [MonitoringDimension, ViewFact][]

/**
 * Reads the dimensions of a view. The ids of the stream are not told by the player, Mux finds them
 * out: https://www.mux.com/docs/guides/mux-data-faqs
 *
 * @param subjects the ids under which the view is counted
 */
export function dimensionsOf(view: View, subjects: readonly Subject[]): Dimensions {
  const dimensions: Partial<Record<MonitoringDimension, string>> = {}
  for (const [dimension, fact] of told) {
    const value = view.fact(fact)
    if (value !== null) dimensions[dimension] = value
  }
  for (const { kind, id } of subjects) dimensions[kind] = id
  return dimensions
}
