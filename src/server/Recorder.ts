import { isNotLive } from '../core/isNotLive'
import type { ViewerSnapshot } from '../core/snapshot'
import { tickOf } from '../core/sample'
import { atMost } from './atMost'
import type { Broadcasts } from './Broadcasts'
import type { FaultLog } from './FaultLog'
import type { WaitUntil } from './KeptAnswers'
import type { Lease } from './Lease'
import type { Answer } from './Readings'
import { RecordedStreams, type StreamsOption } from './RecordedStreams'
import type { SampleWriter } from './SampleWriter'

/** Options of `viewers.recorder`. */
export interface RecorderOptions {
  /**
   * Ids of the live streams that are recorded, or a function that gives them: it is asked each time. When it
   * fails, that is logged, and those it gave last are recorded.
   */
  streams: StreamsOption
  /**
   * Of several processes that have a recorder of one name one records. Give recorders of different streams different
   * names, also those of different apps where they share the tables or, without a store, the shared cache. Letters, digits, `_`, `.` and `-`, 100 at most. Default `'default'`.
   */
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
  /** Reads no more, and lets another process record at once. Resolves when what was read is kept, or after 20 seconds. */
  stop(): Promise<void>
  /**
   * Reads all streams once, for a cron job: resolves when what was read is kept, ends are recorded and told, and what is old is
   * thinned, or after 20 seconds, which is logged. Where they are more than the pace bears, other ones are read each time. Never rejects; trouble
   * with Mux is `error` in a snapshot.
   */
  run(): Promise<RecorderRun>
}

/** What is known of a stream's life is looked at for so many at once; a tick waits for that so long, in milliseconds. */
const LIVES_AT_ONCE = 20
const LIVES_MS = 2_000

/** So long what was read may take until it is kept, in milliseconds. */
const SETTLE_MS = 20_000

/** A reading that is under way is looked at again so soon, in milliseconds. */
const AGAIN_MS = 500

/** What {@link Recorder} needs. */
export interface RecorderNeeds {
  streams: RecordedStreams
  read: (streamId: string, waitUntil: WaitUntil) => Answer | Promise<Answer>
  broadcasts: Broadcasts | undefined
  writer: SampleWriter
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
  #timer: ReturnType<typeof setTimeout> | undefined
  #round: Promise<unknown> | undefined
  #looking: Promise<void> | undefined
  #runs = 0
  /** Ends a pause before its time. */
  #wake = (): void => undefined

  constructor(needs: RecorderNeeds) {
    this.#needs = needs
  }

  readonly start = (): void => {
    if (this.#timer === undefined) this.#tick()
  }

  readonly stop = async (): Promise<void> => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wake()
    await this.#round
    await this.#settle([])
    await this.#giveBack()
  }

  readonly run = async (): Promise<RecorderRun> => {
    const begun: Promise<unknown>[] = []
    this.#runs += 1
    const run = await this.#readAll((promise) => void begun.push(promise))
    if (run.isLeader) await this.#settle(begun)
    this.#runs -= 1
    await this.#giveBack()
    return run
  }

  /** The next cron run may be another process. */
  async #giveBack(): Promise<void> {
    if (this.#timer === undefined && this.#runs === 0) await this.#needs.lease.giveBack()
  }

  /** Waits until what was read is kept, and all that comes of it is done. */
  async #settle(begun: Promise<unknown>[]): Promise<void> {
    const { broadcasts, writer, thin, faultLog } = this.#needs
    const settle = async (): Promise<true> => {
      await this.#looking
      // What is waited for may begin more.
      // oxlint-disable-next-line no-await-in-loop
      while (begun.length > 0) await Promise.allSettled(begun.splice(0))
      await writer.settle(SETTLE_MS)
      await broadcasts?.settle()
      await thin()
      return true
    }
    if ((await atMost(settle(), SETTLE_MS)) !== true) faultLog.tell('error', NOT_SETTLED)
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
    let old = snapshots.filter((snapshot) => isOld(snapshot, begins)).map(idOf)
    let waitMs = AGAIN_MS
    while (old.length > 0 && this.#timer !== undefined && now() + waitMs < ends) {
      /* oxlint-disable no-await-in-loop */
      await this.#pause(waitMs)
      const answers = await Promise.all(old.map(async (id) => read(id, undefined)))
      /* oxlint-enable no-await-in-loop */
      const still = answers.filter(({ snapshot }) => isOld(snapshot, begins))
      old = still.map(({ snapshot }) => idOf(snapshot))
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
    const { lease, broadcasts, read, streams } = this.#needs
    if (!(await lease.take())) return { isLeader: false, snapshots: [] }
    const ids = await streams.ask()
    const inTurn = streams.inTurn(ids)
    if (broadcasts !== undefined) {
      this.#looking ??= lookAt(inTurn, broadcasts).finally(() => (this.#looking = undefined))
      await atMost(this.#looking, LIVES_MS)
    }
    const answers = await Promise.all(inTurn.map(async (id) => read(id, waitUntil)))
    const byId = new Map(inTurn.map((id, index) => [id, answers[index]!.snapshot]))
    streams.noteRead(byId)
    return { isLeader: true, snapshots: ids.map((id) => byId.get(id)!) }
  }
}

/** A few at a time: their lives come of the database, and ends that are over are recorded. */
async function lookAt(streams: readonly string[], broadcasts: Broadcasts): Promise<void> {
  for (let from = 0; from < streams.length; from += LIVES_AT_ONCE) {
    const some = streams.slice(from, from + LIVES_AT_ONCE)
    // oxlint-disable-next-line no-await-in-loop
    await Promise.all(some.map((id) => broadcasts.renew(id)))
  }
}

/** Whether a stream may have a newer number in the tick that began at `begins`. */
function isOld({ source, stream, asOf, error }: ViewerSnapshot, begins: number): boolean {
  if (isNotLive(stream) || error?.code === 'not_found') return false
  return source !== 'mux' || asOf === undefined || Date.parse(asOf) < begins
}

const idOf = ({ streamId }: ViewerSnapshot): string => streamId

const NOT_SETTLED =
  'A run of the recorder ended before all that it read was kept: the store takes long, or does not answer. What waits is written while this process runs.'
