import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Broadcast, ViewerSnapshot } from '../../src/core/snapshot'
import {
  errorCodeOf,
  readAnswer,
  readRefusal,
  readRequestUrl,
  readRetryAfter,
  readSnapshots,
  readToken,
  writeAnswer,
  writeRefusal,
  writeRequestUrl,
  writeToken,
} from '../../src/core/wire'
import { isViewersError, VIEWERS_ERROR_CODES, ViewersError } from '../../src/core/ViewersError'

const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/)
const dates = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const amounts = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e9, noNaN: true })).map((n) => n + 0)
const broadcasts: fc.Arbitrary<Broadcast> = fc.record({
  id: ids,
  startedAt: dates,
  endedAt: fc.option(dates),
  peak: fc.option(amounts),
  peakAt: fc.option(dates),
  average: fc.option(amounts),
  last: fc.option(amounts),
  viewerSeconds: amounts,
  coveredSeconds: amounts,
})
const errors = fc.record(
  {
    code: fc.constantFrom(...VIEWERS_ERROR_CODES),
    at: fc.constantFrom('route', 'mux'),
    message: fc.string(),
    retryAfterMs: amounts,
  },
  { requiredKeys: ['code', 'at', 'message'] },
)
const snapshots = fc.record(
  {
    streamId: ids,
    viewers: fc.option(fc.nat()),
    source: fc.constantFrom('mux', 'fallback', null),
    unit: fc.constantFrom('people', 'playbacks'),
    views: amounts,
    via: fc.string(),
    asOf: dates,
    ageMs: amounts,
    stream: fc.constantFrom('idle', 'active', 'reconnecting', 'ended', 'unknown'),
    verified: fc.boolean(),
    pollAfterMs: fc.option(amounts),
    broadcast: broadcasts,
    error: errors,
  },
  { requiredKeys: ['streamId', 'viewers', 'source'] },
) as fc.Arbitrary<ViewerSnapshot>
const batches = fc.uniqueArray(snapshots, { selector: ({ streamId }) => streamId, maxLength: 5 })

/** What goes wrong with `streamId` alone. */
function faultOf(snapshot: ViewerSnapshot | undefined): string | undefined {
  expect(snapshot?.viewers).toBeNull()
  expect(snapshot?.source).toBeNull()
  return snapshot?.error?.code
}

/** The code of the `ViewersError` that reading `body` as an answer throws. */
function refusedAs(body: unknown): string | undefined {
  try {
    readAnswer(body, ['a'])
  } catch (error) {
    return isViewersError(error) ? error.code : String(error)
  }
  return undefined
}

describe('an answer', () => {
  test('comes through as it was written', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const asked = batch.map(({ streamId }) => streamId)
        expect(readAnswer(JSON.parse(writeAnswer(batch)), asked)).toEqual(batch)
      }),
    )
  })

  test('is brought into the order asked, and what was not asked is left out', () => {
    fc.assert(
      fc.property(batches, fc.nat(5), (batch, many) => {
        const asked = batch.slice(0, many).toReversed()
        const read = readSnapshots(
          batch,
          asked.map(({ streamId }) => streamId),
        )
        expect(read).toEqual(asked)
      }),
    )
  })

  test('the short form of a custom fetcher is enough', () => {
    const short = { streamId: 'a', viewers: 3, source: 'mux' }
    expect(readSnapshots([short], ['a'])).toEqual([short])
  })

  test.each([
    ['no body', undefined],
    ['null', null],
    ['a string', '<html>'],
    ['a number', 7],
    ['an empty object', {}],
    ['a list', [{ streamId: 'a', viewers: 1, source: 'mux' }]],
    ['snapshots by id', { snapshots: { a: { streamId: 'a', viewers: 1, source: 'mux' } } }],
    ['null snapshots', { snapshots: null }],
  ])('%s is no answer', (_, body) => {
    expect(refusedAs(body)).toBe('bad_response')
  })

  test.each<[string, unknown[]]>([
    ['is missing', []],
    ['is for another stream', [{ streamId: 'b', viewers: 1, source: 'mux' }]],
    ['has no id', [{ viewers: 1, source: 'mux' }]],
    ['has a null id', [{ streamId: null, viewers: 1, source: 'mux' }]],
    ['is null', [null]],
    ['is a number', [3]],
    ['has no viewers', [{ streamId: 'a', source: 'mux' }]],
    ['has viewers that are a string', [{ streamId: 'a', viewers: '1', source: 'mux' }]],
    ['has viewers that are NaN', [{ streamId: 'a', viewers: Number.NaN, source: 'mux' }]],
    ['has half a viewer', [{ streamId: 'a', viewers: 1.5, source: 'mux' }]],
    ['has negative viewers', [{ streamId: 'a', viewers: -1, source: 'mux' }]],
    ['has infinite viewers', [{ streamId: 'a', viewers: Number.POSITIVE_INFINITY, source: 'mux' }]],
    ['has viewers that are a list', [{ streamId: 'a', viewers: [1], source: 'mux' }]],
    ['has viewers that are true', [{ streamId: 'a', viewers: true, source: 'mux' }]],
    ['has no source', [{ streamId: 'a', viewers: 1 }]],
    ['has an unknown source', [{ streamId: 'a', viewers: 1, source: 'redis' }]],
  ])('a snapshot that %s is an error of its own stream only', (_, given) => {
    const other = { streamId: 'other', viewers: 5, source: 'mux' }
    const [bad, good] = readSnapshots([...given, other], ['a', 'other'])
    expect(bad?.streamId).toBe('a')
    expect(faultOf(bad)).toBe('bad_response')
    expect(good).toEqual(other)
  })

  test.each<[string, object]>([
    ['unit', { unit: 'viewers' }],
    ['views', { views: -1 }],
    ['views', { views: '3' }],
    ['via', { via: 3 }],
    ['asOf', { asOf: 'yesterday' }],
    ['asOf', { asOf: 1_700_000_000_000 }],
    ['ageMs', { ageMs: -1 }],
    ['ageMs', { ageMs: Number.POSITIVE_INFINITY }],
    ['stream', { stream: 'live' }],
    ['verified', { verified: 'false' }],
    ['pollAfterMs', { pollAfterMs: -1 }],
    ['pollAfterMs', { pollAfterMs: '5' }],
    ['broadcast', { broadcast: 'b' }],
    ['broadcast', { broadcast: null }],
    ['error', { error: 'no' }],
    ['error', { error: null }],
    ['an unknown field', { stream_key: 'secret' }],
  ])('a bad %s is left out: %j', (_, field) => {
    const good = { streamId: 'a', viewers: 3, source: 'mux' }
    expect(readSnapshots([{ ...good, ...field }], ['a'])).toEqual([good])
  })

  test('an error keeps what can be read of it', () => {
    const error = { code: 'on_fire', at: 'moon', message: 5, retryAfterMs: '9' }
    const [read] = readSnapshots([{ streamId: 'a', viewers: null, source: null, error }], ['a'])
    expect(read?.error).toEqual({
      code: 'bad_response',
      at: 'route',
      message: '[mux-viewers] An error without a message.',
    })
  })

  test('whatever comes, each id gets its snapshot, and no number that was not there', () => {
    const nearly = fc.record(
      {
        streamId: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('a', 'b') }, fc.jsonValue()),
        viewers: fc.oneof(fc.nat(), fc.jsonValue()),
        source: fc.oneof(fc.constantFrom('mux', 'fallback', null), fc.jsonValue()),
        views: fc.jsonValue(),
        ageMs: fc.jsonValue(),
        pollAfterMs: fc.jsonValue(),
        broadcast: fc.jsonValue(),
        error: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    const bodies = fc.oneof(
      fc.jsonValue(),
      fc.record({ snapshots: fc.jsonValue() }),
      fc.record({ snapshots: fc.array(fc.oneof(nearly, fc.jsonValue())) }),
    )
    fc.assert(
      fc.property(bodies, (body) => {
        const given = (body as { snapshots?: unknown } | null)?.snapshots
        expect(refusedAs(body)).toBe(Array.isArray(given) ? undefined : 'bad_response')
        if (!Array.isArray(given)) return
        const read = readAnswer(body, ['a', 'b'])
        expect(read.map(({ streamId }) => streamId)).toEqual(['a', 'b'])
        for (const { streamId, viewers } of read) {
          const entry = given.find((one) => one?.streamId === streamId)
          expect([entry?.viewers, null]).toContain(viewers)
          expect(viewers ?? 0).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a request', () => {
  test.each([
    ['/api/mux-viewers', '/api/mux-viewers?id=a&id=b'],
    ['/api/mux-viewers?room=1', '/api/mux-viewers?room=1&id=a&id=b'],
    ['https://example.com/v', 'https://example.com/v?id=a&id=b'],
  ])('to %s', (url, written) => {
    expect(writeRequestUrl(url, ['a', 'b'])).toBe(written)
  })

  test('comes through as it was written, doubles and order too', () => {
    const anyIds = fc.array(fc.oneof(ids, fc.string({ unit: 'grapheme' })), { minLength: 1 })
    const paths = fc.constantFrom('/v', '/v?x=1')
    fc.assert(
      fc.property(paths, anyIds, (path, asked) => {
        const url = new URL(writeRequestUrl(path, asked), 'http://localhost')
        expect(readRequestUrl(url)).toEqual(asked)
      }),
    )
  })
})

describe('a refusal', () => {
  test.each([...VIEWERS_ERROR_CODES])('%s comes through as it was written', (code) => {
    const written = writeRefusal(new ViewersError(code, 'No. Because. Do this.', { at: 'mux' }))
    const read = readRefusal(418, JSON.parse(written), 5_000)
    expect([read.code, read.message, read.at, read.retryAfterMs]).toEqual([
      code,
      '[mux-viewers] No. Because. Do this.',
      'route',
      5_000,
    ])
  })

  test('of somebody else goes by its HTTP status, and names it', () => {
    for (const body of [undefined, null, '<html>', 5, {}, [], { error: 'x' }, { error: null }]) {
      const read = readRefusal(404, body)
      expect([read.code, read.at, read.retryAfterMs]).toEqual(['not_found', 'route', undefined])
      expect(read.message).toMatch(/^\[mux-viewers\] .*HTTP 404.*createMuxViewers/)
    }
  })

  test('with an unknown code goes by its HTTP status', () => {
    const read = readRefusal(429, { error: { code: 'slow_down', message: 'Slower.' } })
    expect([read.code, read.message]).toEqual(['rate_limited', '[mux-viewers] Slower.'])
  })

  test.each([
    [200, 'bad_response'],
    [302, 'bad_response'],
    [400, 'invalid_request'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [408, 'timeout'],
    [413, 'invalid_request'],
    [422, 'invalid_request'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'timeout'],
  ])('HTTP %s: %s', (status, code) => {
    expect(errorCodeOf(status)).toBe(code)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T12:00:00Z')

  test.each([
    [null, undefined],
    ['', undefined],
    ['  ', undefined],
    ['later', undefined],
    ['1e999', undefined],
    ['0', 0],
    ['-5', 0],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ])('%j is %s', (header, waitMs) => {
    expect(readRetryAfter(header, now)).toBe(waitMs)
  })
})

describe('a token', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), amounts, (token, expiresInMs) => {
        const answer = { token, expiresInMs }
        expect(readToken(JSON.parse(writeToken(answer)))).toEqual(answer)
      }),
    )
  })

  test('may be the text alone; a life that cannot be read is none', () => {
    expect(readToken('T')).toEqual({ token: 'T' })
    for (const expiresInMs of [-1, Number.NaN, '60', null, undefined, {}]) {
      expect(readToken({ token: 'T', expiresInMs })).toEqual({ token: 'T' })
    }
  })

  test.each([null, undefined, '', 0, 7, true, [], ['T'], {}, { token: '' }, { token: 7 }])(
    'is not in %j',
    (given) => {
      expect(() => readToken(given)).toThrow(/^\[mux-viewers\] No token was given\./)
    },
  )
})
