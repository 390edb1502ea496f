import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { onTestFinished } from 'vitest'

import type { WebhookEvent } from '../../src/emulator/WebhookEvent'

/** What an app has been posted. */
export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
  event: WebhookEvent
}

/** How an app answers: a status, or whatever it likes, or not at all. */
export type Reply = number | ((outgoing: ServerResponse) => void)

/** An app that is posted to, until the test is over. */
export async function startReceiver(reply: Reply = 200) {
  const received: Received[] = []
  const app = { received, reply, url: '', arrival: () => Promise.resolve(), open: () => 0 }
  const waiting: (() => void)[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { method = '', url: path = '', headers } = incoming
      received.push({ method, path, headers, body, event: JSON.parse(body) })
      if (typeof app.reply === 'number') outgoing.writeHead(app.reply).end()
      else app.reply(outgoing)
      for (const resolve of waiting.splice(0)) resolve()
    })
  })
  let open = 0
  server.on('connection', (socket) => {
    open += 1
    socket.on('error', () => undefined).on('close', () => (open -= 1))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
  /** Resolves when the next request has come. */
  app.arrival = () => new Promise((resolve) => waiting.push(resolve))
  app.open = () => open
  return app
}
