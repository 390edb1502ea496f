import { serve, type ServerType } from '@hono/node-server'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isStreamId } from '../../src/core/streamId'
import { readAnswer, readRefusal, writeRequestUrl } from '../../src/core/wire'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxViewersOptions } from '../../src/server/MuxViewersOptions'
import { fakeMux, fakeSource } from './fakeSource'

const URL_OF_ROUTE = 'https://app.test/api/mux-viewers'

function setUp(options: Partial<MuxViewersOptions> = {}, read = () => ({ viewers: 2 })) {
  const { source, calls } = fakeSource(read)
  const error = vi.fn<(message: string, error?: unknown) => void>()
  const viewers = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    logger: { error },
    ...options,
  })
  return {
    viewers,
    calls,
    error,
    get: (query: string, init?: RequestInit) =>
      viewers.fetch(new Request(URL_OF_ROUTE + query, init)),
    post: (body: BodyInit | null, init?: RequestInit) =>
      viewers.fetch(new Request(URL_OF_ROUTE, { method: 'POST', body, ...init })),
  }
}

async function refused(response: Response, status = 400): Promise<string> {
  expect(response.status).toBe(status)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const error = readRefusal(status, await response.json())
  expect(error.message).toMatch(/^\[mux-viewers\] .*\.$/)
  return `${error.code}: ${error.message}`
}

describe('GET', () => {
  it('answers what the fetcher reads, in the order asked, doubles included', async () => {
    const { get, calls } = setUp()
    const ids = ['C', 'a_B-9', 'C']
    const response = await get(writeRequestUrl('', ids))
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const snapshots = readAnswer(await response.json(), ids)
    expect(snapshots.map(({ streamId, viewers }) => [streamId, viewers])).toEqual([
      ['C', 2],
      ['a_B-9', 2],
      ['C', 2],
    ])
    expect(calls).toEqual(['C', 'a_B-9'])
  })

  it('takes 100 ids and not one more', async () => {
    const { get } = setUp()
    const ids = Array.from({ length: 101 }, (_, index) => `S${index}`)
    expect((await get(writeRequestUrl('', ids.slice(1)))).status).toBe(200)
    expect(await refused(await get(writeRequestUrl('', ids)))).toMatch(/^invalid_request: .*100/)
  })

  it.each(['', '?id', '?id=', '?id=a%20b', '?id=A&id=..%2F', '?ID=A', `?id=${'x'.repeat(129)}`])(
    'refuses %s with a sentence, before authorize is asked',
    async (query) => {
      const authorize = vi.fn<() => boolean>(() => true)
      const { get, calls } = setUp({ authorize })
      expect(await refused(await get(query))).toMatch(/^invalid_request: /)
      expect(authorize).not.toHaveBeenCalled()
      expect(calls).toEqual([])
    },
  )

  it('takes ids of the right form and no others, whatever is asked', async () => {
    const { get } = setUp()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\w-]{0,130}$/)), {
          maxLength: 5,
        }),
        async (ids) => {
          const { status } = await get(writeRequestUrl('', ids))
          expect(status).toBe(ids.length > 0 && ids.every(isStreamId) ? 200 : 400)
        },
      ),
    )
  })
})

describe('HEAD', () => {
  it('has the headers of GET and no body', async () => {
    const { get } = setUp()
    const response = await get('?id=A', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toMatch(/^public/)
    expect(await response.text()).toBe('')
  })
})

describe('HEAD of what is refused', () => {
  it.each([
    ['a bad id', {}, 400],
    [
      'authorize that throws',
      {
        authorize: () => {
          throw new Error('full')
        },
      },
      500,
    ],
  ])('%s has no body', async (_, options, status) => {
    const { get } = setUp(options)
    const response = await get(status === 400 ? '?id=a%20b' : '?id=A', { method: 'HEAD' })
    expect(response.status).toBe(status)
    expect(await response.text()).toBe('')
  })
})

describe('OPTIONS and other methods', () => {
  it('says what is allowed, and opens the door to no other origin', async () => {
    const { viewers, get } = setUp()
    const headers = { origin: 'https://other.test' }
    const options = await viewers.handlers.OPTIONS(
      new Request(URL_OF_ROUTE, { method: 'OPTIONS', headers }),
    )
    expect([options.status, options.headers.get('allow')]).toEqual([
      204,
      'GET, HEAD, POST, OPTIONS',
    ])
    const put = await get('?id=A', { method: 'PUT' })
    expect(put.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
    expect(await refused(put, 405)).toMatch(/GET, HEAD, POST, OPTIONS/)
    for (const response of [options, put, await get('?id=A', { headers })]) {
      expect(response.headers.has('access-control-allow-origin')).toBe(false)
    }
  })
})

describe('POST', () => {
  it('is one snapshot plus currentViewers, whatever the content type says', async () => {
    const { post } = setUp()
    for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await post('{"liveStreamId":"A"}', { headers: { 'content-type': type } })
      expect(response.headers.get('cache-control')).toBe('no-store')
      // oxlint-disable-next-line no-await-in-loop
      expect(await response.json()).toMatchObject({
        streamId: 'A',
        viewers: 2,
        source: 'mux',
        currentViewers: 2,
      })
    }
  })

  it('has no current number when Mux fails, or when its last one is a minute old', async () => {
    let now = 0
    let isBroken = false
    const { post } = setUp({ now: () => now }, () => {
      if (isBroken) throw new Error('broken')
      return { viewers: 2 }
    })
    const current = async (): Promise<unknown> =>
      ((await (await post('{"liveStreamId":"A"}')).json()) as Record<string, unknown>)
        .currentViewers
    expect(await current()).toBe(2)
    isBroken = true
    now = 59_999
    expect(await current()).toBe(2)
    now = 60_000
    expect(await current()).toBeNull()
    expect(await (await post('{"liveStreamId":"B"}')).json()).toMatchObject({
      viewers: null,
      currentViewers: null,
      error: { code: 'unavailable' },
    })
  })

  it.each([
    null,
    '',
    'null',
    '[]',
    '{',
    '"A"',
    '{}',
    '{"liveStreamId":7}',
    '{"liveStreamId":"a b"}',
    '{"liveStreamId":["A"]}',
    `{"liveStreamId":"A","more":"${'x'.repeat(16_384)}"}`,
  ])('refuses %s with a sentence', async (body) => {
    const { post, calls } = setUp()
    expect(await refused(await post(body))).toMatch(/^invalid_request: /)
    expect(calls).toEqual([])
  })

  it('says so when the body is too long', async () => {
    const { post } = setUp()
    expect(await refused(await post('x'.repeat(16_385)))).toMatch(/16384 bytes at most/)
  })

  it('gives 200 or a sentence, whatever the body', async () => {
    const { post } = setUp()
    const bodies = fc.oneof(
      fc.uint8Array().map((bytes) => new Blob([bytes])),
      fc.string(),
      fc.json(),
      fc.record({ liveStreamId: fc.anything() }).map((body) => {
        try {
          return JSON.stringify(body)
        } catch {
          return ''
        }
      }),
    )
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const response = await post(body)
        const isAnswer =
          response.status === 200 && 'viewers' in ((await response.clone().json()) as object)
        expect(isAnswer || (await refused(response))).toBeTruthy()
      }),
    )
  })

  it('refuses a body that breaks off', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"liveStreamId":"A"}'))
        controller.error(new Error('gone'))
      },
    })
    const { post } = setUp()
    expect(await refused(await post(body, { duplex: 'half' } as RequestInit))).toMatch(/JSON/)
  })
})

describe('authorize', () => {
  it('is asked first, with the request and the ids', async () => {
    const order: string[] = []
    const { get } = setUp(
      {
        authorize: async (request, streamIds) => {
          order.push(`authorize ${request.headers.get('cookie')} ${streamIds.join()}`)
          return true
        },
      },
      () => {
        order.push('upstream')
        return { viewers: 1 }
      },
    )
    await get('?id=B&id=A', { headers: { cookie: 'user=1' } })
    expect(order).toEqual(['authorize user=1 B,A', 'upstream', 'upstream'])
  })

  it.each([
    [false, []],
    [[], []],
    [['A', 'Z'], ['A']],
    [true, ['A', 'B']],
  ])('giving %j lets %j through; the others are forbidden snapshots', async (result, allowed) => {
    const { get, calls } = setUp({ authorize: () => result })
    const response = await get('?id=A&id=B')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('vary')).toBe('Cookie, Authorization')
    const snapshots = readAnswer(await response.json(), ['A', 'B'])
    for (const snapshot of snapshots) {
      const isAllowed = allowed.some((id) => id === snapshot.streamId)
      expect(snapshot).toMatchObject(
        isAllowed
          ? { viewers: 2, source: 'mux' }
          : { viewers: null, source: null, error: { code: 'forbidden', at: 'route' } },
      )
    }
    expect(calls).toEqual(allowed)
  })

  it('refuses a POST under status 200, without a number', async () => {
    const { post } = setUp({ authorize: () => false })
    const response = await post('{"liveStreamId":"A"}')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      viewers: null,
      currentViewers: null,
      error: { code: 'forbidden' },
    })
  })

  it('may give the answer itself', async () => {
    const answer = Response.redirect('https://app.test/login', 302)
    const { get, calls } = setUp({ authorize: () => answer })
    expect(await get('?id=A')).toBe(answer)
    expect(calls).toEqual([])
  })

  it.each([
    ['throws', () => Promise.reject(new Error('SECRET'))],
    ['returns nothing', () => undefined],
    ['returns a user', () => ({ id: 7, name: 'SECRET' })],
    ['returns a word', () => 'public'],
  ])('that %s lets nobody in, and tells nobody why but the log', async (_, authorize) => {
    const { get, calls, error } = setUp({ authorize: authorize as never })
    expect(await refused(await get('?id=A'), 500)).not.toContain('SECRET')
    expect(calls).toEqual([])
    expect(error.mock.calls[0]?.[0]).toMatch(/^\[mux-viewers\] `authorize`/)
    expect(error.mock.calls[0]?.[1]).toBeInstanceOf(Error)
  })
})

describe('an authorize function', () => {
  it('may read the body of a POST', async () => {
    const bodies: string[] = []
    const { post } = setUp({
      authorize: async (request) => {
        bodies.push(await request.text())
        return true
      },
    })
    const response = await post('{"liveStreamId":"A","room":7}')
    expect(await response.json()).toMatchObject({ streamId: 'A', currentViewers: 2 })
    expect(bodies).toEqual(['{"liveStreamId":"A","room":7}'])
  })

  it('that gives a Response which was read before is a plain 500', async () => {
    const answer = new Response('Log in.', { status: 401 })
    await answer.text()
    const { get, error } = setUp({ authorize: () => answer })
    expect(await refused(await get('?id=A'), 500)).toMatch(/^unavailable: /)
    expect(error).toHaveBeenCalledTimes(1)
  })
})

describe('a public answer', () => {
  it('may lie in a CDN for half of the time that is left, and in no browser', async () => {
    let now = 0
    const { get } = setUp({ now: () => now })
    const header = async (query: string) => (await get(query)).headers.get('cache-control')
    expect(await header('?id=A')).toBe('public, max-age=0, s-maxage=7')
    now = 10_000
    expect(await header('?id=A')).toBe('public, max-age=0, s-maxage=2')
    expect(await header('?id=B')).toBe('public, max-age=0, s-maxage=7')
    expect(await header('?id=A&id=B')).toBe('public, max-age=0, s-maxage=2')
    now = 13_500
    expect(await header('?id=A')).toBe('no-store')
  })

  it('with an error lies there no longer than one with a number', async () => {
    let now = 0
    const { get } = setUp({ now: () => now }, () => {
      throw new Error('broken')
    })
    for (; now < 1_000_000; now += 120_000) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await get('?id=A')).headers.get('cache-control')).toBe(
        'public, max-age=0, s-maxage=7',
      )
    }
  })
})

describe('waitUntil', () => {
  it('is given what goes on after the answer, as a method of its context', async () => {
    const { viewers } = setUp()
    const context = {
      kept: [] as Promise<unknown>[],
      waitUntil(promise: Promise<unknown>) {
        this.kept.push(promise)
      },
    }
    await viewers.fetch(new Request(`${URL_OF_ROUTE}?id=A`), context)
    await viewers.fetch(new Request(`${URL_OF_ROUTE}?id=A`), context)
    expect(context.kept).toHaveLength(1)
    await expect(context.kept[0]).resolves.toBeUndefined()
  })
})

describe('over a socket', () => {
  let server: ServerType | undefined
  afterEach(() => void server?.close())

  async function listen(options: Partial<MuxViewersOptions> = {}): Promise<string> {
    const { viewers } = setUp(options)
    return new Promise((resolve) => {
      server = serve({ fetch: viewers.fetch, port: 0, overrideGlobalObjects: false }, (address) =>
        resolve(`http://localhost:${address.port}/api/mux-viewers`),
      )
    })
  }

  it('the client of the first design works as it stands', async () => {
    const url = await listen()
    const liveStreamId = 'A'
    const setMuxViewers = vi.fn<(viewers: unknown) => void>()
    const data = (await (
      await fetch(url, { method: 'POST', body: JSON.stringify({ liveStreamId }) })
    ).json()) as { currentViewers: number | null }
    setMuxViewers(data.currentViewers)
    expect(setMuxViewers).toHaveBeenCalledExactlyOnceWith(2)
  })

  it('every method gives its answer', async () => {
    const url = await listen({ authorize: (_, ids) => ids.filter((id) => id === 'A') })
    const statuses = await Promise.all(
      ['GET', 'HEAD', 'OPTIONS', 'DELETE'].map(async (method) => {
        const response = await fetch(`${url}?id=A&id=B`, { method })
        return `${method} ${response.status} ${(await response.text()).length > 0}`
      }),
    )
    expect(statuses).toEqual([
      'GET 200 true',
      'HEAD 200 false',
      'OPTIONS 204 false',
      'DELETE 405 true',
    ])
  })
})

describe('pages of other origins', () => {
  const shop = 'https://shop.example'
  const from = (origin: string, method = 'GET', headers: Record<string, string> = {}) => ({
    method,
    headers: { origin, ...headers },
  })
  const cors = (response: Response) =>
    Object.fromEntries(
      [...response.headers].filter(([name]) => /^access-control-|^vary$/.test(name)),
    )

  it('may not read answers, by default', async () => {
    const { get } = setUp()
    expect(cors(await get('?id=A', from(shop)))).toEqual({})
    expect(cors(await get('?id=A', from(shop, 'OPTIONS')))).toEqual({})
  })

  it('may where they are named, with cookies where a function looks at the request', async () => {
    const { get } = setUp({ allowOrigins: [shop], authorize: () => true })
    expect(cors(await get('?id=A', from(shop)))).toEqual({
      'access-control-allow-origin': shop,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'Retry-After',
      vary: 'Cookie, Authorization, Origin',
    })
    expect(cors(await get('?id=A', from('https://evil.example')))).toEqual({
      vary: 'Cookie, Authorization, Origin',
    })
    expect(cors(await get('?id=A'))).toEqual({ vary: 'Cookie, Authorization, Origin' })
  })

  it('may all of them, without cookies', async () => {
    const { get } = setUp({ allowOrigins: '*' })
    expect(cors(await get('?id=A', from(shop)))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After',
    })
  })

  it('may ask before they ask, and read refusals', async () => {
    const { get } = setUp({ allowOrigins: [shop] })
    const preflight = await get(
      '',
      from(shop, 'OPTIONS', {
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      }),
    )
    expect(preflight.status).toBe(204)
    expect(cors(preflight)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '7200',
    })
    const refusal = await get('?id=no%20id', from(shop))
    expect([refusal.status, refusal.headers.get('access-control-allow-origin')]).toEqual([
      400,
      shop,
    ])
  })
})
