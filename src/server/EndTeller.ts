import type { Broadcast } from '../core/snapshot'
import type { FaultLog } from './FaultLog'
import { later } from './later'
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
  /** Ends of which this process is telling, or has told though the store did not hear of it. */
  readonly #telling = new Map<string, 'begun' | 'told'>()
  readonly #ongoing = new Set<Promise<void>>()
  #lookedAt = Number.NEGATIVE_INFINITY
  #isFailing = false
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: EndTellerOptions) {
    this.#options = options
  }

  /** Keeps the figures of a broadcast unless they are kept; whoever keeps them tells. Rejects when the store does. */
  async record(ended: EndedBroadcast): Promise<void> {
    const { store, onBroadcastEnd } = this.#options
    if (!(await store.addBroadcast(ended))) return
    if (onBroadcastEnd === undefined) await store.told(ended)
    // Not waited for: it is the app's, and may take as long as it likes.
    else void this.tell()
  }

  /** Waits until whoever is being told has been told; never rejects. */
  async settle(): Promise<void> {
    await Promise.all(this.#ongoing)
  }

  /** Looks once a minute for what a process that has died could not tell any more; never rejects. */
  async look(): Promise<void> {
    if (performance.now() - this.#lookedAt < CLAIM_MS) return
    await this.tell()
  }

  /** Tells of all that nobody was told of; never rejects. */
  async tell(): Promise<void> {
    const ongoing = this.#tellAll()
    this.#ongoing.add(ongoing)
    await ongoing
    this.#ongoing.delete(ongoing)
  }

  async #tellAll(): Promise<void> {
    const { store, onBroadcastEnd, faultLog, now } = this.#options
    this.#lookedAt = performance.now()
    if (onBroadcastEnd === undefined) return
    try {
      for (;;) {
        // Some are given each time.
        // oxlint-disable-next-line no-await-in-loop
        const claimed = await store.claimUntold(now(), now() + CLAIM_MS)
        this.#isFailing = false
        if (claimed.length === 0) return
        // oxlint-disable-next-line no-await-in-loop
        await Promise.all(claimed.map((ended) => this.#tellOne(ended, onBroadcastEnd)))
      }
    } catch (error) {
      if (!this.#isFailing) {
        const sentence = 'The store did not take or give which ends nobody was told of.'
        faultLog.tellThrown(sentence, error)
      }
      this.#isFailing = true
      this.#later()
    }
  }

  async #tellOne(ended: EndedBroadcast, onBroadcastEnd: OnBroadcastEnd): Promise<void> {
    const { store, faultLog } = this.#options
    const key = `${ended.streamId} ${ended.broadcast.id}`
    if (this.#telling.get(key) === 'begun') return
    try {
      if (!this.#telling.has(key)) {
        this.#telling.set(key, 'begun')
        await onBroadcastEnd(ended.broadcast, { streamId: ended.streamId })
        this.#telling.set(key, 'told')
      }
    } catch (error) {
      this.#telling.delete(key)
      const sentence =
        '`onBroadcastEnd` of createMuxViewers failed. It is called again in a minute.'
      faultLog.tellThrown(sentence, error)
      this.#later()
      return
    }
    await store.told(ended)
    this.#telling.delete(key)
  }

  #later(): void {
    if (this.#retry !== undefined) return
    this.#retry = later(() => {
      this.#retry = undefined
      void this.tell()
    }, CLAIM_MS + 1_000)
  }
}
