import { createMuxViewers, type ViewersSource } from '../../../src/server'

/** A route as one Web function. */
export type Route = (request: Request) => Response | Promise<Response>

export type RouteName = 'ours' | 'plain' | 'uncached'

/** How long the pretend Mux takes, in milliseconds: less than the real one. */
const UPSTREAM_MS = 20

const source: ViewersSource = {
  name: 'counts',
  unit: 'people',
  ttlMs: 60_000,
  missing: () => null,
  read: async () => {
    await new Promise((resolve) => setTimeout(resolve, UPSTREAM_MS))
    return { viewers: 247, views: 260 }
  },
}

/** A client that may also say whether streams are live: all that an answer looks at is there. */
const mux = {
  jwt: { signViewerCounts: (): string => 'token' },
  video: { liveStreams: { retrieve: async () => ({ status: 'active' }) } },
  baseURL: 'http://mux.test',
}

/** Shorter than a minute, so that fifty streams have their turns soon. */
const STATE_TTL_MS = 20_000

/** Where `count` streams are asked for. */
export const pathOf = (count: number): string =>
  `/?${Array.from({ length: count }, (_, index) => `id=${`Stream${index}`.padEnd(44, 'x')}`).join('&')}`

/**
 * Ours, what it is measured against: `Response.json` of the same bytes with the same headers, and
 * what people write first: a route that asks Mux each time.
 */
export async function openRoute(name: RouteName, count: number): Promise<Route> {
  const viewers = createMuxViewers({
    mux,
    authorize: 'public',
    sources: [source],
    stateTtl: STATE_TTL_MS,
    logger: { error: console.error },
  })
  const ours: Route = (request) => viewers.fetch(request)
  const { headers, body } = await warm(ours, count)
  if (name === 'ours') return ours
  if (name === 'plain') return () => Response.json(body, { headers })
  return async () => {
    await source.read({ streamId: 'Stream0', signal: new AbortController().signal })
    return Response.json(body, { headers })
  }
}

/** Asks until all is known of every stream: what is measured is the cached answer. */
async function warm(
  route: Route,
  count: number,
): Promise<{ headers: Record<string, string>; body: unknown }> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const given = await route(new Request(`http://route.test${pathOf(count)}`))
    // oxlint-disable-next-line no-await-in-loop
    const body = (await given.json()) as { snapshots: { viewers: unknown; stream: unknown }[] }
    if (body.snapshots.every(({ viewers, stream }) => viewers === 247 && stream === 'active')) {
      return { headers: Object.fromEntries(given.headers), body }
    }
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
