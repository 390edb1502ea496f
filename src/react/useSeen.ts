import { useMemo, useState, useSyncExternalStore } from 'react'
import type { StreamState } from '../core/snapshot'
import { createViewersStore, type Seen, type Watched } from './viewersStore'

const HAS_RUN: readonly StreamState[] = ['active', 'reconnecting', 'ended']

interface SeenParameters extends Omit<Watched, 'sawStreaming' | 'staleAfterMs' | 'isStreaming'> {
  isStreaming?: boolean | undefined
  staleAfter?: number | undefined
}

/** What is shown of one stream now; the same object until something in it changes. */
export function useSeen(parameters: SeenParameters): Seen {
  const { client, page, queryHash, streamId, isStreaming, intervalMs } = parameters
  const { staleAfter: staleAfterMs, fallback } = parameters
  const [sawId, setSawId] = useState<string | null>(null)
  const sawStreaming = isStreaming === false && streamId !== null && sawId === streamId
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
  const shown = useMemo(() => JSON.parse(seen) as Seen, [seen])

  // Once it ran, told by the app or by the server, its end is an end until another stream is watched.
  const runs = isStreaming === true || HAS_RUN.includes(shown.stream)
  const saw = runs || sawId === streamId ? streamId : null
  if (saw !== sawId) setSawId(saw)
  return shown
}
