import { connect } from 'node:net'

const CONNECTIONS = 32

/** What came of a load. */
export interface Load {
  perSecond: number
  /** In milliseconds. */
  latencies: number[]
}

/**
 * Asks again and again on some connections, by bare sockets: an HTTP client would take more time than
 * the server that is measured. With `pace` no more than so many a second.
 */
export async function load(
  port: number,
  path: string,
  spanMs: number,
  pace?: number,
): Promise<Load> {
  const text = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`
  const latencies: number[] = []
  const begun = performance.now()
  const spacingMs = pace === undefined ? 0 : (CONNECTIONS * 1_000) / pace
  await Promise.all(
    Array.from(
      { length: CONNECTIONS },
      (_, index) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1')
          let dueAt = begun + (spacingMs * index) / CONNECTIONS
          let answer = ''
          let askedAt = 0
          const ask = (): void => {
            askedAt = spacingMs > 0 ? dueAt : performance.now()
            socket.write(text)
          }
          const next = (): void => {
            if (performance.now() - begun > spanMs) {
              socket.end()
              return
            }
            dueAt += spacingMs
            const waitMs = dueAt - performance.now()
            if (spacingMs > 0 && waitMs > 0) setTimeout(ask, waitMs)
            else ask()
          }
          socket.setNoDelay(true).setEncoding('latin1')
          socket.on('data', (part: string) => {
            answer += part
            if (!isWhole(answer)) return
            if (!answer.startsWith('HTTP/1.1 200')) reject(new Error(answer.slice(0, 200)))
            latencies.push(performance.now() - askedAt)
            answer = ''
            next()
          })
          socket.on('close', () => resolve())
          socket.on('error', reject)
          socket.on('connect', ask)
        }),
    ),
  )
  return { perSecond: (latencies.length * 1_000) / (performance.now() - begun), latencies }
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(answer.slice(0, end))?.[1]
  return length === undefined
    ? answer.endsWith('0\r\n\r\n')
    : answer.length - end - 4 >= Number(length)
}
