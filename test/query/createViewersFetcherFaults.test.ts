import { describe, expect, it, vi } from 'vitest'
import { ViewersError, type ViewersErrorCode } from '../../src/query'
import { writeRefusal } from '../../src/core/wire'
import { ask, createRoute, rejection, setUpClock } from './fakeRoute'

const SECRET = 'Bearer sk-live-123'

setUpClock()

const answered = (body: string, init?: ResponseInit) =>
  rejection(ask(createRoute(() => new Response(body, init))))

describe('a refusal', () => {
  it('says what the route said', async () => {
    const body = writeRefusal(new ViewersError('invalid_request', 'No id was asked for.'))
    expect(await answered(body, { status: 400 })).toMatchObject({
      code: 'invalid_request',
      at: 'route',
      message: '[mux-viewers] No id was asked for.',
    })
  })

  it.each<[number, ViewersErrorCode]>([
    [400, 'invalid_request'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [408, 'timeout'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'timeout'],
  ])('with status %i and a page of HTML is %s', async (status, code) => {
    const error = await answered(`<html>${SECRET}</html>`, { status })
    expect(error).toMatchObject({ code, at: 'route' })
    expect(error.message).toContain(`HTTP ${status}`)
    expect(error.message).not.toContain(SECRET)
  })

  it('with status 304 and no body is bad_response', async () => {
    const route = createRoute(() => new Response(null, { status: 304 }))
    expect(await rejection(ask(route))).toMatchObject({ code: 'bad_response' })
  })

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ])('with Retry-After %j asks to wait %s ms', async (header, expected) => {
    const error = await answered('', { status: 429, headers: { 'retry-after': header } })
    expect(error.retryAfterMs).toBe(expected)
  })

  it("reads a Retry-After date by the server's clock, where it is told", async () => {
    vi.setSystemTime(Date.now() - 600_000)
    const error = await answered('', {
      status: 503,
      headers: {
        date: 'Fri, 02 Jan 2026 03:04:05 GMT',
        'retry-after': 'Fri, 02 Jan 2026 03:04:15 GMT',
      },
    })
    expect(error.retryAfterMs).toBe(10_000)
  })
})

describe('an answer that is none', () => {
  it.each([
    ['a page of HTML', `<html>${SECRET}</html>`],
    ['nothing', ''],
    ['JSON cut off', '{"snapshots":[{"streamId"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another JSON', '{"viewers":3}'],
    ['no list of snapshots', '{"snapshots":{"A":1}}'],
  ])('is bad_response: %s', async (_name, body) => {
    const error = await answered(body)
    expect(error).toMatchObject({ code: 'bad_response', at: 'route' })
    expect(error.message).not.toContain(SECRET)
  })

  it('names the address when the answer is no JSON', async () => {
    expect((await answered('<html></html>')).message).toContain('/api/mux-viewers')
  })

  it('harms only the stream whose entry is unusable', async () => {
    const body = JSON.stringify({ snapshots: [{ streamId: 'A', viewers: -1, source: 'mux' }] })
    const [snapshot] = await ask(createRoute(() => new Response(body)))
    expect(snapshot).toMatchObject({ viewers: null, source: null, error: { code: 'bad_response' } })
  })
})

describe('no answer', () => {
  it('is network, with no word of what was thrown', async () => {
    const route = createRoute(() => {
      throw new TypeError(`Failed to fetch with ${SECRET}`)
    })
    const error = await rejection(ask(route))
    expect(error).toMatchObject({ code: 'network', at: 'route' })
    expect(error.message).toContain('/api/mux-viewers cannot be reached')
    expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(SECRET)
  })

  it('is network when the fetch given throws synchronously, or breaks off in the body', async () => {
    const thrower = (() => {
      throw new Error(SECRET)
    }) as typeof fetch
    expect(await rejection(ask({ fetch: thrower }))).toMatchObject({ code: 'network' })
    const body = new ReadableStream({ start: (reader) => reader.error(new TypeError(SECRET)) })
    const error = await rejection(ask(createRoute(() => new Response(body))))
    expect(error).toMatchObject({ code: 'network' })
    expect(error.message).not.toContain(SECRET)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error(SECRET)
      },
    ],
    ['rejects', () => Promise.reject(new Error(SECRET))],
    ['gives a header that cannot be sent', () => ({ authorization: `${SECRET}\n\u{1F441}` })],
  ])('is blamed on the headers function when it %s', async (_name, headers) => {
    const route = createRoute(() => new Response())
    const error = await rejection(ask(route, { headers }))
    expect(error).toMatchObject({ code: 'unavailable', at: 'route' })
    expect(error.message).toContain('headers')
    expect(error.message).not.toContain(SECRET)
    expect(route.requests).toHaveLength(0)
  })
})
