import type { SourceReading } from '../core/source'
import { isViewersError, ViewersError } from '../core/ViewersError'
import {
  noteFailure,
  noteReading,
  noteTokenError,
  stillToWait,
  type CountsStream,
} from './CountsStream'
import { keepToken } from './keepToken'
import { ASKED_AGAIN, withinTime } from './withinTime'

/** One call, to Mux or for a token, may take this long, in milliseconds. */
const CALL_MS = 5_000

/** All calls of one attempt together: less than the 10 s of the hook, or one slow stream would cost the others their answers. */
const ATTEMPT_MS = 9_500

/** Who is asked. */
export interface CountsUpstream {
  /** Brings a token for one stream, in any form that `readToken` knows. */
  getToken: (streamId: string, about: { signal: AbortSignal }) => unknown
  /** Names that in sentences. */
  tokenFrom: string
  /** Asks Mux. Rejects with a `ViewersError`. */
  readCounts: (token: string, signal: AbortSignal) => Promise<SourceReading>
}

/**
 * One attempt: gets a token where there is none, asks Mux, and notes in `stream` what came of it. A
 * renewal goes on beside the question, asked with the old token, so that it delays no number. When
 * Mux refuses a token of before, it is asked once more with a new one. Never rejects. Once `left` is
 * aborted no token is asked for, and what has not asked Mux by then is as if it had never been.
 */
export async function askCounts(
  stream: CountsStream,
  upstream: CountsUpstream,
  left: AbortSignal,
): Promise<void> {
  const endsAt = performance.now() + ATTEMPT_MS
  const limitMs = (): number =>
    Math.max(1, Math.round(Math.min(CALL_MS, endsAt - performance.now())))
  let hasAsked = false

  /** Nobody's leaving ends it: an answer that is half way serves whoever comes next. */
  const ask = async (token: string): Promise<void> => {
    const askedAt = performance.now()
    hasAsked = true
    try {
      const { signal } = new AbortController()
      const read = (over: AbortSignal): Promise<SourceReading> => upstream.readCounts(token, over)
      noteReading(stream, await withinTime(read, [signal], 'Mux', limitMs()), askedAt)
    } catch (thrown) {
      const error = ofMux(thrown)
      if (isRefusal(error) && stream.token?.token === token) stream.token = null
      throw error
    }
  }

  const renew = async (): Promise<string> => {
    const askedAt = performance.now()
    const get = async (signal: AbortSignal): Promise<unknown> =>
      upstream.getToken(stream.streamId, { signal })
    try {
      if (askedAt < stream.nextTokenAt) throw stillToWait(stream, askedAt)
      const given = await withinTime(get, [left], upstream.tokenFrom, limitMs())
      stream.token = keepToken(given, askedAt)
      stream.tokenError = null
      return stream.token.token
    } catch (thrown) {
      const error = ofToken(thrown)
      if (!left.aborted) noteTokenError(stream, error)
      throw error
    }
  }

  try {
    const now = performance.now()
    const kept = stream.token !== null && now < stream.token.endsAt ? stream.token : null
    const isRenewed = kept === null || (now >= kept.renewAt && now >= stream.nextTokenAt)
    const renewal = isRenewed ? renew() : null
    // Where it matters it is awaited below; where it does not, `tokenError` tells of it.
    renewal?.catch(() => undefined)
    try {
      await ask(kept?.token ?? (await renewal!))
    } catch (error) {
      if (kept === null || !isRefusal(error)) throw error
      const renewed = (renewal ?? renew()).catch((failure: unknown) => {
        throw left.aborted ? error : failure
      })
      await ask(await renewed)
    }
    await renewal?.catch(() => undefined)
  } catch (error) {
    if (hasAsked || !left.aborted) noteFailure(stream, error as ViewersError)
  }
}

const isRefusal = (error: unknown): boolean =>
  isViewersError(error) &&
  error.at === 'mux' &&
  (error.code === 'unauthorized' || error.code === 'forbidden')

/** Its own timeout is Mux's too. */
const ofMux = (thrown: unknown): ViewersError => {
  const { code, message, retryAfterMs } = thrown as ViewersError
  return new ViewersError(code, message, { at: 'mux', retryAfterMs })
}

const ofToken = (thrown: unknown): ViewersError => {
  if (!isViewersError(thrown)) {
    return new ViewersError(
      'unavailable',
      `\`getToken\` of createCountsFetcher threw or rejected. Look at it; its message is left out, as it may hold a token. ${ASKED_AGAIN}`,
    )
  }
  const { code, message, retryAfterMs } = thrown
  return new ViewersError(code, message, { retryAfterMs })
}
