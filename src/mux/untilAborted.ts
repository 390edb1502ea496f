import { ViewersError } from '../core/ViewersError'

/** What `promise` gives; a `timeout` as soon as `signal` is aborted, whatever becomes of `promise`. */
export async function untilAborted<Value>(
  promise: PromiseLike<Value>,
  signal: AbortSignal,
): Promise<Value> {
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    const end = (): void =>
      reject(
        new ViewersError('timeout', 'Mux did not answer in time. It is asked again by itself.', {
          at: 'mux',
        }),
      )
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
    stop = () => signal.removeEventListener('abort', end)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    stop()
  }
}
