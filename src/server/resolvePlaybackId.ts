import { LRUCache } from 'lru-cache'
import { isViewersError, type ViewersError } from '../core/ViewersError'
import { assertMuxClient, type MuxClient } from '../mux/MuxClient'
import { readPlaybackId, type PlaybackOwner } from '../mux/readPlaybackId'
import { PacedUpstream } from './PacedUpstream'
import type { ResolveStream } from './StreamResolver'

/** A playback id never changes its owner; one that is not there yet may come. */
const KNOWN_MS = 86_400_000
const UNKNOWN_MS = 600_000

/** Mux bears five requests a second to its Video API, of which streams' states take four: https://www.mux.com/docs/core/make-api-requests */
const PER_SECOND = 2

/** Options of {@link resolvePlaybackId}. */
export interface ResolvePlaybackIdOptions {
  /** Your `new Mux()`, with an access token that may read Mux Video. Throws when it is none. */
  mux: MuxClient
}

/**
 * For `resolve` of `createMuxViewers`: takes playback ids beside ids of live streams. Mux is asked
 * once a day for each playback id, by each process, twice a second at most; `null` for one of a recording, which nobody watches live. An id
 * that is no playback id is taken for that of a live stream. Rejects with a `ViewersError` when Mux does not answer.
 *
 * @example
 * createMuxViewers({ mux, authorize: 'public', resolve: resolvePlaybackId({ mux }) })
 */
export function resolvePlaybackId({ mux }: ResolvePlaybackIdOptions): ResolveStream {
  assertMuxClient(mux, 'resolvePlaybackId')
  const owners = new LRUCache<string, { owner: PlaybackOwner | null }>({ max: 10_000 })
  const paced = new PacedUpstream<PlaybackOwner | 'none'>({
    name: 'playback',
    ttlMs: 1_000,
    perSecond: PER_SECOND,
    manyAtOnce: 1,
    ask: async ([id]) => new Map([[id!, await ask(mux, id!)]]),
  })
  const ownerOf = async (id: string): Promise<PlaybackOwner | null> => {
    const kept = owners.get(id)
    if (kept !== undefined) return kept.owner
    const outcome = await paced.ask(id, false)
    if ('error' in outcome) throw outcome.error
    const owner = outcome.value === 'none' ? null : outcome.value
    owners.set(id, { owner }, { ttl: owner === null ? UNKNOWN_MS : KNOWN_MS })
    return owner
  }
  return async (id) => {
    const owner = await ownerOf(id)
    if (owner === null) return id
    return owner.type === 'live_stream' ? owner.id : null
  }
}

async function ask(mux: MuxClient, id: string): Promise<PlaybackOwner | 'none' | ViewersError> {
  try {
    return (await readPlaybackId(mux, id, Date.now)) ?? 'none'
  } catch (error) {
    if (isViewersError(error)) return error
    throw error
  }
}
