import type { ViewerSnapshot } from '../core/snapshot'
import { tickOf } from '../core/sample'
import { isStreamId } from '../core/streamId'
import { ViewersError } from '../core/ViewersError'
import { atMost } from './atMost'
import type { Broadcasts } from './Broadcasts'
import type { FaultLog } from './FaultLog'
import { inTime } from './inTime'
import type { WaitUntil } from './KeptAnswers'
import type { Lease } from './Lease'
import type { Answer } from './Readings'

/** Options of `viewers.recorder`. */
export interface RecorderOptions {
  /**
   * Ids of the live streams that are recorded, or a function that gives them: it is asked each time. When it
   * fails, that is logged, and those it gave last are recorded.
   */
  streams: readonly string[] | (() => readonly string[] | Promise<readonly string[]>)
  /** Of several processes one records; give recorders of different streams different names. Default `'recorder'`. */
  name?: string | undefined
}

/** What came of one {@link ViewersRecorder.run}. */
export interface RecorderRun {
  /** `false`: another process records, and nothing was read. */
  isLeader: boolean
  /** What was read, as it would be answered; in the order of `streams`. */
  snapshots: ViewerSnapshot[]
}

/** Keeps the history of streams while nobody looks. */
export interface ViewersRecorder {
  /** Reads all streams now and once in each tick (`recordEvery`), until it is stopped; keeps the process alive. Calling it again does nothing. */
  start(): void
  /** Reads no more, and lets another process record at once. Resolves when what was under way is over. */
  stop(): Promise<void>
  /**
   * Reads all streams once, for a cron job: resolves when what was read is kept, ends are recorded and told, and what is old is
   * thinned. Never rejects; trouble with Mux is `error` in a snapshot.
   */
  run(): Promise<RecorderRun>
}

/** The app's `streams` may take so long, in milliseconds. */
const STREAMS_MS = 5_000

/** What is known of a stream's life is looked at for so many at once, and for so long, in milliseconds. */
const LIVES_AT_ONCE = 20
const LIVES_MS = 2_000

/** So long what was read may take until it is kept, in milliseconds. */
const SETTLE_MS = 20_000

/** A reading that is under way is looked at again so soon, in milliseconds. */
const AGAIN_MS = 500

/** What {@link Recorder} needs. */
export interface RecorderNeeds extends RecorderOptions {
  read: (streamId: string, waitUntil: WaitUntil) => Answer | Promise<Answer>
  broadcasts: Broadcasts | undefined
  lease: Lease
  /** Called once in each round; never rejects. */
  thin: () => Promise<void>
  recordEveryMs: number
  now: () => number
  faultLog: FaultLog
}

/** Reads streams by the same cache and limiter as the visitors do, in one of several processes. */
export class Recorder implements ViewersRecorder {
  readonly #needs: RecorderNeeds
  #streams: readonly string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #round: Promise<unknown> | undefined
  /** Ends a pause before its time. */
  #wake = (): void => undefined

  constructor(needs: RecorderNeeds) {
    this.#needs = needs
    const given: unknown = needs.streams
    const isGood =
      typeof given === 'function' || (Array.isArray(given) && given.every((id) => isStreamId(id)))
    if (!isGood) throw new ViewersError('invalid_request', BAD_STREAMS)
  }

  readonly start = (): void => {
    if (this.#timer === undefined) this.#tick()
  }

  readonly stop = async (): Promise<void> => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wake()
    await this.#round
    await this.#needs.lease.giveBack()
  }

  readonly run = async (): Promise<RecorderRun> => {
    const { broadcasts, thin } = this.#needs
    const begun: Promise<unknown>[] = []
    const run = await this.#readAll((promise) => void begun.push(promise))
    if (!run.isLeader) return run
    // What is waited for may begin more.
    const settle = async (): Promise<void> => {
      // oxlint-disable-next-line no-await-in-loop
      while (begun.length > 0) await Promise.allSettled(begun.splice(0))
      await broadcasts?.settle()
      await thin()
    }
    await atMost(settle(), SETTLE_MS)
    return run
  }

  #tick(): void {
    const { recordEveryMs, now } = this.#needs
    const ends = tickOf(now(), recordEveryMs) + recordEveryMs
    this.#timer = setTimeout(() => this.#tick(), ends - now())
    // One that takes longer than a tick goes on, and the next one is left out.
    this.#round ??= this.#record(ends).finally(() => (this.#round = undefined))
  }

  /** One tick: who has a reading of the tick before is asked again when it has run out. */
  async #record(ends: number): Promise<void> {
    const { now, recordEveryMs, thin, read } = this.#needs
    const begins = ends - recordEveryMs
    const { isLeader, snapshots } = await this.#readAll()
    if (!isLeader) return
    void thin()
    let old = snapshots
      .filter((snapshot) => isOld(snapshot, begins))
      .map(({ streamId }) => streamId)
    let waitMs = AGAIN_MS
    while (old.length > 0 && this.#timer !== undefined && now() + waitMs < ends) {
      const pauseMs = waitMs
      // oxlint-disable-next-line no-await-in-loop
      await this.#pause(pauseMs)
      // oxlint-disable-next-line no-await-in-loop
      const answers = await Promise.all(old.map(async (id) => read(id, undefined)))
      const still = answers.filter(({ snapshot }) => isOld(snapshot, begins))
      old = still.map(({ snapshot }) => snapshot.streamId)
      waitMs = Math.max(AGAIN_MS, Math.min(...still.map(({ holdsMs }) => holdsMs)))
    }
  }

  async #pause(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
      this.#wake = resolve
    })
    clearTimeout(timer)
  }

  async #readAll(waitUntil?: WaitUntil): Promise<RecorderRun> {
    const { lease, broadcasts, read } = this.#needs
    if (!(await lease.take())) return { isLeader: false, snapshots: [] }
    const streams = await this.#ask()
    if (broadcasts !== undefined) await atMost(this.#look(streams, broadcasts), LIVES_MS)
    const answers = await Promise.all(streams.map(async (id) => read(id, waitUntil)))
    return { isLeader: true, snapshots: answers.map(({ snapshot }) => snapshot) }
  }

  /** A few at a time: their lives come of the database, and ends that are over are recorded. */
  async #look(streams: readonly string[], broadcasts: Broadcasts): Promise<void> {
    for (let from = 0; from < streams.length; from += LIVES_AT_ONCE) {
      const some = streams.slice(from, from + LIVES_AT_ONCE)
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all(some.map((id) => broadcasts.renew(id)))
    }
  }

  async #ask(): Promise<readonly string[]> {
    const { streams, faultLog } = this.#needs
    if (typeof streams !== 'function') return streams
    try {
      const given: readonly unknown[] = await inTime((async () => streams())(), STREAMS_MS)
      const good = [...new Set(given)].filter(isStreamId)
      if (good.length < new Set(given).size) faultLog.tellOnce(BAD_STREAMS)
      this.#streams = good
    } catch (error) {
      faultLog.tellThrown(NO_STREAMS, error)
    }
    return this.#streams
  }
}

/** Whether a stream may have a newer number in the tick that began at `begins`. */
function isOld({ source, stream, asOf, error }: ViewerSnapshot, begins: number): boolean {
  if (stream === 'idle' || stream === 'ended' || error?.code === 'not_found') return false
  return source !== 'mux' || asOf === undefined || Date.parse(asOf) < begins
}

const BAD_STREAMS =
  'The recorder was given `streams` that are no list of ids of live streams: an id is 1 to 128 letters, digits, _ or -. What is none is not recorded.'
const NO_STREAMS = '`streams` of the recorder failed. Those it gave last are recorded.'
