import type { Selectable } from 'kysely'
import type { Sample } from '../core/sample'
import type { ViewersUnit } from '../core/snapshot'
import { readText, type SampleTable } from './sqlTables'

/** A row of the table of samples as the sample that was kept. */
export function toSample(row: Selectable<SampleTable>): Sample {
  return {
    streamId: readText(row.stream_id),
    tick: Number(row.tick),
    at: Number(row.read_at),
    viewers: Number(row.viewers),
    views: row.views === null ? null : Number(row.views),
    unit: readText(row.unit) as ViewersUnit,
    via: readText(row.via),
  }
}
