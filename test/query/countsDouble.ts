import { vi } from 'vitest'
import {
  createCountsFetcher,
  type CountsFetcherOptions,
  type ViewerSnapshot,
  type ViewersFetcher,
} from '../../src/query'

/** How Mux and the token route answer; each may be replaced at any time. */
export interface CountsDouble {
  fetcher: ViewersFetcher
  /** Asks for `A`, and gives its snapshot. */
  ask: (signal?: AbortSignal) => Promise<ViewerSnapshot>
  /** Mux: with the token in its address. */
  mux: (token: string, signal: AbortSignal) => Response | Promise<Response>
  /** The token route. */
  route: (streamId: string, signal: AbortSignal) => Response | Promise<Response>
  /** What Mux was asked: tokens, in order. */
  asked: string[]
  /** What the token route was asked: ids, in order. */
  routed: string[]
  urls: string[]
}

export const LIFE_MS = 600_000

/** A fetcher before a Mux and a token route of the test's own; tokens are `A-1`, `A-2`, … and hold ten minutes. */
export function createCountsDouble(options: CountsFetcherOptions = {}): CountsDouble {
  const double: CountsDouble = {
    fetcher: createCountsFetcher({
      fetch: (async (url: string, { signal }: RequestInit) => {
        signal!.throwIfAborted()
        double.urls.push(url)
        const { searchParams } = new URL(url, 'https://app.test')
        const [token, id] = [searchParams.get('token'), searchParams.get('id')]
        ;(token === null ? double.routed : double.asked).push(token ?? id!)
        return token === null ? double.route(id!, signal!) : double.mux(token, signal!)
      }) as typeof fetch,
      ...options,
    }),
    ask: async (signal = new AbortController().signal) =>
      (await double.fetcher({ streamIds: ['A'], signal }))[0]!,
    mux: () => counted(12, 14),
    route: (id) => Response.json({ token: `${id}-${double.routed.length}`, expiresInMs: LIFE_MS }),
    asked: [],
    routed: [],
    urls: [],
  }
  return double
}

export const counted = (viewers: number, views = viewers): Response =>
  Response.json({ data: [{ viewers, views, updated_at: '2026-01-02T03:04:05Z' }] })

/** An answer that never comes; ends as `fetch` does when its signal is aborted. */
export const never = (_asked: string, signal: AbortSignal): Promise<Response> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

/** A JWT with this payload, signed by nobody. */
export function jwt(payload: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(payload)}.c2lnbmF0dXJl`
}

export const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
