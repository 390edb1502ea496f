/** Where the server part says what went wrong; `console` and most loggers fit as they are. */
export interface ViewersLogger {
  /** A fault, told once until it changes; also the error of an `authorize` or a `resolve` that threw. */
  error(message: string, error?: unknown): void
  /** A setting that was corrected. Left away: not told. */
  warn?(message: string): void
  /** A fault that is over. Left away: not told. */
  info?(message: string): void
}
