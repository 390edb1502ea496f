import { decodeJwt } from 'jose'
import type { MiddlewareHandler } from 'hono'

/** A request to one of Mux's APIs, without anything secret. */
export interface ApiRequest {
  method: string
  /** Path without its query, which holds the token. */
  path: string
  /** The id asked for: last part of the path, or the subject of the token; null if there is none. */
  id: string | null
  /** When it arrived, in milliseconds of the emulator's clock. */
  at: number
  /** Status answered; 0 while there is no answer. */
  status: number
}

const mostRequests = 100_000

/** Notes every request that passes, the newest 100,000 of them. */
export function logRequests(log: ApiRequest[], now: () => number): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req
    const token = context.req.query('token')
    const id = token === undefined ? (path.split('/').at(-1) ?? null) : subjectOf(token)
    const entry: ApiRequest = { method, path, id, at: now(), status: 0 }
    if (log.length >= mostRequests) log.splice(0, mostRequests / 10)
    log.push(entry)
    await next()
    entry.status = context.res.status
  }
}

function subjectOf(token: string): string | null {
  try {
    return decodeJwt(token).sub?.slice(0, 128) ?? null
  } catch {
    return null
  }
}
