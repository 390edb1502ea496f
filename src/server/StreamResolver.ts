import { LRUCache } from 'lru-cache'
import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import type { FaultLog } from './FaultLog'

/** Makes the id that was asked into that of a live stream; `null` or `undefined`: there is none. */
export type ResolveStream = (
  id: string,
) => string | null | undefined | Promise<string | null | undefined>

/** How long what `resolve` said holds, in milliseconds; and that it failed. */
const HOLDS_MS = 60_000
const FAILED_MS = 5_000

/** How long it may take, in milliseconds. */
const TIMEOUT_MS = 5_000

const MAX_IDS = 10_000

/** Asks the app's `resolve` once a minute for each id, however many wait. */
export class StreamResolver {
  readonly #resolve: ResolveStream
  readonly #faultLog: FaultLog
  readonly #ids = new LRUCache<string, Promise<string | ViewersError>>({ max: MAX_IDS })

  constructor(resolve: ResolveStream, faultLog: FaultLog) {
    this.#resolve = resolve
    this.#faultLog = faultLog
  }

  /** The id of the live stream, or why there is none; never rejects, and takes no longer than `maxWaitMs`. */
  async streamIdOf(id: string, maxWaitMs: number): Promise<string | ViewersError> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const enough = new Promise<ViewersError>((resolve) => {
      timer = setTimeout(() => resolve(late()), maxWaitMs)
    })
    const streamId = await Promise.race([this.#keptOrAsked(id), enough])
    clearTimeout(timer)
    return streamId
  }

  #keptOrAsked(id: string): Promise<string | ViewersError> {
    const kept = this.#ids.get(id)
    if (kept !== undefined) return kept
    const asked = this.#ask(id)
    this.#ids.set(id, asked, { ttl: HOLDS_MS })
    return asked
  }

  async #ask(id: string): Promise<string | ViewersError> {
    let timer: ReturnType<typeof setTimeout> | undefined
    // What it throws at once is kept as briefly as what it rejects with.
    await Promise.resolve()
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(failed()), TIMEOUT_MS)
      })
      const given = await Promise.race([this.#resolve(id), late])
      if (given === null || given === undefined) return unknown()
      if (isStreamId(given)) return given
      return this.#failed(id, failed())
    } catch (error) {
      if (isViewersError(error)) return this.#failed(id, error)
      this.#faultLog.tellThrown('`resolve` of createMuxViewers failed.', error)
      return this.#failed(id, failed())
    } finally {
      clearTimeout(timer)
    }
  }

  /** A failure is asked again sooner than an answer. */
  #failed(id: string, error: ViewersError): ViewersError {
    this.#ids.set(id, Promise.resolve(error), { ttl: FAILED_MS })
    return error
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
