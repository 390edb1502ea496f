interface Timer {
  at: number
  everyMs: number | null
  run: () => void
}

type Callback = (...given: unknown[]) => void

const { setImmediate: soon, Date: RealDate } = globalThis

/**
 * Time that passes as fast as what happens in it. While it is installed, this process's timers,
 * `Date` and `performance.now` follow it; sockets, microtasks and `setImmediate` (by which React
 * works) stay real.
 */
export class SimulatedClock {
  /** By how much the wall clock goes wrong; `performance.now` does not know. */
  wallSkewMs = 0

  readonly #timers = new Map<number, Timer>()
  readonly #begin: number
  readonly #isBusy: () => boolean
  #now = 0
  #lastId = 0

  /** @param isBusy whether something is under way that takes no time here, such as an answer on a socket */
  constructor(begin: number, isBusy: () => boolean = () => false) {
    this.#begin = begin
    this.#isBusy = isBusy
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now
  }

  /** How many timers wait. */
  get timers(): number {
    return this.#timers.size
  }

  /** Takes over; gives the way back. */
  install(): () => void {
    const { setTimeout, clearTimeout, setInterval, clearInterval, Date } = globalThis
    const wall = (): number => this.#begin + this.#now + this.wallSkewMs
    const add = (run: Callback, ms: unknown, given: unknown[], isRepeated: boolean): object => {
      // As browsers do: no number is 0, and nothing comes sooner than the next millisecond.
      const delay = Math.max(1, Number(ms) || 0)
      const id = (this.#lastId += 1)
      const wind = (): object => {
        const everyMs = isRepeated ? delay : null
        this.#timers.set(id, { at: this.#now + delay, everyMs, run: () => run(...given) })
        return handle
      }
      const same = (): object => handle
      // Node's own `fetch` wants more of a timer than its number.
      const handle = { ref: same, unref: same, refresh: wind, [Symbol.toPrimitive]: () => id }
      return wind()
    }
    const clear = (id: unknown): void => void this.#timers.delete(Number(id))
    Object.assign(globalThis, {
      setTimeout: (run: Callback, ms?: number, ...given: unknown[]) => add(run, ms, given, false),
      setInterval: (run: Callback, ms?: number, ...given: unknown[]) => add(run, ms, given, true),
      clearTimeout: clear,
      clearInterval: clear,
      Date: new Proxy(RealDate, {
        construct: (real, given: []) =>
          given.length === 0 ? new real(wall()) : new real(...given),
        get: (real, key) => (key === 'now' ? wall : (Reflect.get(real, key) as unknown)),
      }),
    })
    performance.now = () => this.#now
    return () => {
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, Date })
      // Its own method again, which lies on the prototype.
      Reflect.deleteProperty(performance, 'now')
    }
  }

  /** Lets time pass, with everything that happens in it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await this.settle()
      const next = this.#next(end)
      if (next === undefined) break
      const [id, timer] = next
      // It may be late, after a sleep.
      this.#now = Math.max(this.#now, timer.at)
      if (timer.everyMs === null) this.#timers.delete(id)
      else timer.at = this.#now + timer.everyMs
      timer.run()
    }
    this.#now = Math.max(this.#now, end)
  }

  /** The machine sleeps: the time is gone, and what was due in it comes after. */
  sleep(ms: number): void {
    this.#now += ms
  }

  /** Until nothing happens any more at this moment. */
  async settle(): Promise<void> {
    // React renders in one of them, runs effects in the next, and renders what these set in a third.
    for (let rounds = 0; rounds < 3 || this.#isBusy(); rounds += 1) {
      await new Promise((resolve) => soon(resolve))
    }
  }

  #next(end: number): [number, Timer] | undefined {
    let first: [number, Timer] | undefined
    for (const entry of this.#timers) {
      if (entry[1].at <= end && (first === undefined || entry[1].at < first[1].at)) first = entry
    }
    return first
  }
}
