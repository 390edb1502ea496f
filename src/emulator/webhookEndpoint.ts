import type { WebhookEndpoint } from './EmulatedWebhooks'

/** An app that is posted to: one event after the other, if it does not take several at once. */
export interface Endpoint {
  readonly url: string
  readonly secret: string
  /** Does a task, which must not reject, when those asked for before are done. */
  readonly queue: (task: () => Promise<void>) => Promise<void>
}

/**
 * Throws a sentence if its address is none.
 *
 * @param defaultSecret for who has none of his own
 */
export function createEndpoint(
  { url, secret, isConcurrent = false }: WebhookEndpoint,
  defaultSecret: string,
): Endpoint {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new Error(
      `[mux-viewers] The emulator cannot post webhooks to "${url}": that is no http address. Give a whole one, such as http://localhost:3000/api/webhooks.`,
    )
  }
  let last = Promise.resolve()
  return {
    url,
    secret: secret ?? defaultSecret,
    queue: (task) => {
      last = isConcurrent ? task() : last.then(task)
      return last
    },
  }
}
