import Mux from '@mux/mux-node'
import { createMuxEmulator } from '../../../src/emulator'
import { createMuxViewers, engagementCounts } from '../../../src/server'

const STREAM = 'Stream1'
/** How long the ways take, there and back, in milliseconds. */
const WAY_TO_ROUTE_MS = 50
const WAY_TO_MUX_MS = 150
const FOR_EVER = Number.MAX_SAFE_INTEGER

/** An emulator, the real route before it, and a `fetch` that leads to both. */
export interface OpenRoute {
  streamId: string
  /** One more person watches; gives how many there are now. */
  addViewer: () => number
  /** Requests to the route, and from there to Mux. */
  spent: () => { route: number; mux: number }
  /** Whether an answer is on a socket, where simulated time must wait for it. */
  isBusy: () => boolean
  close: () => Promise<void>
}

/** Opens it and puts its `fetch` in the place of the global one. */
export async function openRoute(ttl: number): Promise<OpenRoute> {
  const { fetch: realFetch } = globalThis
  let busy = 0
  let route = 0
  const outside = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    busy += 1
    return answer.finally(() => void (busy -= 1))
  }

  const emulator = await createMuxEmulator({
    streams: [{ id: STREAM, playbackId: 'Playback1' }],
    now: () => Date.now(),
    // Nobody has to go on saying that they watch.
    timing: { lostMs: FOR_EVER, startMs: FOR_EVER, stallMs: FOR_EVER },
  })
  const { env } = emulator
  const mux = new Mux({
    tokenId: env.MUX_TOKEN_ID,
    tokenSecret: env.MUX_TOKEN_SECRET,
    jwtSigningKey: env.MUX_SIGNING_KEY,
    jwtPrivateKey: env.MUX_PRIVATE_KEY,
  })
  // Signing is done by a thread of its own.
  const sign = mux.jwt.signViewerCounts.bind(mux.jwt)
  mux.jwt.signViewerCounts = (...given) => outside(sign(...given))
  const sources = [engagementCounts({ mux, ttl, baseUrl: env.MUX_STATS_URL })]
  const viewers = createMuxViewers({ mux, authorize: 'public', sources })

  globalThis.fetch = async (address) => {
    const url = new URL(address as string, 'https://app.test')
    if (url.hostname !== 'app.test') {
      await wait(WAY_TO_MUX_MS)
      // Without its signal: it is one of the page's kind, and Node takes only its own.
      return outside(
        realFetch(url).then(async (answer) => new Response(await answer.text(), answer)),
      )
    }
    route += 1
    await wait(WAY_TO_ROUTE_MS)
    return viewers.fetch(new Request(url))
  }

  const people: Player[] = []
  return {
    streamId: STREAM,
    addViewer() {
      people.push(createPlayer(people.length, emulator.stream(STREAM).playbackUrl))
      // A view that is silent for an hour is forgotten, so all of them say something.
      for (const say of people) emulator.receive({ events: [say('playing')] })
      return emulator.stream(STREAM).counts().viewers
    },
    spent: () => ({
      route,
      mux: emulator.requests.filter(({ path }) => path === '/counts').length,
    }),
    isBusy: () => busy > 0,
    async close() {
      globalThis.fetch = realFetch
      await emulator.close()
    },
  }
}

type Player = (event: string) => object

/** Says what a player says, event by event. */
function createPlayer(person: number, address: string): Player {
  let sequence = 0
  return (event) => ({
    event,
    view_id: `view-${person}`,
    view_sequence_number: (sequence += 1),
    mux_viewer_id: `viewer-${person}`,
    player_is_paused: false,
    video_source_url: address,
  })
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
