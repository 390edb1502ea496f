import Mux from '@mux/mux-node'
import { renderToString } from 'react-dom/server'
import {
  createMuxEmulator,
  type EmulatedStream,
  type MuxEmulator,
  type StreamStatus,
} from '../../src/emulator'
import type { LivePlayerProps } from '../../src/player'
import { createMuxViewers, engagementCounts, type MuxViewers } from '../../src/server'
import { client } from '../emulator/client'
import { serve, type Served } from '../support/serve'
import { bundlePage, page } from './bundlePage'
import { PlayerRoot, type PlayerRootProps } from './PlayerRoot'
import { styleSheet } from './styleSheet'

const STREAM = 'PlayerStream'

/** An app with one `LivePlayer` on its page, and a Mux that plays to it, counts it and tells of starts and ends. */
export class PlayerApp {
  #server!: Served

  private constructor(
    readonly emulator: MuxEmulator,
    private readonly viewers: MuxViewers,
    private readonly script: string,
  ) {}

  static async start(status: StreamStatus, reconnectWindow = 0): Promise<PlayerApp> {
    const [emulator, script] = await Promise.all([
      createMuxEmulator({
        streams: [{ id: STREAM, playbackId: 'PlayerPlayback', status, reconnectWindow }],
      }),
      bundlePage(new URL('PlayerPage.tsx', import.meta.url)),
    ])
    const mux = client(emulator, Mux, { webhookSecret: emulator.env.MUX_WEBHOOK_SECRET })
    const sources = [engagementCounts({ mux, baseUrl: emulator.url, ttl: 500 })]
    const viewers = createMuxViewers({ mux, authorize: 'public', sources })
    const app = new PlayerApp(emulator, viewers, script)
    app.#server = await serve((request) => app.#answer(request))
    emulator.webhooks.addEndpoint({ url: `${app.#server.origin}/api/mux-webhook` })
    return app
  }

  get stream(): EmulatedStream {
    return this.emulator.stream(STREAM)
  }

  /** The address of a page with these props. The player is there at once unless it is `isLazy`. */
  address(
    props: Partial<LivePlayerProps> = {},
    { isLazy = false, isHydrated = false, width = '100%' } = {},
  ): string {
    const given = {
      streamId: STREAM,
      envKey: 'local',
      beaconCollectionDomain: this.emulator.beaconDomain,
      muted: true,
      interval: 1_000,
      ...('playbackId' in props ? {} : { src: this.stream.playbackUrl }),
      ...props,
    }
    const options = JSON.stringify({ isEager: !isLazy, props: given })
    return `${this.#server.origin}/?${new URLSearchParams({ options, width, html: String(isHydrated) })}`
  }

  async start(): Promise<void> {
    this.stream.start()
    await this.emulator.webhooks.settle()
  }

  async stop(): Promise<void> {
    this.stream.stop()
    await this.emulator.webhooks.settle()
  }

  async complete(): Promise<void> {
    this.stream.complete()
    await this.emulator.webhooks.settle()
  }

  async close(): Promise<void> {
    await this.#server.close()
    await this.emulator.close()
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/app.js') return page(this.script, 'text/javascript')
    if (pathname === '/styles.css') return page(styleSheet(), 'text/css')
    if (pathname === '/api/mux-webhook') return this.viewers.webhook(request)
    if (pathname === '/api/mux-viewers') return this.viewers.fetch(request)
    if (pathname !== '/') return new Response(null, { status: 404 })
    const options = searchParams.get('options') ?? '{}'
    const root = JSON.parse(options) as PlayerRootProps
    const html = searchParams.get('html') === 'true' ? renderToString(PlayerRoot(root)) : ''
    return page(
      `<!doctype html><meta name="viewport" content="width=device-width">
      <link rel="stylesheet" href="/styles.css">
      <body style="margin: 0; width: ${searchParams.get('width')}"><div id="root">${html}</div>
      <script type="application/json" id="options">${options.replaceAll('<', '\\u003c')}</script>
      <script src="/app.js"></script>`,
    )
  }
}
