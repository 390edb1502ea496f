import { createMuxEmulator, type MuxEmulator } from '../../src/emulator'
import { createMuxViewers, type MuxViewers } from '../../src/server'
import { client } from '../emulator/client'
import { syntheticPlayer } from '../emulator/syntheticPlayer'
import { serve, type Served } from '../support/serve'
import { bundlePage, page } from './bundlePage'

const STREAM = 'DirectStream'
const TOKEN_ROUTE = '/api/mux-viewers/token'
/** Whoever watches goes on watching. */
const FOR_EVER = Number.MAX_SAFE_INTEGER

/** An app whose page asks Mux itself, and the Mux that is asked, each at an origin of its own. */
export class DirectApp {
  /** What the token route has answered, and when, by the clock of the server. */
  readonly tokens: { at: number; status: number }[] = []
  /** Whether the token route answers 500. */
  isDown = false
  #server!: Served

  private constructor(
    readonly emulator: MuxEmulator,
    private readonly token: MuxViewers['token'],
    private readonly script: string,
  ) {}

  /** @param tokenLife how long a token holds, in milliseconds */
  static async start(tokenLife: number): Promise<DirectApp> {
    const [emulator, script] = await Promise.all([
      createMuxEmulator({
        streams: [{ id: STREAM, playbackId: 'DirectPlayback' }],
        timing: { lostMs: FOR_EVER, startMs: FOR_EVER, stallMs: FOR_EVER },
      }),
      bundlePage(new URL('DirectPage.tsx', import.meta.url)),
    ])
    const mux = client(emulator)
    const authorize = (request: Request): boolean =>
      request.headers.get('cookie') === 'session=alice'
    const { token } = createMuxViewers({ mux, authorize, tokenLife })
    const app = new DirectApp(emulator, token, script)
    app.#server = await serve((request) => app.#answer(request))
    return app
  }

  get origin(): string {
    return this.#server.origin
  }

  /** The page of the stream. @param stats where it takes Mux to be */
  address(stats: string): string {
    return `${this.origin}/?${String(new URLSearchParams({ stream: STREAM, stats }))}`
  }

  /** A person begins to watch. */
  join(name: string): void {
    const { playbackUrl } = this.emulator.stream(STREAM)
    const view = { view_id: `view of ${name}`, mux_viewer_id: name, video_source_url: playbackUrl }
    this.emulator.receive(syntheticPlayer(view).start())
  }

  /** The statuses of what Mux was asked, and by which methods. */
  get asked(): string[] {
    return this.emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)
  }

  /** What no browser may get hold of. */
  get secrets(): string[] {
    const { MUX_TOKEN_ID, MUX_TOKEN_SECRET, MUX_PRIVATE_KEY } = this.emulator.env
    const lines = Buffer.from(MUX_PRIVATE_KEY, 'base64').toString().trim().split('\n')
    const streamKey = ['stream_key', `not-a-real-stream-key-of-${STREAM}`]
    return [MUX_TOKEN_ID, MUX_TOKEN_SECRET, MUX_PRIVATE_KEY, ...lines, ...streamKey]
  }

  async close(): Promise<void> {
    await this.#server.close()
    await this.emulator.close()
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/') return page('<!doctype html><body><script src="/app.js"></script>')
    if (pathname === '/app.js') return page(this.script, 'text/javascript')
    if (pathname !== TOKEN_ROUTE) return new Response(null, { status: 404 })
    const answer = this.isDown ? new Response('Oh no', { status: 500 }) : await this.token(request)
    this.tokens.push({ at: Date.now(), status: answer.status })
    return answer
  }
}
