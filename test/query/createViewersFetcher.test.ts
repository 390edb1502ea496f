import { describe, expect, it, vi } from 'vitest'
import { createViewersFetcher } from '../../src/query'
import { ask, createRoute, healthy, reading, rejection, silent, setUpClock } from './fakeRoute'
import { describeFetcher } from './fetcherContract'

setUpClock()

const sentHeaders = (route: ReturnType<typeof createRoute>): Headers =>
  new Headers(route.requests.at(-1)?.init.headers)

describe('what is asked', () => {
  it.each([
    [undefined, '/api/mux-viewers?id=A&id=B'],
    ['/viewers', '/viewers?id=A&id=B'],
    ['https://api.test/v?tenant=7', 'https://api.test/v?tenant=7&id=A&id=B'],
  ])('with url %s is %s', async (url, expected) => {
    const route = createRoute(healthy)
    const fetcher = createViewersFetcher({ url, fetch: route.fetch })
    const snapshots = await fetcher({
      streamIds: ['A', 'B'],
      signal: new AbortController().signal,
    })
    expect(route.requests.map((request) => request.url)).toEqual([expected])
    expect(snapshots).toEqual([reading('A', 12), reading('B', 12)])
  })

  it('goes out as GET with cookies of the own origin only', async () => {
    const route = createRoute(healthy)
    await ask(route)
    const { method, credentials } = route.requests[0]!.init
    expect({ method: method ?? 'GET', credentials }).toEqual({
      method: 'GET',
      credentials: 'same-origin',
    })
    expect(sentHeaders(route).get('accept')).toBe('application/json')
    await ask(route, { credentials: 'include' })
    expect(route.requests[1]!.init.credentials).toBe('include')
  })

  it.each([
    ['an object', { authorization: 'Bearer 1' }],
    ['pairs', [['authorization', 'Bearer 1']] as [string, string][]],
    ['Headers', new Headers({ authorization: 'Bearer 1' })],
    ['a function', () => ({ authorization: 'Bearer 1' })],
    ['an async function', async () => new Headers({ authorization: 'Bearer 1' })],
  ])('carries headers given as %s', async (_name, headers) => {
    const route = createRoute(healthy)
    await ask(route, { headers })
    expect(sentHeaders(route).get('authorization')).toBe('Bearer 1')
    expect(sentHeaders(route).get('accept')).toBe('application/json')
  })

  it('asks the headers function anew each time', async () => {
    const route = createRoute(healthy)
    let token = 0
    const fetcher = createViewersFetcher({
      fetch: route.fetch,
      headers: () => ({ authorization: `Bearer ${++token}` }),
    })
    const { signal } = new AbortController()
    await fetcher({ streamIds: ['A'], signal })
    await fetcher({ streamIds: ['A'], signal })
    expect(sentHeaders(route).get('authorization')).toBe('Bearer 2')
  })

  it('goes through the global fetch of the moment', async () => {
    const fetcher = createViewersFetcher()
    const route = createRoute(healthy)
    vi.stubGlobal('fetch', route.fetch)
    await fetcher({ streamIds: ['A'], signal: new AbortController().signal })
    expect(route.requests).toHaveLength(1)
  })
})

describe('patience', () => {
  it('ends after 10 s as timeout, and tells the request so', async () => {
    const route = createRoute(silent)
    const rejected = rejection(ask(route))
    await vi.advanceTimersByTimeAsync(9_999)
    expect(route.requests[0]!.init.signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(route.requests[0]!.init.signal?.aborted).toBe(true)
    expect(await rejected).toMatchObject({ code: 'timeout', at: 'route' })
  })

  it('ends after timeoutMs', async () => {
    const rejected = rejection(ask(createRoute(silent), { timeoutMs: 500 }))
    await vi.advanceTimersByTimeAsync(500)
    expect((await rejected).message).toContain('/api/mux-viewers gave no answer within 500 ms')
  })

  it('ends although the fetch given ignores its signal', async () => {
    const rejected = rejection(ask(createRoute(() => new Promise<Response>(() => {}))))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await rejected).toMatchObject({ code: 'timeout' })
  })

  it('ends although the headers function never answers', async () => {
    const rejected = rejection(
      ask(createRoute(healthy), { headers: () => new Promise<HeadersInit>(() => {}) }),
    )
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await rejected).toMatchObject({ code: 'timeout' })
  })

  it('calls a body that stops half way timeout, not bad_response', async () => {
    const route = createRoute((_url, { signal }) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"snapshots":['))
          signal?.addEventListener('abort', () => controller.error(signal.reason))
        },
      })
      return new Response(body)
    })
    const rejected = rejection(ask(route))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await rejected).toMatchObject({ code: 'timeout' })
  })

  it('passes an abort on at once', async () => {
    const leaving = new AbortController()
    const route = createRoute(silent)
    const rejected = rejection(ask(route, {}, leaving.signal))
    await vi.advanceTimersByTimeAsync(1)
    leaving.abort()
    expect(route.requests[0]!.init.signal?.aborted).toBe(true)
    expect(await rejected).toMatchObject({ code: 'network' })
  })

  it('asks nothing for whom nobody waits any more', async () => {
    const route = createRoute(healthy)
    expect(await rejection(ask(route, {}, AbortSignal.abort()))).toMatchObject({ code: 'network' })
    expect(route.requests).toHaveLength(0)
  })
})

describeFetcher('createViewersFetcher over a route', async () => {
  let isBroken = false
  const route = createRoute((url) => (isBroken ? new Response('', { status: 502 }) : healthy(url)))
  return {
    fetcher: createViewersFetcher({ fetch: route.fetch }),
    counts: { A: 12, B: 12 },
    break: () => void (isBroken = true),
    repair: () => void (isBroken = false),
  }
})
