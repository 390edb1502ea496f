import type { Sample } from '../../../src/core/sample'
import type { BroadcastSpan } from '../../../src/core/streamLife'
import type { DatabaseName } from '../../support/databases'

/** What a writer is told. */
export interface WriterOptions {
  name: DatabaseName
  url?: string | undefined
  tablePrefix: string
}

export const BEGIN = Date.UTC(2026, 0, 1)
export const EVERY = 15_000
export const TICKS_A_BROADCAST = 5

/** The sample of a tick; its number tells who wrote it. */
export function sampleOf(index: number, writer: number): Sample {
  const tick = BEGIN + index * EVERY
  const more = { views: index, unit: 'people', via: 'counts' } as const
  return { streamId: 'A', tick, at: tick + 1, viewers: writer, ...more }
}

/** The broadcast that ends with a tick. */
export function spanOf(last: number): BroadcastSpan {
  const first = last + 1 - TICKS_A_BROADCAST
  return {
    id: `broadcast-${last}`,
    startedAt: BEGIN + first * EVERY,
    disconnectedAt: null,
    endedAt: BEGIN + (last + 1) * EVERY,
  }
}
