import { bucketsOf } from '../core/Buckets'
import { holdOf, type Sample } from '../core/sample'
import type { StreamEvent } from '../core/streamLife'
import type { EndedBroadcast, ViewersStore } from './ViewersStore'

/**
 * Keeps everything in this process until it ends: for tests and trials. Nothing is ever forgotten, so
 * memory grows with time.
 */
export function memoryStore(): ViewersStore {
  const streams = new Map<string, Map<number, Sample>>()
  const events = new Map<string, StreamEvent>()
  const broadcasts = new Map<string, EndedBroadcast & { claimedUntil: number }>()
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
    async addEvent(event) {
      const key = keyOf(event.streamId, event.id)
      if (events.has(key)) return false
      events.set(key, { ...event })
      return true
    },
    async events(streamId, since) {
      return [...events.values()]
        .filter((event) => event.streamId === streamId && event.at >= since)
        .map((event) => ({ ...event }))
    },
    async addBroadcast({ streamId, broadcast }) {
      const key = keyOf(streamId, broadcast.id)
      if (broadcasts.has(key)) return false
      broadcasts.set(key, { streamId, broadcast: { ...broadcast }, claimedUntil: 0 })
      return true
    },
    async lastBroadcast(streamId) {
      const [last] = [...broadcasts.values()]
        .filter((ended) => ended.streamId === streamId)
        .map(({ broadcast }) => broadcast)
        .sort((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt))
      return last === undefined ? null : { ...last }
    },
    async claimUntold(now, until) {
      const untold = [...broadcasts.values()].filter(({ claimedUntil }) => claimedUntil <= now)
      for (const one of untold) one.claimedUntil = until
      return untold.map(({ streamId, broadcast }) => ({ streamId, broadcast: { ...broadcast } }))
    },
    async told({ streamId, broadcast }) {
      const kept = broadcasts.get(keyOf(streamId, broadcast.id))
      if (kept !== undefined) kept.claimedUntil = Number.POSITIVE_INFINITY
    },
  }
}

const keyOf = (streamId: string, id: string): string => `${streamId} ${id}`
