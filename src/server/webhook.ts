import * as v from 'valibot'
import { readLimited } from '../core/readLimited'
import { STREAM_EVENT_TYPES, type StreamEvent, type StreamEventType } from '../core/streamLife'
import { isStreamId } from '../core/streamId'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { isUnset, type MuxClient } from '../mux/MuxClient'
import type { FaultLog } from './FaultLog'
import { refuse } from './refuse'

/** A live stream object has a few kilobytes. */
const MAX_BODY_BYTES = 262_144

/** How far the time of a signature may be from ours, in milliseconds: https://www.mux.com/docs/core/verify-webhook-signatures */
const TOLERANCE_MS = 300_000

const PREFIX = 'video.live_stream.'

/** What is read of an event; the stream key that comes with it is not. */
const Event = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  created_at: v.pipe(
    v.string(),
    v.transform((text) => Date.parse(text)),
    v.number(),
    v.finite(),
  ),
  object: v.object({ id: v.custom<string>(isStreamId) }),
})

/** What {@link createWebhookRoute} needs. */
export interface WebhookRouteOptions {
  mux: MuxClient
  now: () => number
  faultLog: FaultLog
  /** Keeps what happened; rejects when it is not kept. */
  apply: (event: StreamEvent) => Promise<void>
}

/**
 * The route for Mux's webhooks: 204 once the event is kept, or is none of a live stream. Anything
 * that is not signed by Mux is refused with 401; 503 has Mux send the event again.
 * @see https://www.mux.com/docs/core/listen-for-webhooks
 */
export function createWebhookRoute(
  options: WebhookRouteOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      await receive(request, options)
      return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.status, error.error, error.headers)
      options.faultLog.tellThrown('A webhook of Mux was not kept; Mux sends it again.', error)
      return refuse(503, new ViewersError('unavailable', 'The event could not be kept.'))
    }
  }
}

async function receive(request: Request, options: WebhookRouteOptions): Promise<void> {
  const { mux, faultLog, apply } = options
  if (request.method !== 'POST') {
    throw new Refusal(405, 'This route takes POST, from Mux.', { allow: 'POST' })
  }
  if (mux.webhooks === undefined || isUnset(mux.webhookSecret ?? null)) {
    faultLog.tellOnce(NO_SECRET)
    throw new Refusal(503, NO_SECRET)
  }
  const body = await readLimited(request.body, MAX_BODY_BYTES)
  if (body === null) throw new Refusal(413, `The body may have ${MAX_BODY_BYTES} bytes at most.`)
  const event = await verified(body, request.headers, options)
  const read = v.safeParse(Event, event)
  const { type } = (event ?? {}) as { type?: unknown }
  const happened = String(type).startsWith(PREFIX) ? String(type).slice(PREFIX.length) : ''
  // There are many kinds, and Mux may add to them.
  if (!isKnown(happened)) return
  if (!read.success) throw new Error('The event has another form than Mux documents.')
  const { id, created_at: at, object } = read.output
  await apply({ id, streamId: object.id, type: happened, at })
}

/** The event in a body that Mux has signed. The signature is of the bytes: of the body as it came. */
async function verified(
  body: string,
  headers: Headers,
  { mux, now, faultLog }: WebhookRouteOptions,
): Promise<unknown> {
  const times = (headers.get('mux-signature') ?? '')
    .split(',')
    .filter((part) => part.startsWith('t='))
  // Of two the SDK may take the other one.
  const signedAt = times.length === 1 ? Number(/^t=(\d{1,12})$/.exec(times[0]!)?.[1]) : Number.NaN
  // The SDK looks at the age only: it would take one of tomorrow.
  if (Math.abs(now() - signedAt * 1_000) <= TOLERANCE_MS) {
    try {
      return await mux.webhooks!.unwrap(body, headers)
    } catch (error) {
      if (isViewersError(error)) throw error
      // What it throws quotes what was sent.
    }
  }
  faultLog.tellOnce(UNSIGNED)
  throw new Refusal(401, 'This event has no signature of Mux that holds now.')
}

const isKnown = (type: string): type is StreamEventType =>
  (STREAM_EVENT_TYPES as readonly string[]).includes(type)

/** Why a request is not taken. */
class Refusal extends Error {
  readonly error: ViewersError

  constructor(
    readonly status: number,
    sentence: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(sentence)
    this.error = new ViewersError(status === 401 ? 'unauthorized' : 'invalid_request', sentence)
  }
}

const NO_SECRET =
  'A webhook of Mux cannot be checked. Set MUX_WEBHOOK_SECRET to the signing secret of this endpoint (Settings, Webhooks), and give createMuxViewers your `new Mux()`.'
const UNSIGNED =
  'A request to the webhook route was refused, since Mux has not signed it with MUX_WEBHOOK_SECRET or not within five minutes. Check the secret of this endpoint and the clock of this server, and that nothing reads the body before `viewers.webhook` does.'
