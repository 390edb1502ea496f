/** How often the hook asks when nothing else is said, in milliseconds. */
export const DEFAULT_INTERVAL_MS = 30_000

/** The shortest interval that is accepted, in milliseconds. */
export const MIN_INTERVAL_MS = 1_000

/** The longest delay of a timer: browsers take a longer one for none, and fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** The interval that is polled by: too short is raised, what is no number of milliseconds is the default. */
export function usableInterval(intervalMs: number): number {
  return Number.isFinite(intervalMs) ? Math.max(MIN_INTERVAL_MS, intervalMs) : DEFAULT_INTERVAL_MS
}

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

/** A `Retry-After` is obeyed up to this, in milliseconds: a slip of the far end must not silence anybody for a day. */
export const RETRY_AFTER_MAX_MS = 600_000

// Timers cut fractions off and may fire a moment early: such a request belongs to the tick it was meant for.
const EARLY_MS = 20

/**
 * The tick at which to ask again: the first one at least `max(interval, pollAfterMs)` after the
 * tick that asked (a request between ticks counts from the tick before it) and at least
 * `retryAfterMs` after the answer. It may lie in the past, when it was missed or nothing was asked.
 */
function nextTick(asked: AskedBefore | undefined, { intervalMs, offsetMs }: Ticks): number {
  if (asked === undefined) return -Infinity
  const ticksTo = (time: number): number => (time - offsetMs) / intervalMs
  const earliest = Math.max(
    Math.floor(ticksTo(asked.askedAt + EARLY_MS)) +
      Math.max(1, (asked.pollAfterMs ?? 0) / intervalMs),
    ticksTo(asked.answeredAt + Math.min(asked.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)),
  )
  return Math.ceil(earliest) * intervalMs + offsetMs
}

/** Whether a look at the page (mount, focus, reconnect) should ask at once. */
export function isPollDue(asked: AskedBefore | undefined, ticks: Ticks): boolean {
  return nextTick(asked, ticks) <= ticks.now
}

/** Whole milliseconds until the next poll, at least 1 and never sooner than allowed; `false`: no timer. */
export function nextPollDelay(asked: AskedBefore | undefined, ticks: Ticks): number | false {
  if (asked?.pollAfterMs === null) return false
  const { now, intervalMs, offsetMs } = ticks
  // The page's next tick, for a poll that was missed (a sleeping tab), or never asked.
  const tick = (Math.floor((now - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs
  const delay = Math.ceil(Math.max(tick, nextTick(asked, ticks)) - now)
  return Math.max(1, Math.min(delay, MAX_TIMER_MS))
}
