import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isViewersError, type ViewersError } from '../../src/core/ViewersError'
import { readCounts } from '../../src/mux/counts'
import documented from './fixtures/counts.json' with { type: 'json' }

const TOKEN = 'eyJhbGciOi.SECRET-TOKEN.signature'

const answering = (body: BodyInit | null, init?: ResponseInit): typeof fetch => {
  return async () => new Response(body, init)
}

const ask = (fetch: typeof globalThis.fetch, signal = new AbortController().signal) =>
  readCounts({ token: TOKEN, signal, fetch })

async function fault(asked: Promise<unknown>): Promise<ViewersError> {
  const error = await asked.then(
    (reading) => expect.unreachable(`it gave ${JSON.stringify(reading)}`),
    (reason: unknown) => reason,
  )
  if (!isViewersError(error)) throw error
  expect(error.at).toBe('mux')
  expect(error.cause).toBeUndefined()
  expect(error.message).toMatch(/^\[mux-viewers\] /)
  expect(`${error.message} ${error.stack}`).not.toMatch(/SECRET|upstream/)
  return error
}

describe('an answer', () => {
  it('as documented is people and playbacks', async () => {
    expect(await ask(answering(JSON.stringify(documented)))).toEqual({ viewers: 94, views: 95 })
  })

  it('is asked for with the token at the address given, past every cache', async () => {
    const asked: Parameters<typeof fetch>[] = []
    const signal = new AbortController().signal
    const fetch: typeof globalThis.fetch = async (...call) => {
      asked.push(call)
      return Response.json(documented)
    }
    await readCounts({ token: 'a+b', signal, fetch })
    await readCounts({ token: 'a+b', signal, fetch, baseUrl: 'http://localhost:1/' })
    expect(asked.map(([url]) => url)).toEqual([
      'https://stats.mux.com/counts?token=a%2Bb',
      'http://localhost:1/counts?token=a%2Bb',
    ])
    expect(asked[0]?.[1]).toMatchObject({ signal, cache: 'no-store' })
  })

  it.each([
    ['views left out', { data: [{ viewers: 3 }] }],
    ['views that are no number', { data: [{ viewers: 3, views: '4' }] }],
  ])('with %s has people only', async (_, body) => {
    expect(await ask(answering(JSON.stringify(body)))).toEqual({ viewers: 3 })
  })

  it('without a row is a stream that Mux does not know', async () => {
    expect((await fault(ask(answering('{"data":[]}')))).code).toBe('not_found')
  })

  it.each([
    ['nothing', ''],
    ['HTML', '<!doctype html><h1>upstream 502</h1>'],
    ['cut-off JSON', '{"data":[{"viewers":12'],
    ['null', 'null'],
    ['a bare number', '12'],
    ['no data', '{"viewers":12}'],
    ['data that is no list', '{"data":{"viewers":12}}'],
    ['two rows', '{"data":[{"viewers":12},{"viewers":13}]}'],
    ['an empty row', '{"data":[{}]}'],
    ['a null row', '{"data":[null]}'],
    ['a number in quotes', '{"data":[{"viewers":"12"}]}'],
    ['null viewers', '{"data":[{"viewers":null,"views":12}]}'],
    ['views only', '{"data":[{"views":12}]}'],
    ['fewer than none', '{"data":[{"viewers":-1}]}'],
    ['half a viewer', '{"data":[{"viewers":1.5}]}'],
    ['more than can be', '{"data":[{"viewers":1e999}]}'],
    ['an error under status 200', '{"error":{"type":"upstream","messages":["upstream"]}}'],
    ['far too much', `{"data":[{"viewers":12}],"more":"${'x'.repeat(20_000)}"}`],
  ])('of %s is a bad response', async (_, body) => {
    expect((await fault(ask(answering(body)))).code).toBe('bad_response')
  })

  it('is never a number that was not in it, and never another error, whatever it is', async () => {
    const viewers = fc.oneof(fc.nat(), fc.anything(), fc.double(), fc.bigInt().map(String))
    const bodies = fc.oneof(
      fc.record({ data: fc.array(fc.record({ viewers }), { maxLength: 2 }) }).map(safeJson),
      fc.anything().map(safeJson),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(200, 201, 203, 403, 500), async (body, status) => {
        const reading = await ask(answering(body, { status })).catch((error: unknown) => {
          if (!isViewersError(error)) throw error
          return null
        })
        if (reading === null) return
        const { data } = JSON.parse(body) as { data: { viewers: number }[] }
        expect(data).toHaveLength(1)
        expect(reading.viewers).toBe(data[0]?.viewers)
        expect(Number.isSafeInteger(reading.viewers) && reading.viewers >= 0).toBe(true)
      }),
    )
  })
})

describe('a refusal', () => {
  const shapes = [
    JSON.stringify({ error: { type: 'upstream', messages: ['upstream text'] } }),
    JSON.stringify({ errors: ['upstream text'] }),
    JSON.stringify({ error: 'upstream text' }),
    '<html>upstream text</html>',
    '',
  ]
  it.each([
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
  ])('by HTTP %i is %s, in every shape', async (status, code) => {
    for (const body of shapes) {
      // oxlint-disable-next-line no-await-in-loop
      const error = await fault(ask(answering(body, { status })))
      expect(error).toMatchObject({ code, retryAfterMs: undefined })
    }
  })

  it('leaves no connection with an unread body', async () => {
    const cancel = vi.fn<() => void>()
    await fault(ask(answering(new ReadableStream({ cancel }), { status: 500 })))
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it('says how long to wait, where Mux does', async () => {
    const headers = { 'retry-after': '7' }
    expect(await fault(ask(answering('', { status: 429, headers })))).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 7_000,
    })
  })
})

describe('over a socket', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener)
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const askAt = (baseUrl: string, signal = new AbortController().signal) =>
    readCounts({ token: TOKEN, signal, baseUrl })

  it('a refused connection and an unknown host are network errors', async () => {
    const baseUrl = await serve(() => undefined)
    await new Promise((resolve) => server?.close(resolve))
    expect((await fault(askAt(baseUrl))).code).toBe('network')
    expect((await fault(askAt('http://nowhere.invalid'))).code).toBe('network')
  })

  it('an answer that breaks off is a network error', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"data":[{"viewers":12}]}', () => response.destroy())
    })
    expect((await fault(askAt(baseUrl))).code).toBe('network')
  })

  it.each(['headers', 'body'])(
    'an abort while waiting for the %s is a timeout',
    async (missing) => {
      const controller = new AbortController()
      const baseUrl = await serve((_, response) => {
        if (missing === 'body') response.writeHead(200).write('{"data":')
        setTimeout(() => controller.abort(), 20)
      })
      expect((await fault(askAt(baseUrl, controller.signal))).code).toBe('timeout')
    },
  )

  it('an endless answer is read no further than it may be long', async () => {
    let cutOff = (): void => undefined
    const isCutOff = new Promise<void>((resolve) => (cutOff = resolve))
    const baseUrl = await serve((_, response) => {
      response.on('close', cutOff)
      const pump = (): void => {
        while (!response.destroyed && response.write('x'.repeat(4_096)));
      }
      response.on('drain', pump).on('error', () => undefined)
      pump()
    })
    expect((await fault(askAt(baseUrl))).code).toBe('bad_response')
    await isCutOff
  })
})

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}
