import Mux15 from '@mux/mux-node'
import * as fc from 'fast-check'
import Mux14 from 'mux-node-14'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isViewersError, type ViewersError } from '../../src/core/ViewersError'
import type { MuxClient } from '../../src/mux/MuxClient'
import { monitoring, type MonitoringOptions } from '../../src/mux/monitoring'
import openApiDimensions from './fixtures/monitoring-list-dimensions.json' with { type: 'json' }
import documented from './fixtures/monitoring-timeseries.json' with { type: 'json' }

const NOW = Date.parse('2026-01-02T03:04:05.678Z')
const UPSTREAM = 'upstream-text'
const offering = (...names: string[]) => ({ data: names.map((name) => ({ name })) })
const point = (value: unknown, date = '2026-01-02T03:04:00Z') => ({ date, value })

type Answer = (init?: RequestInit) => Response | Promise<Response>
const json =
  (body: unknown, init?: ResponseInit): Answer =>
  () =>
    Response.json(body, init)
const text =
  (body: string, status = 200, type = 'application/json'): Answer =>
  () =>
    new Response(body, { status, headers: { 'content-type': type } })
const hang: Answer = (init) =>
  new Promise((_, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new DOMException(UPSTREAM, 'AbortError')))
  })

afterEach(() => {
  vi.useRealTimers()
})

/** The source over a real SDK whose answers can be changed. */
function setUp(options: Partial<MonitoringOptions> = {}, Mux: typeof Mux15 = Mux15) {
  const answers = {
    dimensions: json(offering('country', 'live_stream_id')),
    timeseries: json(documented),
  }
  const urls: URL[] = []
  const clock = { now: NOW }
  const mux = new Mux({
    tokenId: 'TOKEN-ID',
    tokenSecret: 'TOKEN-SECRET',
    fetch: async (input, init) => {
      const url = new URL(input as string)
      urls.push(url)
      return answers[url.pathname.endsWith('/dimensions') ? 'dimensions' : 'timeseries'](init)
    },
  })
  const source = monitoring({ mux, now: () => clock.now, ...options })
  const read = (streamId = 'A', signal = new AbortController().signal) =>
    source.read({ streamId, signal })
  const asked = (path: string) => urls.filter(({ pathname }) => pathname.endsWith(path)).length
  return { source, read, answers, urls, clock, asked }
}

async function fault(reading: Promise<unknown>): Promise<ViewersError> {
  const error = await reading.then(
    (given) => expect.unreachable(`it gave ${JSON.stringify(given)}`),
    (reason: unknown) => reason,
  )
  if (!isViewersError(error)) throw error
  expect(error.cause).toBeUndefined()
  expect(error.message).toMatch(/^\[mux-viewers\] /)
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/upstream-text|TOKEN-(ID|SECRET)/)
  return error
}

describe.each([
  ['14', Mux14 as unknown as typeof Mux15],
  ['15', Mux15],
])('@mux/mux-node %s', (_, Mux) => {
  it('gives the newest point of the documented answer, as playbacks', async () => {
    const { source, read, urls } = setUp({}, Mux)
    expect(source).toMatchObject({ name: 'monitoring', unit: 'playbacks', ttlMs: 5_000 })
    expect(source.missing()).toBeNull()
    expect(await read('Stream_1-a')).toEqual({ viewers: 2_792 })
    const monitoringPath = '/data/v1/monitoring'
    expect(urls.map(({ pathname }) => pathname)).toEqual([
      `${monitoringPath}/dimensions`,
      `${monitoringPath}/metrics/current-concurrent-viewers/timeseries`,
    ])
    expect([...(urls[1]?.searchParams ?? [])]).toEqual([
      ['filters[]', 'live_stream_id:Stream_1-a'],
      ['timestamp', String(Math.floor(NOW / 1_000) - 60)],
    ])
  })

  const refusals = [
    [400, 'invalid_request'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [408, 'timeout'],
    [409, 'invalid_request'],
    [422, 'invalid_request'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'timeout'],
  ] as const
  const shapes = [
    JSON.stringify({ error: { type: UPSTREAM, messages: [UPSTREAM], message: UPSTREAM } }),
    JSON.stringify({ errors: [UPSTREAM] }),
    JSON.stringify({ error: UPSTREAM }),
    `<html>${UPSTREAM}</html>`,
    '',
  ]
  it.each(refusals)('HTTP %i is %s in every shape, and is tried once', async (status, code) => {
    for (const body of shapes) {
      const { read, answers, asked } = setUp({}, Mux)
      answers.timeseries = text(body, status)
      // oxlint-disable-next-line no-await-in-loop
      expect(await fault(read())).toMatchObject({ code, at: 'mux', retryAfterMs: undefined })
      expect(asked('/timeseries')).toBe(1)
    }
  })

  it.each(refusals)('HTTP %i from the dimensions is no answer', async (status, code) => {
    const { read, answers, asked } = setUp({}, Mux)
    const { dimensions } = answers
    answers.dimensions = text(shapes[0]!, status)
    const hasNone = status === 403 || status === 404
    const error = await fault(read())
    expect(error).toMatchObject({ code: hasNone ? 'forbidden' : code, at: 'mux' })
    expect(/Media plan/.test(error.message)).toBe(hasNone)
    answers.dimensions = dimensions
    expect(await read()).toEqual({ viewers: 2_792 })
    expect([asked('/dimensions'), asked('/timeseries')]).toEqual([2, 1])
  })

  it.each([
    ['7', 7_000],
    [new Date(Math.ceil(NOW / 1_000) * 1_000 + 9_000).toUTCString(), 9_322],
    ['soon', undefined],
  ])('a Retry-After of %s is kept', async (value, retryAfterMs) => {
    const init = { status: 429, headers: { 'retry-after': value } }
    const { read, answers } = setUp({}, Mux)
    answers.timeseries = json({}, init)
    expect(await fault(read())).toMatchObject({ code: 'rate_limited', retryAfterMs })
    const other = setUp({}, Mux)
    other.answers.dimensions = json({}, init)
    expect(await fault(other.read())).toMatchObject({ code: 'rate_limited', retryAfterMs })
  })

  it.each<[string, Answer, string]>([
    ['HTML', text('<html>upstream-text</html>', 200, 'text/html'), 'bad_response'],
    ['HTML called JSON', text('<html>upstream-text</html>'), 'bad_response'],
    ['cut-off JSON', text('{"data":[{"upstream-text'), 'bad_response'],
    ['nothing', text(''), 'bad_response'],
    ['no content', () => new Response(null, { status: 204 }), 'bad_response'],
    ['null', json(null), 'bad_response'],
    ['no list', json({ data: { value: 12 } }), 'bad_response'],
    ['no connection', () => Promise.reject(new TypeError(UPSTREAM)), 'network'],
    ['an answer that breaks off', breakingOff, 'network'],
  ])('of %s is no number, from either endpoint', async (_name, answer, code) => {
    const { read, answers } = setUp({}, Mux)
    answers.timeseries = answer
    expect(await fault(read())).toMatchObject({ code, at: 'mux' })
    const other = setUp({}, Mux)
    other.answers.dimensions = answer
    expect(await fault(other.read())).toMatchObject({ code, at: 'mux' })
    expect(other.asked('/timeseries')).toBe(0)
  })

  it.each(['dimensions', 'timeseries'] as const)('silent %s end with the reader', async (path) => {
    for (const answer of [hang, endless]) {
      const { read, answers } = setUp({}, Mux)
      answers[path] = answer
      const controller = new AbortController()
      const reading = fault(read('A', controller.signal))
      setTimeout(() => controller.abort(), 20)
      // oxlint-disable-next-line no-await-in-loop
      expect(await reading).toMatchObject({ code: 'timeout', at: 'mux' })
    }
  })

  it('silence ends by itself too, and the next reading asks again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    for (const answer of [hang, endless]) {
      const { read, answers } = setUp({}, Mux)
      const { dimensions } = answers
      answers.dimensions = answer
      const reading = fault(read())
      // oxlint-disable-next-line no-await-in-loop
      await vi.advanceTimersByTimeAsync(5_000)
      // oxlint-disable-next-line no-await-in-loop
      expect(await reading).toMatchObject({ code: 'timeout' })
      answers.dimensions = dimensions
      // oxlint-disable-next-line no-await-in-loop
      expect(await read()).toEqual({ viewers: 2_792 })
    }
  })
})

describe('the points', () => {
  const newest = '2026-01-02T03:04:05Z'
  it.each([
    ['the last one', [point(1), point(2, newest)], 2],
    ['the newest, whatever the order', [point(2, newest), point(1)], 2],
    ['none without a number', [point(3), point(null, newest)], 3],
    ['a counted 0', [point(7), point(0, newest)], 0],
  ])('give %s', async (_, data, viewers) => {
    const { read, answers } = setUp()
    answers.timeseries = json({ data })
    expect(await read()).toEqual({ viewers })
  })

  it.each([
    ['none', []],
    ['none with a number', [point(null), point(null, newest)]],
  ])('are not known, which is not 0, where there is %s', async (_, data) => {
    const { read, answers } = setUp()
    answers.timeseries = json({ data })
    expect((await fault(read())).code).toBe('not_found')
  })

  it.each([
    [null],
    [12],
    [{}],
    [{ value: 12 }],
    [{ date: newest }],
    [{ date: newest, concurrent_viewers: 12 }],
    [point(12, 'yesterday')],
    [{ date: 1_767_323_045, value: 12 }],
    [point('12')],
    [point(-1)],
    [point(1.5)],
    [point(2 ** 60)],
    [point([])],
  ])('with %j among them are a bad response', async (bad) => {
    const { read, answers } = setUp()
    answers.timeseries = json({ data: [point(3), bad, point(4, newest)] })
    expect((await fault(read())).code).toBe('bad_response')
  })

  it('give never a number that was not in them, and never another error', async () => {
    const values = fc.oneof(fc.nat(), fc.constant(null), fc.double(), fc.string(), fc.jsonValue())
    const dates = fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
    const points = fc.array(fc.record({ date: dates, value: fc.oneof(fc.nat(), values) }))
    const bodies = fc.oneof(
      fc.record({ data: points }).map((body) => JSON.stringify(body)),
      fc.json(),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(200, 201, 403, 500), async (body, status) => {
        const { read, answers } = setUp()
        answers.timeseries = text(body, status)
        const reading = await read().catch((error: unknown) => {
          if (!isViewersError(error)) throw error
          return null
        })
        if (reading === null) return
        const { data } = JSON.parse(body) as { data: { date: string; value: unknown }[] }
        const counted = data.filter(({ value }) => value !== null)
        const latest = Math.max(...counted.map(({ date }) => Date.parse(date)))
        const last = counted.filter(({ date }) => Date.parse(date) === latest)
        expect(last.map(({ value }) => value)).toContain(reading.viewers)
        expect(Number.isSafeInteger(reading.viewers) && reading.viewers >= 0).toBe(true)
      }),
    )
  })
})

describe('the dimension', () => {
  it('is asked for once, however many wait, and never again', async () => {
    const { read, asked } = setUp()
    await Promise.all(['A', 'B', 'C'].map((id) => read(id)))
    await read('D')
    expect([asked('/dimensions'), asked('/timeseries')]).toEqual([1, 4])
  })

  it('is asked for anew where the request was cut off with the one that began it', async () => {
    const { read, answers, clock, asked } = setUp()
    const { dimensions } = answers
    answers.dimensions = hang
    const lost = fault(read('A', AbortSignal.timeout(20)))
    expect((await lost).code).toBe('timeout')
    answers.dimensions = dimensions
    clock.now += 10_000
    expect(await read()).toEqual({ viewers: 2_792 })
    expect(asked('/dimensions')).toBe(2)
  })

  it('that is missing is told in a sentence, and looked for again after ten minutes', async () => {
    const { read, answers, clock, asked } = setUp()
    answers.dimensions = json(openApiDimensions)
    const error = await fault(read())
    expect(error.code).toBe('invalid_request')
    expect(error.message).toMatch(/live_stream_id.*video_id or video_title.*MUX_SIGNING_KEY/)
    answers.dimensions = json(offering('live_stream_id'))
    clock.now += 599_999
    await fault(read())
    expect([asked('/dimensions'), asked('/timeseries')]).toEqual([1, 0])
    clock.now += 1
    expect(await read()).toEqual({ viewers: 2_792 })
  })

  it.each([
    [{ dimension: 'video_title' as const }, 'video_title:A'],
    [
      { dimension: 'video_title' as const, valueFor: (id: string) => `!Show: ${id}&filters[]=a:b` },
      'video_title:!Show: A&filters[]=a:b',
    ],
  ])('is the configured one where there is no live_stream_id: %o', async (options, filter) => {
    const { read, answers, urls } = setUp(options)
    answers.dimensions = json(openApiDimensions)
    await read()
    expect(urls[1]?.searchParams.getAll('filters[]')).toEqual([filter])
  })

  it('is live_stream_id where there is one, whatever is configured', async () => {
    const valueFor = vi.fn<() => string>()
    const { read, answers, urls } = setUp({ dimension: 'video_id', valueFor })
    answers.dimensions = json(offering('video_id', 'live_stream_id'))
    await read()
    expect(urls[1]?.searchParams.getAll('filters[]')).toEqual(['live_stream_id:A'])
    expect(valueFor).not.toHaveBeenCalled()
  })

  it('that is configured and not offered is named', async () => {
    const { read, answers } = setUp({ dimension: 'video_id' })
    answers.dimensions = json(openApiDimensions)
    expect(await fault(read())).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/Nor does it offer video_id/),
    })
  })

  it.each([
    () => '',
    () => undefined as unknown as string,
    () => {
      throw new Error(UPSTREAM)
    },
  ])('with no value for a stream is not asked about: %s', async (valueFor) => {
    const { read, answers, asked } = setUp({ dimension: 'video_title', valueFor })
    answers.dimensions = json(openApiDimensions)
    expect((await fault(read())).code).toBe('invalid_request')
    expect(asked('/timeseries')).toBe(0)
  })
})

describe('what is needed', () => {
  const jwt = { signViewerCounts: async () => 'token' }
  const list = async () => offering('live_stream_id')
  const data = {
    monitoring: { listDimensions: list, metrics: { getTimeseries: async () => documented } },
  }
  it.each<[Partial<MuxClient>, unknown]>([
    [{ data }, null],
    [{ data, tokenId: 'id', tokenSecret: 'secret' }, null],
    [
      { data, tokenId: null, tokenSecret: null },
      expect.stringMatching(/MUX_TOKEN_ID.*MUX_TOKEN_SECRET/),
    ],
    [
      { data, tokenId: 'id', tokenSecret: '' },
      expect.stringMatching(/MUX_TOKEN_ID.*MUX_TOKEN_SECRET/),
    ],
    [{ data, tokenId: null, tokenSecret: null, authorizationToken: 'token' }, null],
    [{}, expect.stringMatching(/data\.monitoring/)],
  ])('and lacking is named: %j', (client, sentence) => {
    const missing = monitoring({ mux: { jwt, ...client } }).missing()
    expect(missing).toEqual(sentence)
  })

  it.each(['A&filters[]=x', 'A:B', '!A', '', 'é', 'x'.repeat(129)])(
    'is an id: %j is not asked about',
    async (id) => {
      const { read, urls } = setUp()
      expect((await fault(read(id))).code).toBe('invalid_request')
      expect(urls).toEqual([])
    },
  )

  it.each([
    [undefined, undefined, 5_000, 0],
    [30_000, undefined, 30_000, 0],
    [500, undefined, 5_000, 1],
    [500, 'https://api.mux.com', 5_000, 1],
    [500, 'http://localhost:4000', 500, 0],
    [undefined, 'http://localhost:4000', 5_000, 0],
  ])('a ttl of %s at %s is %i, with %i warning', (ttl, baseURL, ttlMs, warnings) => {
    const warn = vi.fn<(message: string) => void>()
    const logger = { error: () => undefined, warn }
    const source = monitoring({ mux: { jwt, data, baseURL }, ttl, logger })
    expect([source.ttlMs, source.ttlMs]).toEqual([ttlMs, ttlMs])
    expect(warn).toHaveBeenCalledTimes(warnings)
  })

  it.each([
    [{ mux: undefined }, /monitoring was given no Mux client/],
    [{ ttl: 0 }, /`ttl` of monitoring/],
    [{ ttl: Number.NaN }, /`ttl` of monitoring/],
    [{ dimension: 'country' }, /`dimension`/],
    [{ dimension: 'toString' }, /`dimension`/],
    [{ valueFor: 'title' }, /`valueFor`/],
  ])('throws at creation otherwise: %j', (options, sentence) => {
    expect(() => setUp(options as Partial<MonitoringOptions>)).toThrow(sentence)
  })
})

/** Headers, then half a body, then nothing more. */
function endless(init?: RequestInit): Response {
  return streamed((controller) => {
    init?.signal?.addEventListener('abort', () => controller.error(new Error(UPSTREAM)))
  })
}

function breakingOff(): Response {
  return streamed((controller) => controller.error(new TypeError(UPSTREAM)))
}

function streamed(then: (controller: ReadableStreamDefaultController) => void): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"data":['))
      then(controller)
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}
