/**
 * What `promise` gives; rejects when that takes longer than `ms`.
 *
 * @param reasonOf what it then rejects with
 */
export async function inTime<Value>(
  promise: Promise<Value> | Value,
  ms: number,
  reasonOf: () => Error = () => new Error(`No answer in ${ms / 1_000} seconds.`),
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(reasonOf()), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
