import type { Context } from 'hono'

/** The shape in which Mux's APIs tell an error. */
export interface MuxErrorBody {
  error: { type: string; messages: string[] }
}

/** Writes an error body of Mux. */
export function muxError(type: string, message: string): MuxErrorBody {
  return { error: { type, messages: [message] } }
}

/** Mux's answer to who asks too often, as observed: https://github.com/muxinc/next-video/issues/309 */
export const tooManyRequests = { errors: ['Too many requests, retry later.'] }

/** Mux's answer to a path or an id it does not know; one of another environment looks the same. */
export function notFound(context: Context): Response {
  return context.json(
    muxError(
      'not_found',
      "The requested resource either doesn't exist or you don't have access to it.",
    ),
    404,
  )
}
