import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A Mux that counts who asks; cheap, since it is not what is measured. */
export interface MuxDouble {
  url: string
  /** When it was asked for a number, by the time of this process, and for which stream. */
  counts: { at: number; streamId: string }[]
  states: number
  /** What it answers questions for a number with; 200 is a number. */
  status: number
  close: () => void
}

/** The number is the time of its reading in milliseconds, so that its true age can be told. */
export async function openMuxDouble(): Promise<MuxDouble> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://mux.test')
    response.setHeader('content-type', 'application/json')
    if (pathname !== '/counts') {
      double.states += 1
      response.end('{"status":"active"}')
      return
    }
    double.counts.push({ at: performance.now(), streamId: searchParams.get('token') ?? '' })
    response.statusCode = double.status
    const viewers = Date.now()
    response.end(
      double.status === 200 ? JSON.stringify({ data: [{ viewers, views: viewers }] }) : '{}',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const double: MuxDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: [],
    states: 0,
    status: 200,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return double
}
