import type { ViewerSnapshot } from '../core/snapshot'
import { isStreamId } from '../core/streamId'
import { ViewersError } from '../core/ViewersError'
import type { FaultLog } from './FaultLog'
import { inTime } from './inTime'

/** Ids of live streams, or a function that gives them. */
export type StreamsOption =
  readonly string[] | (() => readonly string[] | Promise<readonly string[]>)

/** The app's function may take so long, in milliseconds. */
const PATIENCE_MS = 5_000

/** What {@link RecordedStreams} needs. */
export interface RecordedStreamsOptions {
  streams: StreamsOption
  faultLog: FaultLog
  /** Told of each stream that the app names. */
  vouch: (streamId: string) => void
}

/** Which streams are recorded, and whose turn it is first where the pace does not bear all of them. */
export class RecordedStreams {
  readonly #options: RecordedStreamsOptions
  #streams: readonly string[] = []
  /** When streams were read last, by the server's clock. */
  #readAt = new Map<string, number>()

  /** Throws where `streams` are none. */
  constructor(options: RecordedStreamsOptions) {
    this.#options = options
    const given: unknown = options.streams
    const isGood =
      typeof given === 'function' || (Array.isArray(given) && given.every((id) => isStreamId(id)))
    if (!isGood) throw new ViewersError('invalid_request', BAD_STREAMS)
  }

  /** The streams as the app has them now, each one once; when it fails, as it had them last. */
  async ask(): Promise<readonly string[]> {
    const { streams, faultLog, vouch } = this.#options
    try {
      const asked = typeof streams === 'function' ? (async () => streams())() : streams
      const given: unknown = await inTime(asked, PATIENCE_MS)
      if (!Array.isArray(given)) throw new TypeError('`streams` gives a list of ids')
      const ids = new Set<unknown>(given)
      const good = [...ids].filter(isStreamId)
      if (good.length < ids.size) faultLog.tellOnce(BAD_STREAMS)
      this.#streams = good
    } catch (error) {
      faultLog.tellThrown(NO_STREAMS, error)
    }
    for (const id of this.#streams) vouch(id)
    return this.#streams
  }

  /** Who was read longest ago comes first, and of those by lot: another process may have read others. */
  inTurn(ids: readonly string[]): string[] {
    return ids
      .map((id) => ({ id, at: this.#readAt.get(id) ?? 0, lot: Math.random() }))
      .sort((one, other) => one.at - other.at || one.lot - other.lot)
      .map(({ id }) => id)
  }

  /** Notes when streams were read; others are forgotten. */
  noteRead(snapshots: ReadonlyMap<string, ViewerSnapshot>): void {
    const readAt = ({ asOf }: ViewerSnapshot): number => (asOf === undefined ? 0 : Date.parse(asOf))
    this.#readAt = new Map([...snapshots].map(([id, snapshot]) => [id, readAt(snapshot)]))
  }
}

const BAD_STREAMS =
  'The recorder was given `streams` that are no list of ids of live streams: an id is 1 to 128 letters, digits, _ or -. What is none is not recorded.'
const NO_STREAMS = '`streams` of the recorder failed. Those it gave last are recorded.'
