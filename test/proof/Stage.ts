import Mux from '@mux/mux-node'
import { createMuxEmulator, type MuxEmulator } from '../../src/emulator'
import { createMuxViewers, engagementCounts, type MuxViewers } from '../../src/server'
import { bundlePage, page } from '../browser/bundlePage'
import { client } from '../emulator/client'
import { serve, type Served } from '../support/serve'
import { LOST, STALL, START, TTL } from './rules'

/** The streams there are; the second one is over as soon as its encoder goes away. */
export type StreamId = 'main' | 'other'

/** A Mux, an app with our route, and a counter of open pages as apps have it today. */
export class Stage {
  readonly #visits = new Map<string, number>()
  readonly #scripts: ReadonlyMap<string, string>
  readonly #viewers: MuxViewers
  #server!: Served
  #mend: (() => void) | undefined

  private constructor(
    readonly emulator: MuxEmulator,
    scripts: ReadonlyMap<string, string>,
  ) {
    this.#scripts = scripts
    const { env } = emulator
    const mux = client(emulator, Mux, { webhookSecret: env.MUX_WEBHOOK_SECRET })
    const sources = [engagementCounts({ mux, ttl: TTL * 1_000, baseUrl: env.MUX_STATS_URL })]
    this.#viewers = createMuxViewers({ mux, authorize: 'public', sources })
  }

  /** @param times tenfold: 1 for players whose timers are shortened, 10 for those that are as they come */
  static async open(times: 1 | 10 = 1): Promise<Stage> {
    const [emulator, audience, observer] = await Promise.all([
      createMuxEmulator({
        streams: [
          { id: 'main', playbackId: 'main-playback', reconnectWindow: 1_800 },
          { id: 'other', playbackId: 'other-playback', reconnectWindow: 0 },
        ],
        timing: {
          lostMs: LOST * times * 1_000,
          startMs: START * times * 1_000,
          stallMs: STALL * times * 1_000,
        },
      }),
      bundlePage(new URL('AudiencePage.tsx', import.meta.url)),
      bundlePage(new URL('ObserverPage.tsx', import.meta.url)),
    ])
    const stage = new Stage(emulator, new Map(Object.entries({ audience, observer })))
    stage.#server = await serve((request) => stage.#answer(request))
    emulator.webhooks.addEndpoint({ url: `${stage.#server.origin}/api/mux-webhook` })
    return stage
  }

  get observerAddress(): string {
    return `${this.#server.origin}/observer`
  }

  /**
   * Where somebody watches. Media and beacons come from hosts of their own: requests that hang take
   * all connections that a browser has for a host.
   */
  audienceAddress({ hasCookies }: { hasCookies: boolean }): string {
    const { port } = new URL(this.emulator.url)
    const query = new URLSearchParams({
      main: `http://media.localhost:${port}/main-playback.m3u8`,
      other: `http://media.localhost:${port}/other-playback.m3u8`,
      beacons: `beacons.localhost:${port}`,
      ...(hasCookies ? {} : { noCookies: '' }),
    })
    return `${this.#server.origin}/audience?${query.toString()}`
  }

  /** Segments of a stream are asked for and never come. */
  hangSegments(stream: StreamId): void {
    const path = new RegExp(`^/${stream}-playback/.*\\.ts$`)
    this.#mend = this.emulator.fail({ path, hang: true })
  }

  mendSegments(): void {
    this.#mend?.()
  }

  async close(): Promise<void> {
    await this.#server.close()
    await this.emulator.close()
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const name = pathname.slice(1)
    if (this.#scripts.has(name)) {
      return page(`<!doctype html><meta charset="utf-8"><body><script src="/${name}.js"></script>`)
    }
    const script = this.#scripts.get(name.replace('.js', ''))
    if (script !== undefined) return page(script, 'text/javascript')
    if (pathname === '/visits') return this.#visit(searchParams)
    if (pathname === '/api/mux-viewers') return this.#viewers.fetch(request)
    if (pathname === '/api/mux-webhook') return this.#viewers.webhook(request)
    return new Response(null, { status: 204 })
  }

  #visit(query: URLSearchParams): Response {
    const stream = query.get('stream') ?? ''
    const visits = (this.#visits.get(stream) ?? 0) + Number(query.get('by') ?? 0)
    this.#visits.set(stream, visits)
    return Response.json(visits)
  }
}
