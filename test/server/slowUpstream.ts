import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** How slowly an answer comes; times in milliseconds. */
export interface SlowAnswer {
  /** When its headers come; `Infinity`: never. */
  headersMs?: number
  /** How long its body takes after them, which comes byte by byte. */
  bodyMs?: number
  /** How much of its body ever comes: less than 1 stalls for ever. */
  share?: number
  /** Whether the body is never ended, though all of it is there. */
  isOpen?: boolean
}

/**
 * A way to the server at `target`, whose answers are good and come slowly, by the timers of the test.
 * It notes who is asking and who has left before the answer was whole.
 */
export async function slowUpstream(target: string, slow: SlowAnswer) {
  const { headersMs = 0, bodyMs = 0, share = 1, isOpen = false } = slow
  const seen = { asked: 0, cutOff: 0, finished: 0 }

  const play = (answer: Response, body: Buffer, outgoing: ServerResponse): void => {
    const at = (ms: number, step: () => void): void => {
      if (ms === 0) step()
      else if (Number.isFinite(ms)) setTimeout(step, ms)
    }
    at(headersMs, () => {
      const type = answer.headers.get('content-type') ?? ''
      const length = isOpen ? {} : { 'content-length': body.length }
      outgoing.writeHead(answer.status, { 'content-type': type, ...length })
      outgoing.flushHeaders()
    })
    const bytes = Math.ceil(body.length * share)
    for (let index = 0; index < bytes; index++) {
      const piece = body.subarray(index, index + 1)
      at(headersMs + (bodyMs * (index + 1)) / bytes, () => outgoing.write(piece))
    }
    if (share === 1 && !isOpen) at(headersMs + bodyMs, () => outgoing.end())
  }

  const ask = async (path: string, headers: HeadersInit, outgoing: ServerResponse) => {
    const answer = await fetch(target + path, { headers })
    play(answer, Buffer.from(await answer.arrayBuffer()), outgoing)
    seen.asked += 1
  }

  const server = createServer((incoming, outgoing) => {
    outgoing.on('close', () => (seen[outgoing.writableFinished ? 'finished' : 'cutOff'] += 1))
    const headers = { authorization: incoming.headers.authorization ?? '' }
    void ask(incoming.url!, headers, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}
