import { isWhole } from '../core/isWhole'
import type { SourceReading, ViewersSource } from '../core/source'
import { isViewersError, ViewersError } from '../core/ViewersError'

/** How long one upstream call may take, in milliseconds: longer than an answer waits, shorter than a client does. */
export const UPSTREAM_TIMEOUT_MS = 5_000

/**
 * One upstream call. Never rejects, and settles in time whatever the source does: what it throws
 * that is no `ViewersError` is replaced, since nobody knows what it quotes.
 */
export async function askSource(
  source: ViewersSource,
  streamId: string,
): Promise<SourceReading | ViewersError> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<ViewersError>((resolve) => {
    timer = setTimeout(() => {
      controller.abort()
      resolve(fault('timeout', `gave no answer within ${UPSTREAM_TIMEOUT_MS / 1_000} s`))
    }, UPSTREAM_TIMEOUT_MS)
  })
  try {
    const outcome = await Promise.race([source.read({ streamId, signal: controller.signal }), late])
    if (isViewersError(outcome)) return outcome
    const { viewers, views } = outcome
    if (!isWhole(viewers))
      return fault('bad_response', 'gave no whole number, 0 or more, for `viewers`')
    return isWhole(views) ? { viewers, views } : { viewers }
  } catch (error) {
    return isViewersError(error) ? error : fault('unavailable', 'failed with an error of its own')
  } finally {
    clearTimeout(timer)
  }

  function fault(code: 'timeout' | 'bad_response' | 'unavailable', what: string): ViewersError {
    return new ViewersError(
      code,
      `The source "${source.name}" ${what}. It is asked again by itself.`,
      { at: 'mux' },
    )
  }
}
