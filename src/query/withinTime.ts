import { ViewersError } from '../core/ViewersError'

/** How long one answer may take, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 10_000

/** How every sentence about a fault that passes ends. */
export const ASKED_AGAIN = 'It is asked again at the next poll.'

/** What becomes of a request that was aborted. */
export function abandoned(): ViewersError {
  return new ViewersError('network', 'Nobody waits for the answer any more.')
}

/**
 * Ends what never answers, whether it heeds its own signal or not: rejects with `timeout` after
 * `timeoutMs`, naming `who` was asked, and at once when all `signals` are aborted. Then `ask` is
 * told by its signal; it is not called at all when nobody waits any more.
 */
export async function withinTime<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  signals: readonly AbortSignal[],
  who: string,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Answer> {
  const over = new AbortController()
  const leave = (): void => {
    if (signals.every(({ aborted }) => aborted)) over.abort(abandoned())
  }
  const timer = setTimeout(() => {
    const late = `${who} gave no answer within ${timeoutMs} ms. ${ASKED_AGAIN}`
    over.abort(new ViewersError('timeout', late))
  }, timeoutMs)
  for (const signal of signals) signal.addEventListener('abort', leave)
  try {
    leave()
    return await new Promise<Answer>((resolve, reject) => {
      over.signal.throwIfAborted()
      over.signal.addEventListener('abort', () => reject(over.signal.reason as ViewersError))
      // Async, so that a synchronous throw is a rejection too.
      void (async () => ask(over.signal))().then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    for (const signal of signals) signal.removeEventListener('abort', leave)
  }
}
