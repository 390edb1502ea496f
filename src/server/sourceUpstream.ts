import { isWhole } from '../core/isWhole'
import type { SourceReading, ViewersSource } from '../core/source'
import { isViewersError, ViewersError } from '../core/ViewersError'
import type { Upstream } from './Upstream'

/** How long one upstream call may take, in milliseconds: longer than an answer waits, shorter than a client does. */
export const UPSTREAM_TIMEOUT_MS = 5_000

/** How many ids one call may be about, where a source takes many. */
const MANY = 50

/**
 * A source as something to be asked. Settles in time whatever the source does: what it throws that
 * is no `ViewersError` is replaced, since nobody knows what it quotes, and a number that is none is an error.
 */
export function sourceUpstream(source: ViewersSource): Upstream<SourceReading> {
  const { name } = source
  return {
    name,
    get ttlMs() {
      return source.ttlMs
    },
    perSecond: source.perSecond,
    manyAtOnce: source.readMany === undefined ? 1 : MANY,
    async ask(streamIds, turn) {
      const controller = new AbortController()
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          controller.abort()
          const seconds = UPSTREAM_TIMEOUT_MS / 1_000
          reject(fault(name, 'timeout', `gave no answer within ${seconds} s`))
        }, UPSTREAM_TIMEOUT_MS)
      })
      const { signal } = controller
      try {
        const [streamId] = streamIds
        if (streamIds.length === 1 && streamId !== undefined) {
          const reading = await Promise.race([source.read({ streamId, signal, turn }), late])
          return new Map([[streamId, check(name, reading)]])
        }
        const given = await Promise.race([source.readMany!({ streamIds, signal, turn }), late])
        return new Map([...given].map(([id, reading]) => [id, check(name, reading)]))
      } catch (error) {
        const known = isViewersError(error)
          ? error
          : fault(name, 'unavailable', 'failed with an error of its own')
        return new Map(streamIds.map((id) => [id, known]))
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

function check(name: string, reading: unknown): SourceReading | ViewersError {
  if (isViewersError(reading)) return reading
  const { viewers, views } = (reading ?? {}) as { viewers?: unknown; views?: unknown }
  if (!isWhole(viewers)) {
    return fault(name, 'bad_response', 'gave no whole number, 0 or more, for `viewers`')
  }
  return isWhole(views) ? { viewers, views } : { viewers }
}

function fault(
  name: string,
  code: 'timeout' | 'bad_response' | 'unavailable',
  what: string,
): ViewersError {
  return new ViewersError(code, `The source "${name}" ${what}. It is asked again by itself.`, {
    at: 'mux',
  })
}
