/** How often the hook asks when nothing else is said, in milliseconds. */
export const DEFAULT_INTERVAL_MS = 30_000

/** The shortest interval that is accepted, in milliseconds. */
export const MIN_INTERVAL_MS = 1_000

/**
 * How long a Mux reading earns the green dot when nothing else is said, in milliseconds: two and a
 * half rounds of polling, at least a minute.
 */
export function defaultStaleAfterMs(intervalMs: number, pollAfterMs?: number | null): number {
  return Math.max(60_000, 2.5 * Math.max(intervalMs, pollAfterMs ?? 0))
}

/** When a request was made and what its answer said; times in milliseconds of one monotonic clock. */
export interface AskedBefore {
  askedAt: number
  answeredAt: number
  /** The answer's `pollAfterMs`; `null`: no timer. */
  pollAfterMs?: number | null | undefined
  /** The answer's `error.retryAfterMs`. */
  retryAfterMs?: number | undefined
}

/** The page's ticks: whole multiples of `intervalMs` after `offsetMs`, by the clock that gives `now`. */
export interface Ticks {
  now: number
  intervalMs: number
  offsetMs: number
}

/**
 * Milliseconds until the next poll, `false` for no timer. It falls on the first tick at least
 * `max(interval, pollAfterMs)` after the tick that asked (a request between ticks counts from the
 * tick before it) and at least `retryAfterMs` after the answer. At least 1.
 */
export function nextPollDelay(asked: AskedBefore | undefined, ticks: Ticks): number | false {
  const { now, intervalMs, offsetMs } = ticks
  const tickAfter = (time: number): number =>
    Math.ceil((time - offsetMs) / intervalMs) * intervalMs + offsetMs
  if (asked === undefined) return Math.max(1, tickAfter(now + 1) - now)
  if (asked.pollAfterMs === null) return false
  const askedTick = Math.floor((asked.askedAt - offsetMs) / intervalMs) * intervalMs + offsetMs
  const earliest = Math.max(
    askedTick + Math.max(intervalMs, asked.pollAfterMs ?? 0),
    asked.answeredAt + (asked.retryAfterMs ?? 0),
    now,
  )
  const delay = tickAfter(earliest) - now
  // On a tick that has just been missed (a sleeping tab, a slow answer) the next one is a whole interval away.
  return delay >= 1 ? delay : intervalMs
}
