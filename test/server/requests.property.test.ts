import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { createMuxViewers } from '../../src/server'
import { fakeMux, fakeSource } from './fakeSource'

const ROUTE = 'https://app.test/api/mux-viewers'
const MAX_BYTES = 16_384
const ID = /^[A-Za-z0-9_-]{1,128}$/

/** Three sentences for each way to ask: so nothing of what was asked is in them. */
const SENTENCES = 3

/** A route whose streams have as many viewers as their ids have letters. */
function setUp() {
  const { source } = fakeSource(({ streamId }) => ({ viewers: streamId.length }))
  const authorize = vi.fn((_: Request, ids: readonly string[]) => ids.every((id) => ID.test(id)))
  const error = vi.fn()
  const viewers = createMuxViewers({
    mux: fakeMux,
    authorize,
    sources: [source],
    allowOrigins: ['https://good.test'],
    logger: { error },
  })
  /** All that has ever been said without an answer, headers included. */
  const refusals = new Set<string>()

  const expectAnswer = async (request: Request, ids: readonly string[] | null) => {
    const { method } = request
    const response = await viewers.fetch(request)
    expect(error).not.toHaveBeenCalled()
    const text = await response.text()
    const isRead = ['GET', 'HEAD', 'POST'].includes(method)
    const status = method === 'OPTIONS' ? 204 : isRead ? (ids === null ? 400 : 200) : 405
    expect(response.status).toBe(status)
    if (status !== 200 && method !== 'HEAD')
      refusals.add(JSON.stringify([status, [...response.headers], text]))
    if (method === 'HEAD') return expectNothing(text)
    if (status === 200) return expectSnapshots(method, text, ids!)
    return status === 204 ? expectNothing(text) : expectSentence(response, text)
  }
  return { expectAnswer, refusals, authorize }
}

function expectNothing(text: string): void {
  expect(text).toBe('')
}

function expectSnapshots(method: string, text: string, ids: readonly string[]): void {
  const body = JSON.parse(text) as ViewerSnapshot & { snapshots: ViewerSnapshot[] }
  const snapshots = method === 'POST' ? [body] : body.snapshots
  expect(snapshots.map(({ streamId, viewers }) => [streamId, viewers])).toEqual(
    ids.map((id) => [id, id.length]),
  )
}

function expectSentence(response: Response, text: string): void {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(JSON.parse(text)).toEqual({
    error: { code: 'invalid_request', message: expect.stringMatching(/^\[mux-viewers\] .*\.$/s) },
  })
}

const ids = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/), fc.constant('x'.repeat(128)))
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '../..',
    '%00',
    'x'.repeat(129),
    '__proto__',
    '<script>',
    'A&id=B',
    'A%20',
    'é',
    '\ud800',
    ' A',
  ),
)
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'content-encoding', 'origin', 'accept', 'x-http-method-override'),
  fc.oneof(
    fc.constantFrom('text/html', 'application/json; charset=utf-16', 'gzip', 'null', 'DELETE'),
    fc.stringMatching(/^[\x21-\x7e]{0,40}$/),
  ),
  { noNullPrototype: true },
)

it(
  'whatever stands in the address, the answer is about the ids asked in their order, or a sentence',
  { timeout: 30_000 },
  async () => {
    const { expectAnswer, refusals } = setUp()
    const pair = fc.tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constant('id') }, { weight: 1, arbitrary: anyText }),
      fc.oneof({ weight: 30, arbitrary: ids }, { weight: 1, arbitrary: anyText }),
    )
    const pairs = fc.oneof(fc.array(pair, { maxLength: 12 }), fc.array(pair, { size: 'large' }))
    const few = fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 95, maxLength: 105 })
    const queries = fc.oneof(
      pairs.map((given) => new URLSearchParams(given).toString()),
      few.map((given) => given.map((id) => `id=${id}`).join('&')),
      anyText,
      anyText.map((text) => `id=A&id=${text}&id=B`),
    )
    const methods = fc.constantFrom('GET', 'GET', 'get', 'HEAD')
    await fc.assert(
      fc.asyncProperty(queries, methods, headers, async (query, method, more) => {
        const request = new Request(`${ROUTE}?${query}`, { method, headers: more })
        const asked = new URL(request.url).searchParams.getAll('id')
        const isRight = asked.length > 0 && asked.length <= 100 && asked.every((id) => ID.test(id))
        await expectAnswer(request, isRight ? asked : null)
      }),
      { numRuns: 500 },
    )
    expect(refusals.size).toBe(SENTENCES)
  },
)

/** What is asked for by these bytes; `null`: nothing that can be answered. */
function idOf(bytes: Uint8Array): string[] | null {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const { liveStreamId } = body as { liveStreamId?: unknown }
    const isRight = typeof liveStreamId === 'string' && ID.test(liveStreamId)
    return isRight && bytes.length <= MAX_BYTES ? [liveStreamId] : null
  } catch {
    return null
  }
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const asking = fc
  .record({ liveStreamId: fc.oneof(ids, ids, anyText, fc.jsonValue()) }, { requiredKeys: [] })
  .chain((body) => fc.jsonValue().map((more) => JSON.stringify({ more, ...body })))
const depths = fc.integer({ min: 1, max: 9_000 })
const bodies = fc.oneof(
  asking.map(utf8),
  asking.map((text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
  asking.map((text) => utf8(`\ufeff${text}`)),
  fc
    .tuple(asking, fc.integer({ min: 16_000, max: 17_000 }))
    .map(([text, n]) => utf8(text.padEnd(n))),
  fc.tuple(asking, fc.nat()).map(([text, n]) => utf8(text.slice(0, n % text.length))),
  depths.map((n) => utf8('['.repeat(n) + ']'.repeat(n))),
  depths.map((n) => utf8(`{"liveStreamId":"A","more":${'['.repeat(n)}${']'.repeat(n)}}`)),
  fc
    .tuple(ids, anyText)
    .map(([one, other]) =>
      utf8(`{"liveStreamId":"${one}","liveStreamId":${JSON.stringify(other)}}`),
    ),
  ids.map((id) => utf8(`{"__proto__":{"liveStreamId":"${id}"}}`)),
  fc.uint8Array(),
  fc.nat({ max: 300_000 }).map((length) => new Uint8Array(length).fill(65)),
)

it(
  'whatever is posted, the answer is about the id in it, or a sentence',
  { timeout: 30_000 },
  async () => {
    const { expectAnswer, refusals } = setUp()
    await fc.assert(
      fc.asyncProperty(bodies, headers, anyText, async (bytes, more, query) => {
        const body = Uint8Array.from(bytes)
        const request = new Request(`${ROUTE}?${query}`, { method: 'POST', headers: more, body })
        await expectAnswer(request, idOf(bytes))
      }),
      { numRuns: 500 },
    )
    expect(refusals.size).toBe(SENTENCES)
  },
)

it(
  'a body in any pieces is read like a whole one; one that breaks off, or is no bytes, gets a sentence',
  { timeout: 30_000 },
  async () => {
    const { expectAnswer, refusals } = setUp()
    const ends = fc.constantFrom('whole', 'breaks off', 'no bytes', 'read before')
    await fc.assert(
      fc.asyncProperty(
        bodies,
        fc.integer({ min: 1, max: 9_000 }),
        ends,
        async (bytes, size, end) => {
          const stream = new ReadableStream({
            start(controller) {
              for (let at = 0; at < bytes.length; at += size) {
                controller.enqueue(Uint8Array.from(bytes.subarray(at, at + size)))
              }
              if (end === 'no bytes') controller.enqueue('{"liveStreamId":"A"}')
              if (end === 'breaks off') controller.error(new Error('gone'))
              else controller.close()
            },
          })
          const init = { method: 'POST', body: stream, duplex: 'half' } satisfies object
          const request = new Request(ROUTE, init)
          if (end === 'read before') await request.arrayBuffer()
          await expectAnswer(request, end === 'whole' ? idOf(bytes) : null)
        },
      ),
    )
    expect(refusals.size).toBeLessThanOrEqual(SENTENCES)
  },
)

it('any other method is told which there are, and nobody is asked', async () => {
  const { expectAnswer, refusals, authorize } = setUp()
  const methods = fc
    .oneof(
      fc.constantFrom('OPTIONS', 'options', 'PUT', 'DELETE', 'PATCH', 'QUERY'),
      fc.stringMatching(/^[A-Za-z-]{1,12}$/),
    )
    .filter(
      (method) => !/^(get|head|post|connect|trace|track)$/i.test(method) && method !== 'patch',
    )
  await fc.assert(
    fc.asyncProperty(methods, headers, anyText, async (method, more, query) => {
      await expectAnswer(new Request(`${ROUTE}?id=A&${query}`, { method, headers: more }), null)
    }),
  )
  expect(refusals.size).toBe(2)
  expect(authorize).not.toHaveBeenCalled()
})
