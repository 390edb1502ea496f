import { unlessAborted } from '../core/unlessAborted'
import { ViewersError } from '../core/ViewersError'

/** What `promise` gives; a `timeout` as soon as `signal` is aborted, whatever becomes of `promise`. */
export function untilAborted<Value>(
  promise: PromiseLike<Value>,
  signal: AbortSignal,
): Promise<Value> {
  return unlessAborted(promise, signal, late)
}

const late = (): ViewersError =>
  new ViewersError('timeout', 'Mux did not answer in time. It is asked again by itself.', {
    at: 'mux',
  })
