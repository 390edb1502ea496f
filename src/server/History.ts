import { LRUCache } from 'lru-cache'
import {
  inSteps,
  readHistoryRequest,
  writeHistory,
  type HistoryRequest,
  type HistoryStretch,
  type ViewerHistory,
} from '../core/history'
import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { atMost } from './atMost'
import type { FaultLog } from './FaultLog'
import { inTime } from './inTime'
import type { StreamResolver } from './StreamResolver'
import type { ViewersStore } from './ViewersStore'

/** A history that was read holds so long, in milliseconds: a database is not asked for each visitor. */
export const HISTORY_HOLDS_MS = 5_000

/** A store that takes longer has failed, in milliseconds. */
const PATIENCE_MS = 10_000

/** What a store has not answered so long is over, in milliseconds. */
const LOST_MS = 60_000

/** So many are read at the same time, so that others find a connection, and so many points of those that were read are kept. */
const MAX_AT_ONCE = 4
const MAX_POINTS_KEPT = 50_000

/** What {@link History} needs. */
export interface HistoryOptions {
  store?: ViewersStore | undefined
  resolver?: StreamResolver | undefined
  /** How long an answer waits for `resolver`, in milliseconds. */
  maxWaitMs: number
  recordEveryMs: number
  now: () => number
  faultLog: FaultLog
}

interface Read {
  at: number
  history: ViewerHistory
}

/** What was read of streams, in equal steps, for any number of visitors. */
export class History {
  readonly #options: HistoryOptions
  readonly #read = new LRUCache<string, Read>({
    max: 1_000,
    maxSize: MAX_POINTS_KEPT,
    sizeCalculation: ({ history }) => 1 + history.points.length,
  })
  readonly #reading = new Map<string, Promise<ViewerHistory>>()
  #underWay = 0
  #isFailing = false

  constructor(options: HistoryOptions) {
    this.#options = options
  }

  /** The history that is asked for; it carries the id that was asked. Rejects with a `ViewersError`, and with nothing else. */
  async of(request: HistoryRequest): Promise<ViewerHistory> {
    const { store, resolver, maxWaitMs, now } = this.#options
    if (store === undefined) throw new ViewersError('not_found', NO_STORE)
    if (!isStreamId(request.streamId)) throw new ViewersError('invalid_request', BAD_ID)
    const stretch = readHistoryRequest(request, now())
    const streamId = resolver
      ? await resolver.streamIdOf(request.streamId, maxWaitMs)
      : request.streamId
    if (isViewersError(streamId)) throw streamId
    const history = await this.#ofStream(store, streamId, stretch)
    return { ...history, streamId: request.streamId }
  }

  async #ofStream(
    store: ViewersStore,
    streamId: string,
    stretch: HistoryStretch,
  ): Promise<ViewerHistory> {
    const { step } = stretch
    // Visitors who ask for the same steps ask for the same.
    const [first, end] = [Math.floor(stretch.from / step), Math.ceil(stretch.to / step)]
    const key = `${streamId} ${first} ${end} ${step}`
    const kept = this.#read.get(key)
    if (kept !== undefined && performance.now() - kept.at < HISTORY_HOLDS_MS) return kept.history
    let reading = this.#reading.get(key)
    if (reading === undefined) {
      if (this.#underWay >= MAX_AT_ONCE) throw new ViewersError('unavailable', BUSY)
      reading = this.#ask(store, streamId, stretch)
      this.#reading.set(key, reading)
      try {
        this.#read.set(key, { at: performance.now(), history: await reading })
      } finally {
        this.#reading.delete(key)
      }
    }
    return reading
  }

  async #ask(
    store: ViewersStore,
    streamId: string,
    stretch: HistoryStretch,
  ): Promise<ViewerHistory> {
    // What is too much even in the longest steps is no question for a database.
    inSteps(stretch, 0)
    const { faultLog } = this.#options
    const asked = this.#query(store, streamId, stretch)
    this.#underWay += 1
    // A question that nobody waits for any more still has its connection.
    void atMost(
      asked.catch(() => undefined),
      LOST_MS,
    ).then(() => (this.#underWay -= 1))
    try {
      const history = await inTime(asked, PATIENCE_MS)
      this.#isFailing = false
      return history
    } catch (error) {
      if (isViewersError(error)) throw error
      if (!this.#isFailing) faultLog.tellThrown(NOT_READ, error)
      this.#isFailing = true
      throw new ViewersError('unavailable', `${NOT_READ} The reason is in the log of the server.`)
    }
  }

  async #query(
    store: ViewersStore,
    streamId: string,
    stretch: HistoryStretch,
  ): Promise<ViewerHistory> {
    const { recordEveryMs: recordEvery, now } = this.#options
    const longestStep = await store.longestStep({ streamId, ...stretch })
    const range = { streamId, ...inSteps(stretch, longestStep), recordEvery }
    return writeHistory(range, await store.buckets(range), now())
  }
}

const NO_STORE =
  'No history is kept: createMuxViewers has no `store`. Give it one: sqlStore({ db, dialect }), or memoryStore().'
const BAD_ID = 'This is no stream id: it is 1 to 128 letters, digits, _ or -.'
const BUSY = 'Too many histories are read at the moment. Ask again in a few seconds.'
const NOT_READ = 'The store did not give the history of a stream.'
