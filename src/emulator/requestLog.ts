import { decodeJwt } from 'jose'
import type { MiddlewareHandler } from 'hono'

import { leftUnanswered } from './breakAnswer'

/** A request to one of Mux's APIs, without anything secret. */
export interface ApiRequest {
  method: string
  /** Path without its query, which holds the token. */
  path: string
  /** Query as it was sent, decoded; empty for `/counts`, whose query is the token. */
  query: string
  /**
   * The id asked for: subject of the token, stream of Monitoring's filter, else the last part of
   * the path, or the one before `complete`; null if there is none.
   */
  id: string | null
  /** When it arrived, in milliseconds of the emulator's clock. */
  at: number
  /** Status answered; 0 while there is no answer, and where the connection was cut instead. */
  status: number
}

const mostRequests = 100_000

/** Notes every request that passes, the newest 100,000 of them. */
export function logRequests(log: ApiRequest[], now: () => number): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req
    const { searchParams } = new URL(context.req.url)
    const token = searchParams.get('token')
    const entry: ApiRequest = {
      method,
      path,
      query: token === null ? decodeURIComponent(searchParams.toString()) : '',
      id: token === null ? idIn(path, searchParams.getAll('filters[]')) : subjectOf(token),
      at: now(),
      status: 0,
    }
    if (log.length >= mostRequests) log.splice(0, mostRequests / 10)
    log.push(entry)
    await next()
    if (!leftUnanswered(context.res)) entry.status = context.res.status
  }
}

function idIn(path: string, filters: readonly string[]): string | null {
  if (!path.startsWith('/data/')) return /([^/]*)(?:\/complete)?$/.exec(path)?.[1] ?? null
  const [stream] = filters.filter((filter) => filter.startsWith('live_stream_id:'))
  return stream?.slice('live_stream_id:'.length) ?? null
}

function subjectOf(token: string): string | null {
  try {
    return decodeJwt(token).sub?.slice(0, 128) ?? null
  } catch {
    return null
  }
}
