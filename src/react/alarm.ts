import { MAX_TIMER_MS } from '../core/polling'

/** One timer for many listeners: a thousand badges that turn stale wake the browser once. */
export interface Alarm {
  /** Wakes `listener` at a moment of `performance.now()`; `Infinity` takes its alarm away. Each listener has one. */
  set: (listener: () => void, at: number) => void
}

/** See {@link Alarm}. */
export function createAlarm(): Alarm {
  const alarms = new Map<() => void, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let ringsAt = Infinity

  const wind = (at: number): void => {
    // Ringing too early only means winding again; so a later alarm leaves a running timer alone.
    if (at >= ringsAt) return
    clearTimeout(timer)
    ringsAt = at
    timer = setTimeout(ring, Math.min(Math.ceil(at - performance.now()), MAX_TIMER_MS))
  }
  const ring = (): void => {
    const now = performance.now()
    ringsAt = Infinity
    for (const [listener, at] of [...alarms]) {
      if (at > now) wind(at)
      else {
        alarms.delete(listener)
        listener()
      }
    }
  }

  return {
    set(listener, at) {
      alarms.delete(listener)
      if (at < Infinity) {
        alarms.set(listener, at)
        wind(at)
      } else if (alarms.size === 0) {
        clearTimeout(timer)
        ringsAt = Infinity
      }
    },
  }
}
