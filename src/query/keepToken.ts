import { readToken } from '../core/wire'

/** The part of its life after which a token is renewed: what is left bears a few failures. */
const RENEW_AT = 0.75

/** A token in use; times in milliseconds of the page's monotonic clock. */
export interface KeptToken {
  readonly token: string
  /** Renewed from then on. */
  readonly renewAt: number
  /** Not used from then on; `Infinity`: until Mux refuses it. */
  readonly endsAt: number
}

/**
 * Reads what was given for a token. How long it holds is counted from `askedAt`: as long as was
 * said; where nothing was said, until the token's own `exp` by the visitor's clock. A clock by
 * which it would have ended already is wrong, so then it is used until Mux refuses it. Throws a
 * `ViewersError` when it is no token.
 */
export function keepToken(given: unknown, askedAt: number): KeptToken {
  const { token, expiresInMs } = readToken(given)
  const lifeMs = expiresInMs ?? lifeByClock(token)
  return { token, renewAt: askedAt + lifeMs * RENEW_AT, endsAt: askedAt + lifeMs }
}

function lifeByClock(token: string): number {
  const lifeMs = (readExpiry(token) ?? Infinity) - Date.now()
  return lifeMs > 0 ? lifeMs : Infinity
}

/** When a JWT says that it ends, in milliseconds since the epoch; `null` when it does not say, or is none. Never throws. */
export function readExpiry(token: string): number | null {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown }
    const expiry = typeof exp === 'number' ? exp * 1_000 : 0
    return Number.isFinite(expiry) && expiry > 0 ? expiry : null
  } catch {
    return null
  }
}
