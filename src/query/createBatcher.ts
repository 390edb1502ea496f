import type { ViewersFetcher } from '../core/snapshot'
import { isStreamId } from '../core/streamId'
import { ViewersError } from '../core/ViewersError'
import { askFetcher, type ReceivedSnapshot } from './askFetcher'
import { abandoned } from './withinTime'

/** How long a batch waits for more. A microtask would catch none: each timer of a tick is a task of its own. */
const WINDOW_MS = 10
/** A request carries at most this many ids, and these many characters of them in its address. */
const MAX_IDS = 100
const MAX_CHARACTERS = 6_000

/**
 * Asks for one stream, together with whoever asks in the same scope within a moment. Rejects with a
 * `ReceivedError`, at once when `signal` is aborted; the others then still get their answer.
 */
export type AskBatched = (
  scope: string,
  fetcher: ViewersFetcher,
  streamId: string,
  signal: AbortSignal,
) => Promise<ReceivedSnapshot>

interface Caller {
  fetcher: ViewersFetcher
  streamId: string
  signal: AbortSignal
  resolve: (snapshot: ReceivedSnapshot) => void
  reject: (error: Error) => void
}

/** Makes one request of many: ids sorted and unique, one request for each scope. */
export function createBatcher(): AskBatched {
  const batches = new Map<string, Caller[]>()
  return (scope, fetcher, streamId, signal) =>
    new Promise((resolve, reject) => {
      if (!isStreamId(streamId)) throw invalidId(streamId)
      if (signal.aborted) throw abandoned()
      signal.addEventListener('abort', () => reject(abandoned()))
      const batch = batches.get(scope) ?? []
      batch.push({ fetcher, streamId, signal, resolve, reject })
      if (batch.length > 1) return
      batches.set(scope, batch)
      setTimeout(() => {
        batches.delete(scope)
        send(batch)
      }, WINDOW_MS)
    })
}

/** Waits for nobody: for a request that is not part of a page. */
export const askAlone: AskBatched = async (_scope, fetcher, streamId, signal) => {
  if (!isStreamId(streamId)) throw invalidId(streamId)
  const [answer] = await askFetcher(fetcher, [streamId], [signal])
  if (answer instanceof Error) throw answer
  return answer!
}

function send(batch: readonly Caller[]): void {
  const callers = batch.filter(({ signal }) => !signal.aborted)
  const ids = [...new Set(callers.map(({ streamId }) => streamId))].toSorted()
  while (ids.length > 0) {
    let characters = 0
    const fitting = ids.findIndex(
      (id, index) => index === MAX_IDS || (characters += id.length + 4) > MAX_CHARACTERS,
    )
    const asked = ids.splice(0, fitting < 0 ? ids.length : fitting)
    void request(
      asked,
      callers.filter(({ streamId }) => asked.includes(streamId)),
    )
  }
}

async function request(streamIds: readonly string[], callers: readonly Caller[]): Promise<void> {
  // The newest: with a fetcher written inline each render brings another.
  const { fetcher } = callers.at(-1)!
  const answers = await askFetcher(
    fetcher,
    streamIds,
    callers.map(({ signal }) => signal),
  )
  for (const { streamId, resolve, reject } of callers) {
    const answer = answers[streamIds.indexOf(streamId)]!
    if (answer instanceof Error) reject(answer)
    else resolve(answer)
  }
}

function invalidId(streamId: unknown): ViewersError {
  const shown = JSON.stringify(streamId)?.slice(0, 60)
  return new ViewersError(
    'invalid_request',
    `${shown} is no id of a Mux live stream (1 to 128 letters, digits, _ or -), so nothing was asked. Pass such an id, or null for none.`,
  )
}
