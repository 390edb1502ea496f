import { isStreamId } from '../core/streamId'
import type { StreamEvent } from '../core/streamLife'
import { ViewersError } from '../core/ViewersError'
import { atMost } from './atMost'
import type { Broadcasts } from './Broadcasts'
import type { MuxViewers } from './MuxViewers'
import type { WaitUntil } from './KeptAnswers'
import { createWebhookRoute, type WebhookRouteOptions } from './webhook'

/** Whoever tells waits no longer for what comes of it, in milliseconds: Mux waits five seconds for the answer to a webhook. */
const RENEWAL_MS = 1_000

/** What {@link createBroadcastControls} needs. */
export interface BroadcastControlsOptions extends Omit<WebhookRouteOptions, 'apply'> {
  broadcasts: Broadcasts | undefined
  waitUntilOf: (context?: object) => WaitUntil
}

/** The ways in which a server is told that a stream starts and ends. */
export function createBroadcastControls({
  broadcasts,
  waitUntilOf,
  ...options
}: BroadcastControlsOptions): Pick<MuxViewers, 'webhook' | 'startBroadcast' | 'endBroadcast'> {
  const apply = async (event: StreamEvent, waitUntil?: WaitUntil): Promise<void> => {
    if (broadcasts === undefined) throw new ViewersError('invalid_request', NO_STORE)
    if (!(await broadcasts.apply(event))) return
    // The event is kept: what comes of it need not be waited for.
    const renewed = broadcasts.renew(event.streamId)
    if (waitUntil === undefined) await atMost(renewed, RENEWAL_MS)
    else waitUntil(renewed)
  }
  const tell = async (streamId: string, type: 'active' | 'idle'): Promise<void> => {
    if (!isStreamId(streamId)) {
      throw new ViewersError(
        'invalid_request',
        'This is no stream id: it is 1 to 128 letters, digits, _ or -.',
      )
    }
    await broadcasts?.renew(streamId)
    // A clock that was set back must not put the end before the beginning.
    const after = (broadcasts?.peek(streamId)?.changedAt ?? 0) + 1
    const at = Math.max(options.now(), after)
    await apply({ id: `app-${crypto.randomUUID()}`, streamId, type, at })
  }
  return {
    webhook: (request, context) =>
      createWebhookRoute({ ...options, apply: (event) => apply(event, waitUntilOf(context)) })(
        request,
      ),
    startBroadcast: (streamId) => tell(streamId, 'active'),
    endBroadcast: (streamId) => tell(streamId, 'idle'),
  }
}

const NO_STORE =
  'createMuxViewers has no `store` to keep what happens to streams. Give it one: sqlStore({ db, dialect }), or memoryStore().'
