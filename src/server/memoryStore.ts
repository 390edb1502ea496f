import { heldOf, partsOf, sumUp } from '../core/Buckets'
import {
  HOUR_MS,
  MINUTE_MS,
  minutesOf,
  plain,
  takeTogether,
  type KeptBucket,
} from '../core/KeptBucket'
import { holdOf, type Sample } from '../core/sample'
import type { Broadcast } from '../core/snapshot'
import type { StreamEvent } from '../core/streamLife'
import { isLeaseFree } from './isLeaseFree'
import type {
  ThinOptions,
  EndedBroadcast,
  LeaseRequest,
  StreamRange,
  ViewersStore,
} from './ViewersStore'

/** Keeps everything in this process until it ends: for tests and trials. */
export function memoryStore(): ViewersStore {
  const streams = new Map<string, Map<number, Sample>>()
  const events = new Map<string, StreamEvent>()
  const broadcasts = new Map<string, EndedBroadcast & { claimedUntil: number }>()
  const buckets = new Map<string, KeptBucket[]>()
  const leases = new Map<string, LeaseRequest>()
  const inOrder = (streamId: string): Sample[] =>
    [...(streams.get(streamId)?.values() ?? [])].sort((one, other) => one.at - other.at)
  const samplesIn = ({ streamId, from, to }: StreamRange): Sample[] =>
    inOrder(streamId)
      .filter(({ at }) => at >= from && at < to)
      .map((sample) => ({ ...sample }))
  const bucketsIn = ({ streamId, from, to }: StreamRange): KeptBucket[] =>
    (buckets.get(streamId) ?? [])
      .filter(({ start }) => start > from - HOUR_MS && start < to)
      .map((bucket) => ({ ...bucket }))
  const minutesBefore = (streamId: string, { samples, recordEvery }: ThinOptions): KeptBucket[] => {
    const kept = inOrder(streamId)
    const young = kept.findIndex(({ at }) => at >= samples)
    // The one after the old ones tells until when they hold; the newest stays.
    const taken = kept.slice(0, young === -1 ? kept.length : young + 1)
    const following = taken.pop()
    for (const { tick } of taken) streams.get(streamId)!.delete(tick)
    return following === undefined ? [] : minutesOf(taken, following, recordEvery)
  }
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
      const sample = [...(streams.get(streamId)?.values() ?? [])].reduce<Sample | undefined>(
        (newest, one) => (one.tick > (newest?.tick ?? -Infinity) ? one : newest),
        undefined,
      )
      return sample === undefined ? null : { ...sample }
    },
    async samples(range) {
      return samplesIn(range)
    },
    async buckets(range) {
      const from = range.from - holdOf(range.recordEvery)
      const near = inOrder(range.streamId).filter(({ at }) => at > from && at < range.to)
      const parts = heldOf(near, range.recordEvery).flatMap((held) => partsOf(held, range))
      const kept = bucketsIn(range).filter(({ start }) => start >= range.from)
      const taken = takeTogether(kept, range.step).map(plain)
      return sumUp([...taken, ...parts])
    },
    async longestStep(range) {
      return Math.max(0, ...bucketsIn(range).map(({ step }) => step))
    },
    async record(range) {
      return { samples: samplesIn(range), buckets: bucketsIn(range) }
    },
    async oldStreams({ samples, minutes }) {
      return [...streams.keys()].filter((streamId) => {
        const ticks = [...streams.get(streamId)!.keys()]
        const hasMinutes = buckets
          .get(streamId)
          ?.some(({ step, start }) => step === MINUTE_MS && start < minutes)
        return hasMinutes === true || (ticks.length > 1 && Math.min(...ticks) < samples)
      })
    },
    async thin(streamId, old) {
      const kept = [...(buckets.get(streamId) ?? []), ...minutesBefore(streamId, old)]
      const isHour = ({ step, start }: KeptBucket): boolean =>
        step === HOUR_MS || start < old.minutes
      const minutes = kept.filter((bucket) => !isHour(bucket))
      buckets.set(streamId, [
        ...takeTogether(kept.filter(isHour), HOUR_MS),
        ...takeTogether(minutes, MINUTE_MS),
      ])
      return false
    },
    async forget({ hours, events: before }) {
      for (const [streamId, kept] of buckets) {
        const isLeft = ({ step, start }: KeptBucket): boolean => step < HOUR_MS || start >= hours
        buckets.set(streamId, kept.filter(isLeft))
      }
      const ended = [...broadcasts.values()]
      for (const [key, { streamId, at }] of events) {
        const isOver = ended.some(
          (one) => one.streamId === streamId && Date.parse(one.broadcast.endedAt ?? '') > at,
        )
        if (at < before && isOver) events.delete(key)
      }
    },
    async lease(request) {
      const { name, owner } = request
      const held = leases.get(name)
      if (held !== undefined && held.owner !== owner && !isLeaseFree(held.until, request))
        return false
      leases.set(name, request)
      return true
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
      const [from, to] = spanOf(broadcast)
      const isThere = [...broadcasts.values()].some((one) => {
        const [begins, ends] = spanOf(one.broadcast)
        return one.streamId === streamId && begins < to && ends > from
      })
      if (broadcasts.has(key) || isThere) return false
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

const spanOf = ({ startedAt, endedAt }: Broadcast): [from: number, to: number] => [
  Date.parse(startedAt),
  Date.parse(endedAt ?? startedAt),
]

const keyOf = (streamId: string, id: string): string => `${streamId} ${id}`
