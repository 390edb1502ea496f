import { randomUUID } from 'node:crypto'

import { describeStream } from './describeStream'
import { emulatedEnvironment } from './emulatedEnvironment'
import type { StreamEvent, StreamNotice } from './streamNotice'
import type { StreamStatus } from './StreamOptions'

/**
 * An event as Mux posts it: https://www.mux.com/docs/core/listen-for-webhooks
 * Events of the asset that is recorded come between those of the stream at Mux; the emulator leaves
 * them out.
 */
export interface WebhookEvent {
  type: `video.live_stream.${StreamEvent}`
  /** Id of the event, the same however often it is delivered. */
  id: string
  /** When it happened, to the second as in all of Mux's samples. */
  created_at: string
  object: { type: 'live'; id: string }
  environment: { id: string; name: string }
  /** The live stream as it was then, with its stream key: nothing to pass on to a browser. */
  data: {
    id: string
    status: StreamStatus
    connected: boolean
    /** Left out where Mux does not say. */
    recording?: boolean
    /** Seconds since 1970; the REST API gives text instead. */
    created_at: number
    stream_key: string
    active_asset_id?: string
    [more: string]: unknown
  }
  /** Always empty: what Mux writes here, and when, is not documented. */
  attempts: never[]
  accessor: null
  accessor_source: null
  request_id: null
}

/** Writes down what a stream tells. */
export function webhookEvent({ event, stream, at, ...state }: StreamNotice): WebhookEvent {
  const { recording } = state
  const data = {
    ...describeStream(stream, state),
    connected: stream.isConnected,
    ...(recording === undefined ? {} : { recording }),
    created_at: Math.floor(stream.createdAt / 1_000),
  }
  return {
    type: `video.live_stream.${event}`,
    id: randomUUID(),
    created_at: new Date(at).toISOString().replace(/\.\d+Z$/, '.000000Z'),
    object: { type: 'live', id: stream.id },
    environment: { ...emulatedEnvironment },
    data: data as WebhookEvent['data'],
    attempts: [],
    accessor: null,
    accessor_source: null,
    request_id: null,
  }
}
