import { isCount } from './isCount'

/** Every {@link ViewersErrorCode}, for readers of foreign JSON. */
export const VIEWERS_ERROR_CODES = [
  'unauthorized',
  'forbidden',
  'not_found',
  'rate_limited',
  'timeout',
  'network',
  'bad_response',
  'invalid_request',
  'unavailable',
] as const

/** The closed set of things that go wrong. */
export type ViewersErrorCode = (typeof VIEWERS_ERROR_CODES)[number]

/** Options of {@link ViewersError}. */
export interface ViewersErrorOptions {
  /** Where it went wrong: on the way to your route, or between your route and Mux. Default `'route'`. */
  at?: 'route' | 'mux' | undefined
  /** How long to leave it alone, in milliseconds. */
  retryAfterMs?: number | undefined
}

// A registered symbol, not a class: two copies of this package in one app still know each other's errors.
const MARK = Symbol.for('mux-viewers.error')

/**
 * The only error this package makes. It never carries a `cause`: what the Mux SDK throws has the
 * upstream body for its text.
 */
export class ViewersError extends Error {
  declare readonly code: ViewersErrorCode
  declare readonly at: 'route' | 'mux'
  declare readonly retryAfterMs: number | undefined

  /**
   * @param code A code that is not of the set counts as `unavailable`.
   * @param sentence What happened, why, what to do; the prefix `[mux-viewers]` is added.
   */
  constructor(
    code: ViewersErrorCode,
    sentence: string,
    { at = 'route', retryAfterMs }: ViewersErrorOptions = {},
  ) {
    super(sentence.replace(/^(\[mux-viewers\] )?/, '[mux-viewers] '))
    Object.assign(this, {
      name: 'ViewersError',
      code: VIEWERS_ERROR_CODES.includes(code) ? code : 'unavailable',
      at,
      // An hour that could not be read is no number: nobody is to wait for it.
      retryAfterMs: isCount(retryAfterMs) ? retryAfterMs : undefined,
      [MARK]: true,
    })
  }

  /** As it travels in a snapshot. */
  toJSON(): Pick<ViewersError, 'code' | 'at' | 'message' | 'retryAfterMs'> {
    const { code, at, message, retryAfterMs } = this
    return { code, at, message, retryAfterMs }
  }
}

/** Whether `value` is a {@link ViewersError}, also one made by another copy of this package. */
export function isViewersError(value: unknown): value is ViewersError {
  return typeof value === 'object' && value !== null && MARK in value
}
