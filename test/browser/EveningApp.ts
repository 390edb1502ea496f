import Mux from '@mux/mux-node'
import { createMuxEmulator, type MuxEmulator } from '../../src/emulator'
import { createMuxViewers, engagementCounts, memoryStore, type MuxViewers } from '../../src/server'
import { client } from '../emulator/client'
import { syntheticPlayer } from '../emulator/syntheticPlayer'
import { serve, type Served } from '../support/serve'
import { bundlePage, page } from './bundlePage'

const STREAM = 'EveningStream'
/** Whoever watches goes on watching. */
const FOR_EVER = Number.MAX_SAFE_INTEGER

/** An app that keeps a record, and the Mux that tells it of starts and ends, or does not. */
export class EveningApp {
  #server!: Served

  private constructor(
    readonly emulator: MuxEmulator,
    private readonly viewers: MuxViewers,
    private readonly script: string,
  ) {}

  static async start({ hasWebhooks }: { hasWebhooks: boolean }): Promise<EveningApp> {
    const [emulator, script] = await Promise.all([
      createMuxEmulator({
        streams: [{ id: STREAM, playbackId: 'EveningPlayback', status: 'idle' }],
        timing: { lostMs: FOR_EVER, startMs: FOR_EVER, stallMs: FOR_EVER },
      }),
      bundlePage(new URL('EveningPage.tsx', import.meta.url)),
    ])
    const mux = client(emulator, Mux, { webhookSecret: emulator.env.MUX_WEBHOOK_SECRET })
    const sources = [engagementCounts({ mux, baseUrl: emulator.url })]
    const viewers = createMuxViewers({ mux, authorize: 'public', sources, store: memoryStore() })
    const app = new EveningApp(emulator, viewers, script)
    app.#server = await serve((request) => app.#answer(request))
    if (hasWebhooks) emulator.webhooks.addEndpoint({ url: `${app.origin}/api/mux-webhook` })
    return app
  }

  get origin(): string {
    return this.#server.origin
  }

  address(): string {
    return `${this.origin}/`
  }

  /** The encoder begins to send, and people begin to watch. */
  async goLive(...names: string[]): Promise<void> {
    const stream = this.emulator.stream(STREAM)
    stream.start()
    for (const name of names) {
      const view = {
        view_id: `${name} ${Date.now()}`,
        mux_viewer_id: name,
        video_source_url: stream.playbackUrl,
      }
      this.emulator.receive(syntheticPlayer(view).start())
    }
    await this.emulator.webhooks.settle()
  }

  async end(): Promise<void> {
    this.emulator.stream(STREAM).stop()
    await this.emulator.webhooks.settle()
  }

  async close(): Promise<void> {
    await this.#server.close()
    await this.emulator.close()
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/') return page('<!doctype html><body><script src="/app.js"></script>')
    if (pathname === '/app.js') return page(this.script, 'text/javascript')
    if (pathname === '/api/mux-viewers') return this.viewers.fetch(request)
    if (pathname === '/api/mux-webhook') return this.viewers.webhook(request)
    return new Response(null, { status: 404 })
  }
}
