import type { MiddlewareHandler } from 'hono'

import { tooManyRequests } from './muxAnswers'

/**
 * How many requests the emulator takes before it answers 429. Mux takes one request a second of
 * Monitoring and five of Mux Video, and more for a short while; of `/counts` it does not say:
 * https://www.mux.com/docs/core/make-api-requests
 */
export interface RateLimits {
  /**
   * Requests a second to `/data/v1/monitoring`.
   * @default Infinity
   */
  monitoringPerSecond?: number
  /**
   * Requests a second to `/counts`.
   * @default Infinity
   */
  countsPerSecond?: number
  /**
   * Requests a second to `/video`.
   * @default Infinity
   */
  videoPerSecond?: number
  /**
   * How many requests may come at once after a time of rest.
   * @default what is allowed in a second, at least 1
   */
  burst?: number
  /**
   * Whether a 429 says in `Retry-After` how long to wait. An observed one of Mux did not:
   * https://github.com/muxinc/next-video/issues/309
   * @default false
   */
  retryAfter?: boolean
}

const token = 1_000

/**
 * Lets through as many requests as a bucket has tokens, and answers 429 to others. A refused request
 * takes no token.
 *
 * @param perSecond how many tokens come back in a second
 */
export function limitRate(
  perSecond: number = Number.POSITIVE_INFINITY,
  limits: Pick<RateLimits, 'burst' | 'retryAfter'>,
  now: () => number,
): MiddlewareHandler {
  // A token is a thousand credits, so that whole milliseconds add up to whole tokens.
  const most = (limits.burst ?? Math.max(1, perSecond)) * token
  let credits = most
  let filledAt = now()

  return (context, next) => {
    if (perSecond === Number.POSITIVE_INFINITY) return next()
    const at = now()
    credits = Math.min(most, credits + Math.max(0, at - filledAt) * perSecond)
    filledAt = at
    if (credits >= token) {
      credits -= token
      return next()
    }
    const seconds = Math.max(1, Math.ceil((token - credits) / perSecond / 1_000))
    if (limits.retryAfter) context.header('retry-after', String(seconds))
    return Promise.resolve(context.json(tooManyRequests, 429))
  }
}
