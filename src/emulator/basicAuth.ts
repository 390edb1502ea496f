import type { MiddlewareHandler } from 'hono'

import { muxError } from './muxAnswers'

/** An access token of Mux. https://www.mux.com/docs/core/make-api-requests */
export interface AccessToken {
  /** `MUX_TOKEN_ID`. */
  id: string
  /** `MUX_TOKEN_SECRET`. */
  secret: string
}

/** Lets through who shows the access token by Basic auth. */
export function requireAccessToken(token: AccessToken): MiddlewareHandler {
  const expected = `Basic ${Buffer.from(`${token.id}:${token.secret}`).toString('base64')}`
  return (context, next) => {
    if (context.req.header('authorization') === expected) return next()
    return Promise.resolve(context.json(muxError('unauthorized', 'Unauthorized request'), 401))
  }
}
