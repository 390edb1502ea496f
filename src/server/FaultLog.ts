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
    // What was too much for this minute is told in the next.
    if (this.#write('error', sentence)) this.#toldOnce.add(sentence)
  }

  /** A fault or its end, told as often as it is called; `false` when there was no room for it. */
  tell(level: 'error' | 'info', sentence: string): boolean {
    return this.#write(level, sentence)
  }

  /** A fault in code that was called, with the error it threw: that is the app's own. */
  tellThrown(sentence: string, error: unknown): void {
    this.#write('error', sentence, withoutAnswer(error))
  }

  /** `false` when there was no room for it. */
  #write(level: 'error' | 'info', sentence: string, error?: unknown): boolean {
    const minute = Math.floor(this.#now() / 60_000)
    if (minute !== this.#minute) [this.#minute, this.#lines] = [minute, 0]
    this.#lines += 1
    if (this.#lines > LINES_PER_MINUTE + 1) return false
    const isLast = this.#lines > LINES_PER_MINUTE
    const message = `[mux-viewers] ${isLast ? 'More faults are not logged in this minute.' : sentence}`
    const write = async (): Promise<unknown> => {
      if (level === 'info' && !isLast) return this.#logger.info?.(message)
      return this.#logger.error(message, ...(error === undefined || isLast ? [] : [error]))
    }
    // A logger that fails, at once or later, is no reason to fail the answer.
    write().catch(() => undefined)
    return !isLast
  }
}

/** An error of an API client quotes what was answered, with whatever secret is in it: of such a one only the status is told. */
function withoutAnswer(error: unknown): unknown {
  const { status, name } = (error ?? {}) as { status?: unknown; name?: unknown }
  if (typeof status !== 'number') return error
  return new Error(`${String(name)} with HTTP status ${status}; what was answered is left out`)
}

const sentenceOf = (error: ViewersError): string => error.message.replace(/^\[mux-viewers\] /, '')
