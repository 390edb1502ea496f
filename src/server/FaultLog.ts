import type { ViewersError } from '../core/ViewersError'
import type { Kept } from './Kept'
import type { ViewersLogger } from '../core/ViewersLogger'

/** An outage of Mux with ten thousand streams is one outage, not ten thousand lines. */
const LINES_PER_MINUTE = 20

/** Tells a logger of each fault once until it changes, and once when it is over. */
export class FaultLog {
  readonly #logger: ViewersLogger
  readonly #now: () => number
  readonly #toldOnce = new Set<string>()
  #minute = Number.NEGATIVE_INFINITY
  #lines = 0

  constructor(logger: ViewersLogger, now: () => number) {
    this.#logger = logger
    this.#now = now
  }

  /** Compares the outcome of an attempt with what was told of this stream last. */
  noteOutcome(stream: Kept<unknown>, sourceName: string): void {
    const code = stream.error?.code ?? null
    if (code === stream.loggedCode) return
    const about = `stream ${stream.id}, source ${sourceName}`
    const isTold =
      stream.error === null
        ? this.#write('info', `Recovered: ${about}.`)
        : this.#write('error', `${sentenceOf(stream.error)} (${stream.error.code}; ${about})`)
    // What was too much for this minute is told in the next.
    if (isTold) stream.loggedCode = code
  }

  /** A fault that lasts, e.g. a missing variable. */
  tellOnce(sentence: string): void {
    if (this.#toldOnce.has(sentence)) return
    this.#toldOnce.add(sentence)
    this.#write('error', sentence)
  }

  /** A fault or its end, told as often as it is called. */
  tell(level: 'error' | 'info', sentence: string): void {
    this.#write(level, sentence)
  }

  /** A fault in code that was called, with the error it threw: that is the app's own. */
  tellThrown(sentence: string, error: unknown): void {
    this.#write('error', sentence, error)
  }

  /** `false` when there was no room for it. */
  #write(level: 'error' | 'info', sentence: string, error?: unknown): boolean {
    const minute = Math.floor(this.#now() / 60_000)
    if (minute !== this.#minute) [this.#minute, this.#lines] = [minute, 0]
    this.#lines += 1
    if (this.#lines > LINES_PER_MINUTE + 1) return false
    const isLast = this.#lines > LINES_PER_MINUTE
    const message = `[mux-viewers] ${isLast ? 'More faults are not logged in this minute.' : sentence}`
    try {
      if (isLast || level === 'error')
        this.#logger.error(message, ...(error === undefined || isLast ? [] : [error]))
      else this.#logger.info?.(message)
    } catch {
      // A logger that fails is no reason to fail the answer.
    }
    return !isLast
  }
}

const sentenceOf = (error: ViewersError): string => error.message.replace(/^\[mux-viewers\] /, '')
