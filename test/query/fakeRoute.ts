import { afterEach, beforeEach, expect, vi } from 'vitest'
import { createViewersFetcher, type ViewersFetcherOptions } from '../../src/query'
import type { ViewersError, ViewerSnapshot } from '../../src/query'

/** A route that answers with `respond`, and keeps what it was asked. */
export function createRoute(
  respond: (url: string, init: RequestInit) => Response | Promise<Response>,
): { fetch: typeof fetch; requests: { url: string; init: RequestInit }[] } {
  const requests: { url: string; init: RequestInit }[] = []
  const route = (async (url: string, init: RequestInit) => {
    init.signal?.throwIfAborted()
    requests.push({ url, init })
    return respond(url, init)
  }) as typeof fetch
  return { fetch: route, requests }
}

/** What a healthy route says: 12 people for each id asked. */
export function healthy(url: string): Response {
  const ids = new URL(url, 'https://app.test').searchParams.getAll('id')
  return Response.json({ snapshots: ids.map((streamId) => reading(streamId, 12)) })
}

export function reading(streamId: string, viewers: number): ViewerSnapshot {
  return { streamId, viewers, source: 'mux', unit: 'people', ageMs: 0 }
}

/** Never answers; ends as `fetch` does when its signal is aborted. */
export function silent(_url: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

/** Asks a route once through `createViewersFetcher`. */
export async function ask(
  route: { fetch: typeof fetch },
  options: ViewersFetcherOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ViewerSnapshot[]> {
  return createViewersFetcher({ fetch: route.fetch, ...options })({ streamIds: ['A'], signal })
}

/** What a promise is rejected with; fails the test when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<ViewersError> {
  return promise.then(
    (value) => {
      throw new Error(`Nothing was rejected, it resolved with ${JSON.stringify(value)}.`)
    },
    (error: unknown) => error as ViewersError,
  )
}

/** A fake clock for every test of a file, and no timer left at the end. */
export function setUpClock(now = Date.parse('2026-01-02T03:04:05Z')): void {
  beforeEach(() => void vi.useFakeTimers({ now }))
  afterEach(() => {
    const left = vi.getTimerCount()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    expect(left).toBe(0)
  })
}
