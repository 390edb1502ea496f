/**
 * What `promise` gives; rejects as soon as `signal` is aborted, whatever becomes of `promise`.
 *
 * @param reasonOf what it then rejects with; the reason of `signal` if left out
 */
export async function unlessAborted<Value>(
  promise: PromiseLike<Value>,
  signal: AbortSignal,
  reasonOf: () => Error = () => signal.reason as Error,
): Promise<Value> {
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    const end = (): void => reject(reasonOf())
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
