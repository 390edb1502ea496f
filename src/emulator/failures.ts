import { setTimeout as wait } from 'node:timers/promises'

import type { MiddlewareHandler } from 'hono'

import { breakAnswer } from './breakAnswer'
import { muxError, tooManyRequests } from './muxAnswers'

/** A failure the emulator is to make. */
export interface EmulatedFailure {
  /** The path that fails, without query, such as `/counts`; or a pattern of paths. */
  path: string | RegExp
  /**
   * Status to answer with. Without it the real answer is given, after `delayMs`.
   */
  status?: number
  /**
   * Body to answer with: text is sent as it is, anything else as JSON.
   * @default the shape Mux uses for that status; its 429 is unlike the others
   */
  body?: unknown
  /** Headers of the answer. An observed 429 of Mux had no `Retry-After`. */
  headers?: Record<string, string>
  /**
   * How many requests fail before the path is well again.
   * @default Infinity
   */
  times?: number
  /**
   * How long the answer takes, in real milliseconds.
   * @default 0
   */
  delayMs?: number
  /**
   * Never answers; the connection stays open until the client leaves or the emulator closes.
   * @default false
   */
  hang?: boolean
  /**
   * Cuts the connection instead of answering, after `delayMs`.
   * @default false
   */
  reset?: boolean
  /**
   * Cuts the connection in the middle of the body. For a whole body that is no JSON use `body`.
   * @default false
   */
  truncate?: boolean
  /**
   * How long the body takes once the headers are there, in real milliseconds.
   * @default 0
   */
  bodyDelayMs?: number
  /**
   * How many blanks follow the body, which so becomes as large as one likes and stays JSON.
   * @default 0
   */
  padBytes?: number
}

/** The failures that are on. */
export interface Failures {
  /** Switches a failure on. Gives the way to switch it off. */
  readonly add: (failure: EmulatedFailure) => () => void
  readonly middleware: MiddlewareHandler
}

/** @param closing ends whatever is being delayed */
export function createFailures(closing: AbortSignal): Failures {
  const active = new Map<symbol, { failure: EmulatedFailure; left: number }>()

  const take = (path: string): EmulatedFailure | null => {
    for (const [key, entry] of active) {
      const { path: failing } = entry.failure
      if (typeof failing === 'string' ? failing !== path : path.search(failing) < 0) continue
      entry.left -= 1
      if (entry.left <= 0) active.delete(key)
      return entry.failure
    }
    return null
  }

  return {
    add(failure) {
      const key = Symbol('failure')
      const times = failure.times ?? Number.POSITIVE_INFINITY
      if (times > 0) active.set(key, { failure, left: times })
      return () => void active.delete(key)
    },
    middleware: async (context, next) => {
      const failure = take(context.req.path)
      if (!failure) return next()
      if (failure.hang) await untilGone(closing, context.req.raw.signal)
      if (failure.delayMs) {
        await wait(failure.delayMs, undefined, { signal: closing }).catch(() => undefined)
      }
      if (failure.status !== undefined || failure.hang) {
        context.res = answerOf(failure)
      } else if (!failure.reset) await next()
      await breakAnswer(context, failure, closing)
    },
  }
}

/** Statuses whose answers have no body; HTTP forbids it. */
const NO_BODY: readonly number[] = [204, 205, 304]

function answerOf({
  status = 500,
  body = defaultBody(status),
  headers,
}: EmulatedFailure): Response {
  if (NO_BODY.includes(status)) return new Response(null, { status, headers: headers ?? {} })
  const isText = typeof body === 'string'
  return new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': isText ? 'text/plain' : 'application/json', ...headers },
  })
}

const types: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
}

function defaultBody(status: number): unknown {
  if (status === 429) return tooManyRequests
  const type = types[status] ?? (status >= 500 ? 'internal_server_error' : 'error')
  return muxError(type, `Emulated failure ${status}`)
}

async function untilGone(...signals: AbortSignal[]): Promise<void> {
  const gone = AbortSignal.any(signals)
  if (gone.aborted) return
  await new Promise((resolve) => gone.addEventListener('abort', resolve, { once: true }))
}
