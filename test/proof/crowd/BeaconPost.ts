import { Agent, request } from 'node:http'

/** Posts beacons as players do. Tens of thousands are sent, so connections are kept. */
export class BeaconPost {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 20 })
  readonly #url: URL

  constructor(url: string) {
    this.#url = new URL(url)
  }

  async send(body: unknown): Promise<void> {
    const headers = { 'content-type': 'text/plain;charset=UTF-8' }
    const options = { method: 'POST', agent: this.#agent, headers }
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(this.#url, options, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode))
      })
      sent.on('error', reject)
      sent.end(JSON.stringify(body))
    })
    if (status !== 204) throw new Error(`A beacon was answered by ${status}.`)
  }

  close(): void {
    this.#agent.destroy()
  }
}
