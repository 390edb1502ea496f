import { ViewersError } from '../core/ViewersError'

/** How long one answer may take, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000

/** How every sentence about a fault that passes ends. */
export const ASKED_AGAIN = 'It is asked again at the next poll.'

/**
 * Ends what never answers, whether it heeds its own signal or not: rejects with `timeout` and the
 * sentence `late` after `timeoutMs`, and at once when `signal` is aborted. Then `ask` is told by
 * its signal; it is not called at all when nobody waits any more.
 */
export async function withinTime<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  { signal, timeoutMs, late }: { signal: AbortSignal; timeoutMs: number; late: string },
): Promise<Answer> {
  const nobodyWaits = new ViewersError('network', 'Nobody waits for the answer any more.')
  if (signal.aborted) throw nobodyWaits
  const deadline = new AbortController()
  let finish = (): void => undefined
  const end = new Promise<never>((_resolve, reject) => {
    const stop = (error: ViewersError): void => {
      deadline.abort()
      reject(error)
    }
    const aborted = (): void => stop(nobodyWaits)
    const timer = setTimeout(() => stop(new ViewersError('timeout', late)), timeoutMs)
    signal.addEventListener('abort', aborted)
    finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
    }
  })
  try {
    // Async, so that a synchronous throw is a rejection too.
    return await Promise.race([end, (async () => ask(deadline.signal))()])
  } finally {
    finish()
  }
}
