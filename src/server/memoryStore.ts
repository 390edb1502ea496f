import { bucketsOf } from '../core/Buckets'
import { holdOf, type Sample } from '../core/sample'
import type { ViewersStore } from './ViewersStore'

/**
 * Keeps samples in this process until it ends: for tests and trials. Nothing is ever forgotten, so
 * memory grows with time.
 */
export function memoryStore(): ViewersStore {
  const streams = new Map<string, Map<number, Sample>>()
  const inOrder = (streamId: string): Sample[] =>
    [...(streams.get(streamId)?.values() ?? [])].sort((one, other) => one.at - other.at)
  return {
    async migrate() {},
    async append(samples) {
      for (const sample of samples) {
        const kept = streams.get(sample.streamId) ?? new Map<number, Sample>()
        streams.set(sample.streamId, kept)
        if (!kept.has(sample.tick)) kept.set(sample.tick, { ...sample })
      }
    },
    async newest(streamId) {
      const sample = inOrder(streamId).at(-1)
      return sample === undefined ? null : { ...sample }
    },
    async samples({ streamId, from, to }) {
      return inOrder(streamId)
        .filter(({ at }) => at >= from && at < to)
        .map((sample) => ({ ...sample }))
    },
    async buckets(range) {
      const from = range.from - holdOf(range.recordEvery)
      const near = inOrder(range.streamId).filter(({ at }) => at > from && at < range.to)
      return bucketsOf(near, range)
    },
  }
}
