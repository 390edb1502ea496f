import { request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'

/** What is posted. */
export interface WebhookPost {
  url: string
  body: string
  /** The header `mux-signature`; null for none. */
  signature: string | null
  timeoutMs: number
}

/**
 * Posts a body on a connection of its own, and leaves none open. A redirect is not followed.
 *
 * @param closing cuts it short
 * @returns the status answered; 0 if no whole answer came in time
 */
export function postWebhook(
  { url, body, signature, timeoutMs }: WebhookPost,
  closing: AbortSignal,
): Promise<number> {
  const request = url.startsWith('https:') ? requestByHttps : requestByHttp
  return new Promise((resolve) => {
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      signal: closing,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(signature === null ? {} : { 'mux-signature': signature }),
      },
    })
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), timeoutMs)
    let status = 0
    outgoing.on('response', (incoming) => {
      incoming.resume().on('end', () => (status = incoming.statusCode ?? 0))
      incoming.on('error', () => undefined)
    })
    outgoing.on('error', () => undefined)
    // Comes last in every case, when the connection is let go.
    outgoing.on('close', () => {
      clearTimeout(timer)
      resolve(status)
    })
    outgoing.end(body)
  })
}
