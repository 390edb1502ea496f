import type { Broadcast, StreamState } from '../core/snapshot'
import type { StreamLife } from '../core/streamLife'
import type { LiveStreamStatus } from '../mux/liveStreamStatus'
import type { Broadcasts } from './Broadcasts'
import type { Kept } from './Kept'
import type { WaitUntil } from './KeptAnswers'
import { leftMs } from './leftMs'
import type { KnownLife } from './readLife'
import type { StreamStates } from './StreamStates'

/** A word on the stream that takes longer is not waited for, in milliseconds: the number matters more. */
const STATE_WAIT_MS = 1_000

/** What happened to a stream is believed so long without asking Mux, in milliseconds. */
const TOLD_MS = 600_000

/** The longest reconnect window, in milliseconds: https://www.mux.com/docs/api-reference/video/live-streams/update-live-stream */
const RECONNECT_MAX_MS = 1_800_000

/** What is known of a stream at this moment. */
export interface Live {
  /** `missing`: Mux knows none; `null`: nobody has said. */
  status: StreamLife['status'] | 'missing'
  /** How long nobody can know more, in milliseconds. */
  nextMs: number
  /** Whether a broadcast has ended, and the figures of the last one where they are kept. */
  hasEnded: boolean
  last: Broadcast | null
}

/** What {@link Liveness} needs. */
export interface LivenessOptions {
  states: StreamStates
  broadcasts?: Broadcasts | undefined
  now: () => number
}

/** Whether streams are live: by what happened to them, or what Mux says when it is asked, whichever is newer. */
export class Liveness {
  readonly #options: LivenessOptions

  constructor(options: LivenessOptions) {
    this.#options = options
  }

  /** What is known of a stream; at once where nothing is waited for, and before `until` by how long this process runs. */
  of(streamId: string, waitUntil: WaitUntil, until: number): Live | Promise<Live> {
    const life = this.#options.broadcasts?.lifeOf(streamId, waitUntil) ?? null
    return life instanceof Promise
      ? life.then((known) => this.#with(known, streamId, waitUntil, until))
      : this.#with(life, streamId, waitUntil, until)
  }

  /** What is known already, as a snapshot says it of a stream whose number is asked for. */
  peek(streamId: string): StreamState {
    const { states, broadcasts } = this.#options
    return stateOf(this.#statusOf(broadcasts?.peek(streamId) ?? null, states.peek(streamId)))
  }

  #with(
    life: KnownLife | null,
    streamId: string,
    waitUntil: WaitUntil,
    until: number,
  ): Live | Promise<Live> {
    const { states, now } = this.#options
    // What a webhook has just said need not be asked for; one that never came must not be believed for ever.
    const isTold =
      life?.status === 'deleted' || (life?.status != null && now() - life.toldAt < TOLD_MS)
    const state = isTold ? null : states.look(streamId, waitUntil)
    // Of a stream that is live the number is asked for meanwhile; of any other the state decides whether it is.
    const isLive = stateOf(this.#statusOf(life, state)) !== 'unknown'
    if (isLive || state?.flight == null || state.turnAt - now() >= STATE_WAIT_MS) {
      return this.#live(life, state)
    }
    return state.flight
      .wait(Math.min(leftMs(until), STATE_WAIT_MS))
      .then(() => this.#live(life, state))
  }

  #live(life: KnownLife | null, state: Kept<LiveStreamStatus> | null): Live {
    const nextMs = state === null ? 0 : Math.max(0, state.nextAskAt - this.#options.now())
    const last = life?.last ?? null
    const isKept = this.#options.broadcasts?.hasFigures === true
    const status = this.#statusOf(life, state)
    return { status, nextMs, hasEnded: last !== null, last: isKept ? last : null }
  }

  #statusOf(life: KnownLife | null, state: Kept<LiveStreamStatus> | null): Live['status'] {
    const said = this.#options.states.believed(state)
    if (life?.status == null) return said
    // Mux then says that there is no such stream.
    if (life.status === 'deleted') return life.status
    if (said === null || (state?.last?.answeredAt ?? 0) <= life.changedAt) return life.status
    // To Mux a stream is live also while its encoder is gone, for as long as it waits for it.
    const isWaited = this.#options.now() - life.changedAt < RECONNECT_MAX_MS
    return said === 'active' && life.status === 'reconnecting' && isWaited ? life.status : said
  }
}

/** What a snapshot says of a stream whose number is asked for. */
export function stateOf(status: Live['status']): StreamState {
  return status === 'active' || status === 'reconnecting' ? status : 'unknown'
}
