import { LRUCache } from 'lru-cache'
import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError, type ViewersErrorCode } from '../core/ViewersError'
import type { FaultLog } from './FaultLog'
import { Flight } from './Flight'
import { inTime } from './inTime'
import type { WaitUntil } from './KeptAnswers'

/** Makes the id that was asked into that of a live stream; `null` or `undefined`: there is none. */
export type ResolveStream = (
  id: string,
) => string | null | undefined | Promise<string | null | undefined>

/** How long what `resolve` said holds, in milliseconds; and that it failed. */
const HOLDS_MS = 60_000
const FAILED_MS = 5_000

/** How long it may take, in milliseconds. */
const TIMEOUT_MS = 5_000

/** A look that has not ended so long after it began was cut off with the request that began it (edge runtimes), in milliseconds. */
const LOST_MS = TIMEOUT_MS + 500

const MAX_IDS = 10_000

/** What is known of one id. */
interface Resolved {
  /** The last good answer. */
  streamId: string | null
  /** Why there is no new one. */
  error: ViewersError | null
  /** Not asked again before this, by how long this process runs. */
  until: number
  looking: { flight: Flight; begunAt: number } | null
  loggedCode: ViewersErrorCode | null
}

/** What `resolve` said, and what it threw. */
interface Outcome {
  streamId: string | null
  error: ViewersError | null
  thrown?: unknown
}

/** Asks the app's `resolve` once a minute for each id, however many wait; when it fails, what it said last stands. */
export class StreamResolver {
  readonly #resolve: ResolveStream
  readonly #faultLog: FaultLog
  readonly #ids = new LRUCache<string, Resolved>({ max: MAX_IDS })

  constructor(resolve: ResolveStream, faultLog: FaultLog) {
    this.#resolve = resolve
    this.#faultLog = faultLog
  }

  /** The id of the live stream, or why there is none; never rejects, and takes no longer than `maxWaitMs`. */
  async streamIdOf(
    id: string,
    maxWaitMs: number,
    waitUntil?: WaitUntil,
  ): Promise<string | ViewersError> {
    const now = performance.now()
    let resolved = this.#ids.get(id)
    if (resolved === undefined) {
      resolved = { streamId: null, error: null, until: now, looking: null, loggedCode: null }
      this.#ids.set(id, resolved)
    }
    if (resolved.looking !== null && now - resolved.looking.begunAt > LOST_MS)
      resolved.looking = null
    if (resolved.looking === null && now >= resolved.until) {
      resolved.looking = { flight: new Flight(), begunAt: now }
      const looked = this.#look(id, resolved, resolved.looking.flight)
      waitUntil?.(looked)
    }
    if (resolved.looking !== null) await resolved.looking.flight.wait(maxWaitMs)
    return resolved.streamId ?? resolved.error ?? late()
  }

  async #look(id: string, resolved: Resolved, flight: Flight): Promise<void> {
    const { streamId, error, thrown } = await this.#ask(id)
    // Given up for lost, and asked anew since.
    if (resolved.looking?.flight === flight) {
      resolved.looking = null
      const isFailure = error !== null && error.code !== 'not_found'
      // A failure takes nothing away of what was said before.
      if (!isFailure) resolved.streamId = streamId
      resolved.error = error
      resolved.until = performance.now() + (isFailure ? FAILED_MS : HOLDS_MS)
      this.#tell(id, resolved, isFailure ? error : null, thrown)
    }
    flight.land()
  }

  async #ask(id: string): Promise<Outcome> {
    // What it throws at once is kept as briefly as what it rejects with.
    await Promise.resolve()
    try {
      const given = await inTime(this.#resolve(id), TIMEOUT_MS, failed)
      if (given === null || given === undefined) return { streamId: null, error: unknown() }
      return isStreamId(given)
        ? { streamId: given, error: null }
        : { streamId: null, error: failed() }
    } catch (thrown) {
      if (isViewersError(thrown)) return { streamId: null, error: thrown }
      return { streamId: null, error: failed(), thrown }
    }
  }

  /** Tells the log once until it changes. */
  #tell(id: string, resolved: Resolved, error: ViewersError | null, thrown: unknown): void {
    const code = error?.code ?? null
    if (code === resolved.loggedCode) return
    resolved.loggedCode = code
    if (error === null) return
    const sentence = `\`resolve\` of createMuxViewers failed for ${id} (${error.code}).`
    if (thrown === undefined) this.#faultLog.tell('error', sentence)
    else this.#faultLog.tellThrown(sentence, thrown)
  }
}

const unknown = (): ViewersError =>
  new ViewersError('not_found', 'There is no live stream with this id. Check the id that is given.')

const late = (): ViewersError =>
  new ViewersError(
    'timeout',
    'The live stream with this id has not been looked up yet: `resolve` of createMuxViewers takes long. It comes with one of the next answers.',
  )

const failed = (): ViewersError =>
  new ViewersError(
    'unavailable',
    'The live stream with this id could not be looked up: `resolve` of createMuxViewers failed, or gave no stream id.',
  )
