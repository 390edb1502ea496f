import { useMemo, useState, useSyncExternalStore } from 'react'
import { createViewersStore, type Seen, type Watched } from './viewersStore'

interface SeenParameters extends Omit<Watched, 'sawStreaming' | 'staleAfterMs' | 'isStreaming'> {
  isStreaming?: boolean | undefined
  staleAfter?: number | undefined
}

/** What is shown of one stream now; the same object until something in it changes. */
export function useSeen(parameters: SeenParameters): Seen {
  const { client, page, queryHash, streamId, isStreaming, intervalMs } = parameters
  const { staleAfter: staleAfterMs, fallback } = parameters
  const sawStreaming = useSawStreaming(streamId, isStreaming)
  const viewers = fallback?.viewers ?? null
  const asOf = fallback?.asOf ?? null

  const store = useMemo(
    () =>
      createViewersStore({
        client,
        page,
        queryHash,
        streamId,
        isStreaming,
        sawStreaming,
        intervalMs,
        staleAfterMs,
        fallback: viewers === null ? null : { viewers, asOf },
      }),
    [
      client,
      page,
      queryHash,
      streamId,
      isStreaming,
      sawStreaming,
      intervalMs,
      staleAfterMs,
      viewers,
      asOf,
    ],
  )
  const seen = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot)
  return useMemo(() => JSON.parse(seen) as Seen, [seen])
}

/** Whether this hook was told that the stream runs, since it watches this stream. */
function useSawStreaming(streamId: string | null, isStreaming: boolean | undefined): boolean {
  const [saw, setSaw] = useState<string | null>(null)
  const sees = isStreaming === true ? streamId : saw === streamId ? saw : null
  if (sees !== saw) setSaw(sees)
  return sees !== null
}
