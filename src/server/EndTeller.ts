import type { Broadcast } from '../core/snapshot'
import type { FaultLog } from './FaultLog'
import type { EndedBroadcast, ViewersStore } from './ViewersStore'

/** Who has begun to tell and has not ended after this is taken for dead, in milliseconds. */
const CLAIM_MS = 60_000

/** Called once for each broadcast that has ended; after a crash in the middle of it, once more. */
export type OnBroadcastEnd = (broadcast: Broadcast, about: { streamId: string }) => unknown

/** What {@link EndTeller} needs. */
export interface EndTellerOptions {
  store: ViewersStore
  onBroadcastEnd?: OnBroadcastEnd | undefined
  faultLog: FaultLog
  now: () => number
}

/** Records how broadcasts ended, and tells the app of each. */
export class EndTeller {
  readonly #options: EndTellerOptions
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: EndTellerOptions) {
    this.#options = options
  }

  /** Keeps the figures of a broadcast unless they are kept; whoever keeps them tells. Rejects when the store does. */
  async record(ended: EndedBroadcast): Promise<void> {
    const { store, onBroadcastEnd } = this.#options
    if (!(await store.addBroadcast(ended))) return
    if (onBroadcastEnd === undefined) await store.told(ended)
    else await this.tell()
  }

  /** Tells of all that nobody was told of; never rejects. */
  async tell(): Promise<void> {
    const { store, onBroadcastEnd, faultLog, now } = this.#options
    if (onBroadcastEnd === undefined) return
    try {
      const claimed = await store.claimUntold(now(), now() + CLAIM_MS)
      await Promise.all(claimed.map((ended) => this.#tellOne(ended, onBroadcastEnd)))
    } catch (error) {
      faultLog.tellThrown('The store did not say which broadcasts have ended.', error)
      this.#later()
    }
  }

  async #tellOne(ended: EndedBroadcast, onBroadcastEnd: OnBroadcastEnd): Promise<void> {
    const { store, faultLog } = this.#options
    try {
      await onBroadcastEnd(ended.broadcast, { streamId: ended.streamId })
    } catch (error) {
      const sentence =
        '`onBroadcastEnd` of createMuxViewers failed. It is called again in a minute.'
      faultLog.tellThrown(sentence, error)
      this.#later()
      return
    }
    await store.told(ended)
  }

  #later(): void {
    if (this.#retry !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      void this.tell()
    }, CLAIM_MS + 1_000)
    ;(this.#retry as { unref?: () => void }).unref?.()
  }
}
