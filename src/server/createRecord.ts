import { HOUR_MS } from '../core/KeptBucket'
import { isUnset } from '../mux/MuxClient'
import { Broadcasts } from './Broadcasts'
import { EndTeller } from './EndTeller'
import { Fallbacks } from './Fallbacks'
import type { FaultLog } from './FaultLog'
import { Lease } from './Lease'
import { memoryStore } from './memoryStore'
import type { MuxViewersOptions } from './MuxViewersOptions'
import { Retention, retentionOf } from './Retention'
import { SampleWriter } from './SampleWriter'

/** How often a reading is kept where the app does not say, in milliseconds. */
export const RECORD_EVERY_MS = 15_000

/** A stream that is live again so soon after it ended has not ended, in milliseconds. */
const GAP_MS = 60_000

/** What keeps a stream's past, as far as the options ask for it. */
export interface Record {
  writer: SampleWriter | undefined
  retention: Retention | undefined
  fallbacks: Fallbacks | undefined
  broadcasts: Broadcasts | undefined
}

/** What {@link createRecord} needs beside the options. */
export interface RecordContext {
  now: () => number
  faultLog: FaultLog
  /** Told of a stream that there is. */
  found: (streamId: string) => void
}

/** Makes what keeps a stream's past. */
export function createRecord(
  options: MuxViewersOptions,
  { now, faultLog, found }: RecordContext,
): Record {
  const { mux, store, onSnapshot, fallback, onBroadcastEnd } = options
  const { recordEvery = RECORD_EVERY_MS, broadcastGap = GAP_MS } = options
  const recordEveryMs = recordEvery
  const writer =
    (store ?? onSnapshot) &&
    new SampleWriter({
      store,
      onSnapshot,
      recordEveryMs,
      keepsMs: retentionOf(options.retention).samples,
      now,
      written: async () => retention?.look(),
      faultLog,
    })
  // Webhooks are of use without a store too: then for as long as this process runs.
  const takesWebhooks = mux.webhookSecret !== undefined && !isUnset(mux.webhookSecret)
  const life = store ?? (takesWebhooks ? memoryStore() : undefined)
  const broadcasts =
    life &&
    new Broadcasts({
      store: life,
      now,
      gapMs: broadcastGap,
      recordEveryMs,
      hasSamples: store !== undefined,
      isCaughtUp: (streamId) => writer?.isCaughtUp(streamId) !== false,
      found,
      faultLog,
      teller: new EndTeller({ store: life, onBroadcastEnd, faultLog, now }),
    })
  const lease = new Lease({ name: 'retention', lastsMs: HOUR_MS, store, now, faultLog })
  const retention: Retention | undefined =
    store &&
    broadcasts &&
    new Retention({
      store,
      broadcasts,
      retention: options.retention,
      recordEveryMs,
      lease,
      now,
      faultLog,
    })
  const fallbacks = (store ?? fallback) && new Fallbacks({ store, fallback, faultLog, now })
  return { writer, retention, fallbacks, broadcasts }
}
