import { createHmac } from 'node:crypto'

/**
 * The header `mux-signature` of a body:
 * https://www.mux.com/docs/core/verify-webhook-signatures
 *
 * @param timestamp in seconds since 1970
 */
export function signWebhook(body: string, secret: string, timestamp: number): string {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return `t=${timestamp},v1=${signature}`
}
