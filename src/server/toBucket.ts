import type { Insertable, Selectable } from 'kysely'
import type { Bucket } from '../core/Buckets'
import type { KeptBucket } from '../core/KeptBucket'
import type { ViewersUnit } from '../core/snapshot'
import { readText, type BucketTable } from './sqlTables'

/** A row of sums as a bucket. */
export function toBucket(
  row: Record<'start' | 'max' | 'last' | 'last_at' | 'viewer_ms' | 'covered_ms', unknown> &
    Pick<Selectable<BucketTable>, 'unit'>,
): Bucket {
  return {
    start: Number(row.start),
    unit: readText(row.unit) as ViewersUnit,
    max: Number(row.max),
    last: Number(row.last),
    lastAt: Number(row.last_at),
    viewerMs: Number(row.viewer_ms),
    coveredMs: Number(row.covered_ms),
  }
}

/** A kept row. */
export function toKept(row: Selectable<BucketTable>): KeptBucket {
  return { ...toBucket(row), step: Number(row.step), maxAt: Number(row.max_at) }
}

/** A minute or an hour as a row. */
export const toRow = (
  streamId: string,
  { step, start, unit, max, maxAt, last, lastAt, viewerMs, coveredMs }: KeptBucket,
): Insertable<BucketTable> => ({
  stream_id: streamId,
  step,
  start,
  unit,
  max,
  max_at: maxAt,
  last,
  last_at: lastAt,
  viewer_ms: viewerMs,
  covered_ms: coveredMs,
})
