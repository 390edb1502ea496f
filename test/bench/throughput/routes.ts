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

/** Where `count` streams are asked for. */
export const pathOf = (count: number): string =>
  `/?${Array.from({ length: count }, (_, index) => `id=${`Stream${index}`.padEnd(44, 'x')}`).join('&')}`

/**
 * Ours, what it is measured against: `Response.json` of the same bytes with the same headers, and
 * what people write first: a route that asks Mux each time.
 */
export async function openRoute(name: RouteName, count: number): Promise<Route> {
  const mux = { jwt: { signViewerCounts: (): string => 'token' } }
  const viewers = createMuxViewers({ mux, authorize: 'public', sources: [source] })
  const ours: Route = (request) => viewers.fetch(request)
  if (name === 'ours') return ours
  const given = await ours(new Request(`http://route.test${pathOf(count)}`))
  const headers = Object.fromEntries(given.headers)
  const body: unknown = await given.json()
  if (name === 'plain') return () => Response.json(body, { headers })
  return async () => {
    await source.read({ streamId: 'Stream0', signal: new AbortController().signal })
    return Response.json(body, { headers })
  }
}
