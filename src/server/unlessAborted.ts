/** What `promise` gives; rejects with the reason of `signal` as soon as it is aborted, whatever becomes of `promise`. */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  signal.throwIfAborted()
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    const end = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', end)
    stop = () => signal.removeEventListener('abort', end)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    stop()
  }
}
