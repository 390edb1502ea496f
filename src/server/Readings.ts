import { LRUCache } from 'lru-cache'
import type { ViewerSnapshot } from '../core/snapshot'
import type { ViewersSource } from '../core/source'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { askSource, UPSTREAM_TIMEOUT_MS } from './askSource'
import type { FaultLog } from './FaultLog'
import {
  isDue,
  newStreamReading,
  noteFailure,
  noteReading,
  writeSnapshot,
  type StreamReading,
} from './StreamReading'

/** How many streams are remembered; the one not asked for longest is forgotten first. */
const MAX_STREAMS = 10_000

/** What {@link Readings} needs. */
export interface ReadingsOptions {
  sources: readonly ViewersSource[]
  faultLog: FaultLog
  now: () => number
  maxWaitMs: number
}

/** How one answer is to be brought about. */
export interface ReadOptions {
  /** Keeps the process awake for what goes on after the answer. */
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined
  /** Aborted when nobody waits any more; the asking itself goes on, for the others. */
  signal?: AbortSignal | undefined
}

/** A snapshot, and for how long nobody can give a newer one, in milliseconds. */
export interface Answer {
  snapshot: ViewerSnapshot
  holdsMs: number
}

/** The readings of one server process: one upstream call per stream per TTL, failures included. */
export class Readings {
  readonly #options: ReadingsOptions
  readonly #streams = new LRUCache<string, StreamReading>({ max: MAX_STREAMS })
  #source: ViewersSource | undefined

  constructor(options: ReadingsOptions) {
    this.#options = options
  }

  /** An answer for one stream; never rejects. What has expired is refreshed first, for as long as `maxWaitMs`. */
  async read(streamId: string, { waitUntil, signal }: ReadOptions = {}): Promise<Answer> {
    const { now, maxWaitMs } = this.#options
    const source = this.#usableSource()
    if (isViewersError(source)) return this.#unusable(streamId, source)

    let stream = this.#streams.get(streamId)
    if (stream === undefined) {
      stream = newStreamReading(streamId)
      this.#streams.set(streamId, stream)
    }
    // An attempt can be cut off with the request that began it (edge runtimes): then it never settles.
    const isLost = now() - stream.askedAt > 2 * UPSTREAM_TIMEOUT_MS
    if (isDue(stream, now()) && (stream.flight === null || isLost)) {
      stream.flight = this.#refresh(stream, source)
      waitUntil?.(stream.flight)
    }
    if (stream.flight !== null) await settled(stream.flight, maxWaitMs, signal)
    return this.#answer(stream, source)
  }

  #answer(stream: StreamReading, source: ViewersSource): Answer {
    const now = this.#options.now()
    const snapshot = writeSnapshot(stream, source, now)
    if (stream.last === null && stream.error === null) {
      const message =
        '[mux-viewers] Mux has not answered yet. The number comes with one of the next answers.'
      snapshot.error = { code: 'timeout', at: 'mux', message }
    }
    // An error may be over before its pace says so: a copy of it is kept no longer than a reading.
    const holdsMs = stream.flight === null ? Math.min(stream.nextAskAt - now, source.ttlMs) : 0
    return { snapshot, holdsMs: Math.max(0, holdsMs) }
  }

  async #refresh(stream: StreamReading, source: ViewersSource): Promise<void> {
    const { now, faultLog } = this.#options
    const askedAt = now()
    stream.askedAt = askedAt
    const outcome = await askSource(source, stream.streamId)
    // Given up for lost, and asked anew since.
    if (stream.askedAt !== askedAt) return
    stream.flight = null
    if (isViewersError(outcome)) noteFailure(stream, outcome, source.ttlMs, now())
    else noteReading(stream, outcome, source.ttlMs, now())
    faultLog.noteOutcome(stream, source.name)
  }

  /** The first source that is configured. Once found it stays: the unit must not change under a dot. */
  #usableSource(): ViewersSource | ViewersError {
    if (this.#source !== undefined) return this.#source
    const sentences: string[] = []
    for (const source of this.#options.sources) {
      const sentence = missing(source)
      if (sentence === null) {
        this.#source = source
        return source
      }
      this.#options.faultLog.tellOnce(sentence)
      sentences.push(sentence)
    }
    return new ViewersError('unauthorized', sentences.join(' '), { at: 'mux' })
  }

  #unusable(streamId: string, { code, at, message }: ViewersError): Answer {
    const pollAfterMs = Math.min(...this.#options.sources.map((source) => source.ttlMs))
    return {
      snapshot: {
        streamId,
        viewers: null,
        source: null,
        stream: 'unknown',
        pollAfterMs,
        error: { code, at, message },
      },
      holdsMs: 0,
    }
  }
}

function missing(source: ViewersSource): string | null {
  try {
    return source.missing()
  } catch {
    return `The source "${source.name}" failed when it was asked what it needs.`
  }
}

/** Waits for `flight`, but not longer than `maxWaitMs` nor than anybody listens. */
async function settled(
  flight: Promise<void>,
  maxWaitMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) return
  let stop = (): void => undefined
  const enough = new Promise<void>((resolve) => {
    const end = (): void => resolve()
    const timer = setTimeout(end, maxWaitMs)
    signal?.addEventListener('abort', end)
    stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
    }
  })
  await Promise.race([flight, enough])
  stop()
}
