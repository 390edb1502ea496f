import type { Broadcast } from '../core/snapshot'
import {
  streamLife,
  type BroadcastSpan,
  type StreamEvent,
  type StreamLife,
} from '../core/streamLife'
import { summarize } from '../core/summarize'
import type { EndTeller } from './EndTeller'
import { SKEW_MS } from './isLeaseFree'
import type { ViewersStore } from './ViewersStore'

/** What happened longer ago is not looked at, in milliseconds: a broadcast lasts half a day at most. */
const PAST_MS = 30 * 86_400_000

/** Samples that are not kept yet are waited for so long at a time, in milliseconds. */
const CATCH_UP_MS = 2_000

/** How much longer a hiccup may seem by what Mux says when it is asked, in milliseconds. */
const OBSERVED_MS = 90_000

/** Begins the ids of events that are told by Mux when it is asked. */
export const OBSERVED = 'observed-'

/** What is known of a stream by what happened to it; times in milliseconds since the epoch. */
export interface KnownLife {
  status: StreamLife['status']
  /** When something happened last. */
  changedAt: number
  /** When somebody told of it last who need not be asked: a webhook, or the app. */
  toldAt: number
  /** When the last broadcast ended whose figures are recorded; `null`: there is none. */
  recordedUntil: number | null
  /** When the first broadcast began whose figures are not recorded yet; `null`: all are. */
  unrecordedSince: number | null
  /** The last broadcast that has ended; its figures may still change while it could go on. */
  last: Broadcast | null
}

/** What {@link readLife} needs. */
export interface ReadLifeOptions {
  store: ViewersStore
  now: () => number
  /** A stream that is live again within this has not ended, in milliseconds. */
  gapMs: number
  /** How long a tick is, in milliseconds. */
  recordEveryMs: number
  /** Whether all that was read is kept: the figures of an end are made of it. */
  isCaughtUp: (streamId: string) => boolean
  teller: EndTeller
}

/**
 * What the store knows of a stream's life; records the ends that are final. `againInMs`: when one will
 * be, `null`: none is awaited. Rejects when the store does.
 */
export async function readLife(
  streamId: string,
  {
    store,
    now,
    gapMs: wantedGapMs,
    recordEveryMs: recordEvery,
    isCaughtUp,
    teller,
  }: ReadLifeOptions,
): Promise<{ life: KnownLife; againInMs: number | null }> {
  const recorded = await store.lastBroadcast(streamId)
  const recordedUntil = Date.parse(recorded?.endedAt ?? '') || null
  const since = recordedUntil ?? now() - PAST_MS
  // What is told of a future was told by a clock that was wrong.
  const latestAt = now() + SKEW_MS
  const events = (await store.events(streamId, since)).filter(({ at }) => at <= latestAt)
  // What began in the very moment of the recorded end is part of it.
  const isNew = ({ type, at }: StreamEvent): boolean =>
    recorded === null || at > since || (type !== 'active' && type !== 'connected')
  const toldAt = latest(events.filter(({ id }) => !id.startsWith(OBSERVED)))
  // Where nobody tells, Mux is asked once a minute: a hiccup may seem that much longer.
  const gapMs = wantedGapMs + (toldAt === 0 ? OBSERVED_MS : 0)
  const { status, broadcasts } = streamLife(events.filter(isNew), gapMs)
  const life: KnownLife = {
    status,
    changedAt: latest(events),
    toldAt,
    recordedUntil,
    unrecordedSince: null,
    last: recorded,
  }
  const figuresOf = async (span: BroadcastSpan, until: number): Promise<Broadcast> => {
    const record = await store.record({ streamId, from: span.startedAt, to: until })
    return summarize(record, span, { recordEvery, until })
  }
  let againInMs: number | null = null
  for (const span of broadcasts) {
    const { id, startedAt, endedAt } = span
    if (id === recorded?.id) continue
    if (endedAt === null) {
      life.unrecordedSince ??= startedAt
      continue
    }
    // Before the samples are read: what is kept later is not in the figures.
    const isOver = now() >= endedAt + gapMs && isCaughtUp(streamId)
    /* One after the other: the last one is what is told. */
    /* oxlint-disable no-await-in-loop */
    life.last = await figuresOf(span, endedAt)
    if (isOver) {
      await teller.record({ streamId, broadcast: life.last })
      life.recordedUntil = endedAt
    } else {
      life.unrecordedSince ??= startedAt
      againInMs = Math.max(CATCH_UP_MS, endedAt + gapMs - now())
    }
    /* oxlint-enable no-await-in-loop */
  }
  void teller.look()
  return { life, againInMs }
}

const latest = (events: readonly StreamEvent[]): number =>
  Math.max(0, ...events.map(({ at }) => at))
