import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A way to a service on a socket that can be made slow, cut off and mended. */
export class TcpProxy {
  readonly #target: { host: string; port: number }
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0
  /** How much longer each answer takes, in milliseconds; `Infinity`: none comes at all. */
  delayMs = 0

  /** A way to where `url` leads; closed until it is mended. */
  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.#target = { host: hostname, port: Number(port) }
  }

  /** The port on localhost, the same after each mending. */
  get port(): number {
    return this.#port
  }

  /** Cuts all connections; new ones are refused. */
  async cut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    const closed = new Promise<void>((resolve) => {
      if (server === undefined) resolve()
      else server.close(() => resolve())
    })
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** Lets connections through. */
  async mend(): Promise<void> {
    const server = createServer((near) => this.#join(near))
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, '127.0.0.1', resolve)
    })
    this.#port = (server.address() as AddressInfo).port
  }

  #join(near: Socket): void {
    const far = connect(this.#target)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
    near.on('data', (bytes) => far.write(bytes))
    let dueAt = 0
    far.on('data', (bytes) => {
      if (this.delayMs === Infinity) return
      // Later than what came before it, also when the delay has become shorter.
      dueAt = Math.max(dueAt, performance.now() + this.delayMs)
      const waitMs = dueAt - performance.now()
      if (waitMs <= 0) near.write(bytes)
      else setTimeout(() => near.writable && near.write(bytes), waitMs)
    })
  }
}
