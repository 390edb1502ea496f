import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

import type { Context } from 'hono'

/** What is to go wrong with an answer on its way. */
interface Breakage {
  reset?: boolean
  truncate?: boolean
  bodyDelayMs?: number
  padBytes?: number
}

/** The header by which the adapter knows that it has nothing more to send. */
const alreadySent = 'x-hono-already-sent'

/**
 * Spoils the answer that is ready: makes it larger or slower, or cuts the connection before it or in
 * its middle. The last ones are not a matter of HTTP, so they are done on the socket.
 *
 * @param closing ends whatever is being delayed
 */
export async function breakAnswer(
  context: Context,
  { reset, truncate, bodyDelayMs = 0, padBytes = 0 }: Breakage,
  closing: AbortSignal,
): Promise<void> {
  const { outgoing } = context.env as { outgoing: ServerResponse }
  if (reset) {
    outgoing.socket?.resetAndDestroy()
    context.res = new Response(null, { headers: { [alreadySent]: 'reset' } })
    return
  }
  const { res } = context
  if (res.body === null || (!truncate && bodyDelayMs === 0 && padBytes === 0)) return
  const body = Buffer.concat([Buffer.from(await res.arrayBuffer()), Buffer.alloc(padBytes, ' ')])
  if (!truncate && bodyDelayMs === 0) {
    context.res = new Response(body, res)
    return
  }
  outgoing.writeHead(res.status, {
    ...Object.fromEntries(res.headers),
    'content-length': body.length,
  })
  outgoing.flushHeaders()
  const gone = AbortSignal.any([closing, context.req.raw.signal])
  await wait(bodyDelayMs, undefined, { signal: gone }).catch(() => undefined)
  if (truncate && !outgoing.destroyed) {
    await new Promise((resolve) => {
      outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), resolve)
    })
    outgoing.destroy()
  } else if (!outgoing.destroyed) outgoing.end(body)
  context.res = new Response(null, { status: res.status, headers: { [alreadySent]: 'broken' } })
}

/** Whether the client got no answer at all. */
export function leftUnanswered(response: Response): boolean {
  return response.headers.get(alreadySent) === 'reset'
}
