import { isViewersError, type ViewersError, type ViewersErrorCode } from '../core/ViewersError'
import { canReadStatus, readLiveStreamStatus, type LiveStreamStatus } from '../mux/liveStreamStatus'
import type { MuxClient } from '../mux/MuxClient'
import type { FaultLog } from './FaultLog'
import type { GuardedCache } from './GuardedCache'
import { ageOf, type Kept } from './Kept'
import { KeptAnswers, type WaitUntil } from './KeptAnswers'
import { PacedUpstream } from './PacedUpstream'
import { SharedAnswers } from './SharedAnswers'
import { SharedSlots } from './SharedSlots'

/** How long Mux's word on a stream holds, in milliseconds. */
export const STATE_TTL_MS = 60_000

/** How long it holds that there is no such stream, in milliseconds. */
const MISSING_TTL_MS = 600_000

/** A word that could not be renewed is believed so long, in milliseconds. */
const BELIEVED_MS = 180_000

/** Mux bears five requests a second to its Video API: https://www.mux.com/docs/core/make-api-requests */
const PER_SECOND = 4

const STATUSES: readonly unknown[] = ['active', 'idle', 'disabled', 'missing']

/** What {@link StreamStates} needs. */
export interface StreamStatesOptions {
  mux: MuxClient
  faultLog: FaultLog
  now: () => number
  isKnown: (id: string) => boolean
  /** Told of a stream that Mux knows. */
  found: (id: string) => void
  /** Told of each answer of Mux: whether the stream is live, and when it said so. */
  observed?: ((id: string, isLive: boolean, at: number) => Promise<void>) | undefined
  ttlMs: number
  cache?: GuardedCache | undefined
}

/**
 * Whether streams are live, as Mux says, asked for once a minute. Without permission nobody is asked
 * for ten minutes, and nothing is known.
 */
export class StreamStates {
  readonly #options: StreamStatesOptions
  readonly #kept: KeptAnswers<LiveStreamStatus>
  #refusedAt = Number.NEGATIVE_INFINITY
  #loggedCode: ViewersErrorCode | null = null

  constructor(options: StreamStatesOptions) {
    this.#options = options
    const { mux, now, isKnown, found, ttlMs, cache } = options
    const paced = new PacedUpstream<LiveStreamStatus>(
      {
        name: 'state',
        ttlMs,
        perSecond: PER_SECOND * (STATE_TTL_MS / ttlMs),
        manyAtOnce: 1,
        ask: ([streamId]) => ask(mux, streamId!, now),
      },
      cache && new SharedSlots(cache),
    )
    this.#kept = new KeptAnswers({
      now,
      isKnown,
      ask: (id, known, expect) => paced.ask(id, known, expect),
      delay: (known) => paced.delay(known),
      waitMs: (known) => paced.waitMs(known),
      ttlMs: (status) => (status === 'missing' ? MISSING_TTL_MS : ttlMs),
      noted: (kept, waitUntil) => this.#note(kept, waitUntil),
      shared: cache && new SharedAnswers({ cache, prefix: 'state', isValue, now, isKnown, found }),
    })
  }

  /** What is known of `id`, and being asked for; `null` where Mux may not be asked. */
  look(id: string, waitUntil?: WaitUntil): Kept<LiveStreamStatus> | null {
    const isRefused = performance.now() - this.#refusedAt < MISSING_TTL_MS
    return isRefused || !canReadStatus(this.#options.mux) ? null : this.#kept.look(id, waitUntil)
  }

  /** What is known of `id`, without asking. */
  peek(id: string): Kept<LiveStreamStatus> | null {
    return this.#kept.peek(id) ?? null
  }

  /** What Mux said, while it can be believed. */
  believed(kept: Kept<LiveStreamStatus> | null): LiveStreamStatus | null {
    if (kept?.last == null) return null
    const holdsMs = kept.last.value === 'missing' ? MISSING_TTL_MS : BELIEVED_MS
    return ageOf(kept.last, this.#options.now()) < holdsMs ? kept.last.value : null
  }

  #note(kept: Kept<LiveStreamStatus>, waitUntil: WaitUntil): void {
    const { id, error, last } = kept
    const { faultLog, found } = this.#options
    if (error === null && last !== null && last.value !== 'missing') {
      found(id)
      const noted = this.#options.observed?.(id, last.value === 'active', last.answeredAt)
      if (noted !== undefined) waitUntil?.(noted)
    }
    if (error?.code === 'unauthorized' || error?.code === 'forbidden') {
      this.#refusedAt = performance.now()
      faultLog.tellOnce(NO_PERMISSION)
      return
    }
    const code = error?.code ?? null
    // An outage is one, however many streams there are; that this process asks too often is no news.
    if (code === this.#loggedCode || code === 'rate_limited') return
    this.#loggedCode = code
    if (error === null) faultLog.tell('info', 'Mux says again whether streams are live.')
    else faultLog.tell('error', `Mux does not say whether streams are live (${error.code}).`)
  }
}

const NO_PERMISSION =
  'Mux does not say whether streams are live: the access token may not read Mux Video, or is wrong. ' +
  'So a stream that is not live shows an unconfirmed 0. Give the token Mux Video Read to mend it.'

function isValue(value: unknown): value is LiveStreamStatus {
  return STATUSES.includes(value)
}

async function ask(
  mux: MuxClient,
  streamId: string,
  now: () => number,
): Promise<ReadonlyMap<string, LiveStreamStatus | ViewersError>> {
  try {
    return new Map([[streamId, await readLiveStreamStatus({ mux, streamId, now })]])
  } catch (error) {
    if (!isViewersError(error)) throw error
    return new Map([[streamId, error]])
  }
}
