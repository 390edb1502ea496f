import { getRequestListener } from '@hono/node-server'
import Mux from '@mux/mux-node'
import { serve } from '../test/support/serve.ts'
import { DemoAudience } from './DemoAudience.ts'
import { OTHER_CHANNELS, OWN_CHANNEL, streamOf, type DemoChannel } from './demoChannels.ts'
import { loadEntry } from './loadEntry.ts'
import { openRecord } from './openRecord.ts'
import type { Plugin, ResolvedConfig, ViteDevServer } from 'vite'
import type * as EmulatorEntry from '../src/emulator'
import type * as ServerEntry from '../src/server'

/** Props of the player, for one stream. */
type PlayerSource =
  { src: string; envKey: string; beaconCollectionDomain: string } | { playbackId: string }

/** A stream that the pages may show. */
export interface ShownChannel extends Pick<DemoChannel, 'streamId' | 'title' | 'host'> {
  player: PlayerSource
}

/** What the pages need to know, `GET /api/demo`. */
export interface DemoState {
  /** `'emulator'`: a pretend Mux on this machine; `'mux'`: the real one. */
  mux: 'emulator' | 'mux'
  streamId: string
  isLive: boolean
  isKeyBroken: boolean
  player: PlayerSource
  /** All streams; the first one is `streamId`. */
  channels: ShownChannel[]
  /** Variables that are not set; the page cannot work without them. */
  missing: string[]
  /** How the last broadcast went, once its figures are final. */
  lastBroadcast: ServerEntry.Broadcast | null
}

/** What the buttons of the Live page do, `POST /api/demo`. */
export type DemoAction = 'start' | 'stop' | 'break' | 'repair'

interface Demo {
  viewers: { fetch: (request: Request) => Promise<Response> }
  state: () => Promise<DemoState>
  /** Resolves when the server knows of it. */
  act: (action: DemoAction) => Promise<void>
  close: () => Promise<void>
}

/** The server side of the Live page inside Storybook's dev server: a Mux, our route, the buttons. */
export function liveDemo(): Plugin {
  // Each server has its own: the story tests run two, and one that restarts is two for a moment.
  const demos = new Map<ResolvedConfig, Promise<Demo>>()
  return {
    name: 'mux-viewers-live-demo',
    apply: 'serve',
    configureServer(server) {
      endWithParent()
      const demo = process.env.MUX_EMULATOR === 'off' ? realMux(server) : emulatedMux(server)
      demos.set(server.config, demo)
      demo.catch((error: unknown) => console.error(error))
      const route = getRequestListener(async (request) => (await demo).viewers.fetch(request))
      const page = getRequestListener(async (request) => {
        const { state, act } = await demo
        if (request.method === 'POST')
          await act(((await request.json()) as { action: DemoAction }).action)
        return Response.json(await state())
      })
      server.middlewares.use('/api/mux-viewers', (req, res) => void route(req, res))
      server.middlewares.use('/api/demo', (req, res) => void page(req, res))
    },
    async closeBundle() {
      const server = this.environment.getTopLevelConfig()
      const demo = demos.get(server)
      demos.delete(server)
      // A server that is stopped while it starts has nothing to close.
      await demo?.then(({ close }) => close()).catch(() => undefined)
    },
  }
}

async function emulatedMux(server: ViteDevServer): Promise<Demo> {
  const { createMuxEmulator } = await loadEntry<typeof EmulatorEntry>(server, '/src/emulator.ts')
  const { createMuxViewers, engagementCounts } = await loadEntry<typeof ServerEntry>(
    server,
    '/src/server.ts',
  )
  const { streamId } = OWN_CHANNEL
  const channels = [OWN_CHANNEL, ...OTHER_CHANNELS]
  const faster = Number(process.env.MUX_EMULATOR_SPEED ?? 1)
  const emulator = await createMuxEmulator({
    streams: channels.map(streamOf),
    // A test shortens the player's timers, so a view is believed in for as much less. A page's
    // refresh takes as long as ever, so the linger stays.
    timing: { lostMs: 30_000 / faster, startMs: 60_000 / faster, stallMs: 300_000 / faster },
  })
  const { MUX_TOKEN_ID, MUX_TOKEN_SECRET, MUX_SIGNING_KEY, MUX_PRIVATE_KEY, MUX_WEBHOOK_SECRET } =
    emulator.env
  const mux = new Mux({
    tokenId: MUX_TOKEN_ID,
    tokenSecret: MUX_TOKEN_SECRET,
    jwtSigningKey: MUX_SIGNING_KEY,
    jwtPrivateKey: MUX_PRIVATE_KEY,
    webhookSecret: MUX_WEBHOOK_SECRET,
    baseURL: emulator.url,
  })
  const record = await openRecord(server)
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [engagementCounts({ mux, baseUrl: emulator.url, ttl: 500 })],
    ...record.options,
  })
  // Mux tells of starts and ends over the network, as it would tell a server of yours.
  const webhooks = await serve(viewers.webhook)
  emulator.webhooks.addEndpoint({ url: webhooks.origin })
  const recorder = viewers.recorder({ streams: [streamId] })
  const audience = new DemoAudience(emulator, OTHER_CHANNELS, faster)
  const stream = emulator.stream(streamId)
  stream.start()
  recorder.start()
  let isKeyBroken = false
  const playerOf = (id: string): PlayerSource => ({
    src: emulator.stream(id).playbackUrl,
    // Any key will do, but without one a player that plays no Mux address reports nothing.
    envKey: 'emulator',
    beaconCollectionDomain: emulator.beaconDomain,
  })
  const actions: Record<DemoAction, () => void> = {
    start: () => stream.start(),
    stop: () => stream.stop(),
    break: () => emulator.revokeSigningKey(),
    repair: () => emulator.restoreSigningKey(),
  }
  return {
    viewers,
    async act(action) {
      actions[action]()
      if (action === 'break' || action === 'repair') isKeyBroken = action === 'break'
      // A page that is told of a start asks at once, and asks little of a stream that has not begun.
      await emulator.webhooks.settle()
    },
    state: async () => ({
      mux: 'emulator',
      streamId,
      isLive: stream.status === 'active',
      isKeyBroken,
      player: playerOf(streamId),
      channels: channels.map(({ streamId: id, title, host }) => ({
        ...{ streamId: id, title, host },
        player: playerOf(id),
      })),
      missing: [],
      lastBroadcast: await record.lastBroadcast(streamId),
    }),
    async close() {
      audience.leave()
      await recorder.stop()
      await webhooks.close()
      await emulator.close()
      await record.close()
    },
  }
}

async function realMux(server: ViteDevServer): Promise<Demo> {
  const { MUX_LIVE_STREAM_ID = '', MUX_PLAYBACK_ID = '' } = process.env
  const missing = [
    'MUX_TOKEN_ID',
    'MUX_TOKEN_SECRET',
    'MUX_SIGNING_KEY',
    'MUX_PRIVATE_KEY',
    'MUX_LIVE_STREAM_ID',
    'MUX_PLAYBACK_ID',
  ].filter((name) => !process.env[name])
  if (missing.length > 0) {
    console.warn(
      `[mux-viewers] MUX_EMULATOR=off asks the real Mux, but ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set. Set what is missing, or leave MUX_EMULATOR out to use the emulator.`,
    )
  }
  const { createMuxViewers } = await loadEntry<typeof ServerEntry>(server, '/src/server.ts')
  const record = await openRecord(server)
  const player = { playbackId: MUX_PLAYBACK_ID }
  return {
    viewers: createMuxViewers({ mux: new Mux(), authorize: 'public', ...record.options }),
    act: async () => undefined,
    state: async () => ({
      mux: 'mux',
      streamId: MUX_LIVE_STREAM_ID,
      isLive: true,
      isKeyBroken: false,
      player,
      channels: [{ streamId: MUX_LIVE_STREAM_ID, title: 'Your stream', host: 'You', player }],
      missing,
      lastBroadcast: await record.lastBroadcast(MUX_LIVE_STREAM_ID),
    }),
    close: () => record.close(),
  }
}

/** Who was killed cannot end this: it would go on, with the port and the record. */
function endWithParent(): void {
  const parent = Number(process.env.MUX_DEMO_PARENT)
  if (!(parent > 0)) return
  const look = (): void => {
    try {
      process.kill(parent, 0)
    } catch {
      process.exit()
    }
  }
  setInterval(look, 1_000).unref()
}
