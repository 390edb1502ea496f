import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { askClient } from './askClient'
import { hasAccessToken, type MuxClient } from './MuxClient'

/** Mux's word on a live stream; `missing`: it knows none with this id. */
export type LiveStreamStatus = 'active' | 'idle' | 'disabled' | 'missing'

const STATUSES: readonly unknown[] = ['active', 'idle', 'disabled']

const ABOUT = {
  name: 'to say whether a stream is live',
  needs: 'The access token must be allowed to read Mux Video',
}

/** What {@link readLiveStreamStatus} needs. */
export interface LiveStreamStatusRequest {
  mux: MuxClient
  streamId: string
  now: () => number
}

/**
 * Asks Mux once whether a stream is live; needs an access token that may read Mux Video. The answer
 * holds the key with which anybody may broadcast: nothing but the status leaves this function.
 * Rejects with a `ViewersError` and with nothing else.
 * @see https://www.mux.com/docs/api-reference/video/live-streams/get-live-stream
 */
export async function readLiveStreamStatus(
  request: LiveStreamStatusRequest,
): Promise<LiveStreamStatus> {
  const { mux, streamId, now } = request
  const api = mux.video?.liveStreams
  if (api === undefined || !isStreamId(streamId)) {
    throw new ViewersError('invalid_request', 'This is no id of a Mux live stream.')
  }
  let body: unknown
  try {
    body = await askClient((options) => api.retrieve(streamId, options), {
      now,
      about: ABOUT,
      isUnwrapped: true,
    })
  } catch (error) {
    if (isViewersError(error) && error.code === 'not_found') return 'missing'
    throw error
  }
  const status = (body as { status?: unknown } | null | undefined)?.status
  if (STATUSES.includes(status)) return status as LiveStreamStatus
  throw new ViewersError(
    'bad_response',
    'Mux gave no answer that can be read as a live stream. Check the base URL of the client.',
    { at: 'mux' },
  )
}

/** Whether the client can be asked: it has the method, and a token unless it does not show it. */
export function canReadStatus(mux: MuxClient): boolean {
  return typeof mux.video?.liveStreams?.retrieve === 'function' && hasAccessToken(mux)
}
