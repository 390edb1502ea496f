import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { askClient } from './askClient'
import type { MuxClient } from './MuxClient'

const ABOUT = {
  name: 'to say whose a playback id is',
  needs: 'The access token must be allowed to read Mux Video',
}

/** What a playback id plays. */
export interface PlaybackOwner {
  type: 'live_stream' | 'asset'
  id: string
}

/**
 * Asks Mux once what a playback id plays; `null` when it knows no such playback id. Needs an access
 * token that may read Mux Video. Rejects with a `ViewersError` and with nothing else.
 * @see https://www.mux.com/docs/api-reference/video/playback-id
 */
export async function readPlaybackId(
  mux: MuxClient,
  playbackId: string,
  now: () => number,
): Promise<PlaybackOwner | null> {
  const api = mux.video?.playbackIds
  if (typeof api?.retrieve !== 'function') {
    const sentence = 'Playback ids need the client of @mux/mux-node 14 or later. Give it as `mux`.'
    throw new ViewersError('invalid_request', sentence)
  }
  let body: unknown
  try {
    body = await askClient((options) => api.retrieve(playbackId, options), {
      now,
      about: ABOUT,
      isUnwrapped: true,
    })
  } catch (error) {
    if (isViewersError(error) && error.code === 'not_found') return null
    throw error
  }
  const { type, id } =
    (body as { object?: { type?: unknown; id?: unknown } } | null | undefined)?.object ?? {}
  if ((type === 'live_stream' || type === 'asset') && isStreamId(id)) return { type, id }
  const sentence =
    'Mux gave no answer that can be read as a playback id. Check the base URL of the client.'
  throw new ViewersError('bad_response', sentence, { at: 'mux' })
}
