import { RETRY_AFTER_MAX_MS } from '../core/polling'
import { ViewersError } from '../core/ViewersError'

/** Where Mux does not say how long to wait, the wait doubles up to this, in milliseconds. */
const WAIT_MAX_MS = 120_000

/** Whoever comes while another one tries whether Mux answers again comes back after this, in milliseconds. */
const TRIAL_MS = 1_000

/** A trial that has not ended so long after it began was cut off with the request that began it (edge runtimes), in milliseconds. */
const TRIAL_LOST_MS = 10_500

/**
 * What is done when Mux asks to be left alone (429): nobody asks for as long as it said, or for
 * twice as long each time where it said nothing. Then a single call tries; the others follow when it is answered.
 * By the time this process has run. Jitter keeps processes apart.
 */
export class BackOff {
  #strikes = 0
  #until = Number.NEGATIVE_INFINITY
  #triedAt = Number.NEGATIVE_INFINITY

  /** How long nobody asks, in milliseconds. */
  leftMs(): number {
    return Math.max(0, this.#until - performance.now())
  }

  /** Why not to ask now; `null`: ask. */
  delay(): ViewersError | null {
    const leftMs = this.leftMs()
    if (leftMs > 0) return tooOften(leftMs)
    const isTrying = performance.now() - this.#triedAt < TRIAL_LOST_MS
    return this.#strikes > 0 && isTrying ? tooOften(TRIAL_MS * (1 + Math.random())) : null
  }

  /** As {@link BackOff.delay}, for one who asks at once: the next ones may have to wait for what becomes of it. */
  enter(): ViewersError | null {
    const delay = this.delay()
    if (delay === null) this.#triedAt = performance.now()
    return delay
  }

  /** Notes what became of a call. */
  leave(refusal: ViewersError | null, ttlMs: number): void {
    this.#triedAt = Number.NEGATIVE_INFINITY
    if (refusal === null) {
      this.#strikes = 0
      return
    }
    // Calls that were under way together are refused together: that is one strike.
    if (this.leftMs() > 0) return
    const told = refusal.retryAfterMs
    const waitMs =
      told === undefined
        ? Math.min(ttlMs * 2 ** this.#strikes, WAIT_MAX_MS) * (0.8 + 0.2 * Math.random())
        : Math.min(Math.max(told, TRIAL_MS), RETRY_AFTER_MAX_MS) * (1 + 0.1 * Math.random())
    this.#strikes += 1
    this.#until = performance.now() + waitMs
  }

  /** `refusal`, with the time that is really waited. */
  held({ message }: ViewersError): ViewersError {
    return new ViewersError('rate_limited', message, {
      at: 'mux',
      retryAfterMs: Math.ceil(this.leftMs()),
    })
  }
}

const tooOften = (retryAfterMs: number): ViewersError =>
  new ViewersError('rate_limited', 'Mux is asked too often. It is left alone for a while.', {
    at: 'mux',
    retryAfterMs: Math.ceil(retryAfterMs),
  })
