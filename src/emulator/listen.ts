import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What answers requests. */
export type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** A listening server. */
export interface Listening {
  port: number
  /** Resolves when nothing listens any more; connections still open are cut. */
  readonly close: () => Promise<void>
}

const mostTries = 20

/**
 * Listens on the loopback addresses of both IP versions, since a browser may take `localhost` for
 * either, and on no other address. A machine without IPv6 is served by IPv4 alone.
 *
 * @param port 0 for any free one
 */
export async function listen(answer: Answer, port: number): Promise<Listening> {
  for (let tries = 1; ; tries += 1) {
    const servers: Server[] = []
    try {
      servers.push(await open(answer, port, '127.0.0.1'))
      const taken = (servers[0]!.address() as AddressInfo).port
      try {
        servers.push(await open(answer, taken, '::1'))
      } catch (error) {
        if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error))) throw error
      }
      return { port: taken, close: () => closeAll(servers) }
    } catch (error) {
      await closeAll(servers)
      const isTaken = codeOf(error) === 'EADDRINUSE'
      // A free port of IPv4 may be taken on IPv6; the next one will do.
      if (port === 0 && isTaken && tries < mostTries) continue
      throw new Error(
        isTaken
          ? `[mux-viewers] The emulator cannot listen on port ${port}: another program does. Stop that program, or give createMuxEmulator another port (0 takes any free one).`
          : `[mux-viewers] The emulator cannot listen on port ${port} of this machine (${codeOf(error)}). Give createMuxEmulator another port (0 takes any free one).`,
        { cause: error },
      )
    }
  }
}

function open(answer: Answer, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
    server.once('error', reject)
    server.listen({ port, host, ipv6Only: host === '::1' }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve)
          server.closeAllConnections()
        }),
    ),
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
