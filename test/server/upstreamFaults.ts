import type { ViewersErrorCode } from '../../src/core/ViewersError'
import type { EmulatedFailure } from '../../src/emulator'
import { begin } from '../emulator/startEmulator'

/** Something that goes wrong between a server and Mux, and what is said of it. */
export interface UpstreamFault {
  name: string
  code: ViewersErrorCode
  /** What the emulator does instead of answering. */
  failure?: Omit<EmulatedFailure, 'path'>
  /** Where the request ends up instead of at the emulator. */
  elsewhere?: string
  /** How long nobody asks again, where Mux says it; or until when. */
  retryAfterMs?: number
  retryAt?: number
}

/** What is asked of Mux for a number. */
export type UpstreamName = 'counts' | 'timeseries' | 'breakdown' | 'dimensions'

/** Not one of them may be seen in an answer or a log. */
export const UPSTREAM_TEXT = 'UPSTREAM-BODY'

const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html; charset=utf-8' }
const page = `<!doctype html><title>${UPSTREAM_TEXT}</title>`

const statuses: [number, ViewersErrorCode][] = [
  [400, 'invalid_request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [408, 'timeout'],
  [409, 'invalid_request'],
  [418, 'invalid_request'],
  [422, 'invalid_request'],
  [500, 'unavailable'],
  [501, 'unavailable'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'timeout'],
  [520, 'unavailable'],
]

const limited = (
  name: string,
  retryAfter: string | null,
  retryAfterMs?: number,
): UpstreamFault => ({
  name: `429 ${name}`,
  code: 'rate_limited',
  failure: {
    status: 429,
    ...(retryAfter !== null && { headers: { 'retry-after': retryAfter } }),
  },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

const answered = (
  name: string,
  code: ViewersErrorCode,
  body: unknown,
  { status = 200, headers = json }: Pick<EmulatedFailure, 'status' | 'headers'> = {},
): UpstreamFault => ({ name, code, failure: { status, body, headers } })

/** What can go wrong whatever is asked. */
export const commonFaults: readonly UpstreamFault[] = [
  ...statuses.map(([status, code]): UpstreamFault => ({
    name: `${status}`,
    code,
    failure: { status },
  })),
  limited('without Retry-After', null),
  limited('for 30 seconds', '30', 30_000),
  { ...limited('until a date', new Date(begin + 60_000).toUTCString()), retryAt: begin + 60_000 },
  limited('with a Retry-After that says nothing', 'soon'),
  {
    name: '503 for 30 seconds',
    code: 'unavailable',
    failure: { status: 503, headers: { 'retry-after': '30' } },
    retryAfterMs: 30_000,
  },
  answered(
    'error with type and messages',
    'unavailable',
    { error: { type: 'internal_server_error', messages: [UPSTREAM_TEXT] } },
    { status: 500 },
  ),
  answered('error that is a text', 'invalid_request', { error: UPSTREAM_TEXT }, { status: 400 }),
  answered('list of errors', 'unavailable', { errors: [UPSTREAM_TEXT] }, { status: 500 }),
  answered('HTML 502', 'unavailable', page, { status: 502, headers: html }),
  answered('HTML 403', 'forbidden', page, { status: 403, headers: html }),
  answered('HTML 200', 'bad_response', page, { headers: html }),
  answered('HTML 200 that says it is JSON', 'bad_response', page),
  answered('empty body', 'bad_response', ''),
  answered('empty body of no type', 'bad_response', '', { headers: { 'content-type': '' } }),
  answered('empty 500', 'unavailable', '', { status: 500 }),
  answered('truncated JSON', 'bad_response', `{"data":[{"${UPSTREAM_TEXT}":`),
  answered('truncated JSON of type text', 'bad_response', '{"data":[{"viewers":3', {
    headers: { 'content-type': 'text/plain' },
  }),
  answered('JSON null', 'bad_response', 'null'),
  answered('JSON text', 'bad_response', JSON.stringify(UPSTREAM_TEXT)),
  answered('JSON number', 'bad_response', '3'),
  answered('JSON list', 'bad_response', '[{"viewers":3}]'),
  answered('data null', 'bad_response', { data: null }),
  answered('data {}', 'bad_response', { data: {} }),
  answered('data a text', 'bad_response', { data: UPSTREAM_TEXT }),
  answered('data a number', 'bad_response', { data: 3 }),
  answered('no data', 'bad_response', { error: UPSTREAM_TEXT }),
  { name: '204', code: 'bad_response', failure: { status: 204 } },
  { name: '302 to nowhere', code: 'bad_response', failure: { status: 302, body: page } },
  { name: 'connection cut in the body', code: 'network', failure: { truncate: true } },
  {
    name: 'connection cut in the body of a 500',
    code: 'unavailable',
    failure: { status: 500, truncate: true },
  },
  { name: 'connection reset', code: 'network', failure: { reset: true } },
  { name: 'unknown host', code: 'network', elsewhere: 'http://nowhere.invalid' },
  { name: 'connection refused', code: 'network', elsewhere: 'http://127.0.0.1:1' },
  { name: 'no address', code: 'network', elsewhere: 'http://' },
]

/** The SDK follows it; a token for counts goes nowhere but to Mux. */
const elsewhere = (code: ViewersErrorCode): UpstreamFault => ({
  name: '302 to a page that is not there',
  code,
  failure: { status: 302, body: page, headers: { location: '/login' } },
})

const withData = (name: string, code: ViewersErrorCode, data: unknown): UpstreamFault =>
  answered(`data ${name}`, code, { data })

/** JSON has none of these, and yet a body may. */
const wrongNumbers: [name: string, text: string][] = [
  ['a number as text', '"3"'],
  ['below 0', '-3'],
  ['half a viewer', '2.5'],
  ['beyond counting', '9007199254740993'],
  ['beyond all numbers', '1e400'],
  ['no number (NaN)', 'NaN'],
  ['true', 'true'],
  ['a list of one number', '[3]'],
]

const withNumber = (write: (number: string) => string): UpstreamFault[] =>
  wrongNumbers.map(([name, text]) => answered(name, 'bad_response', write(text)))

const date = new Date(begin).toISOString()
const row = (viewers: unknown): object => ({ views: 4, viewers, updated_at: date })

/** What can go wrong in a good answer of one of them. */
/** More than is ever read of an answer by the SDK. */
const oversized: UpstreamFault = {
  name: 'oversized',
  code: 'bad_response',
  failure: { padBytes: 2_000_000 },
}

export const ownFaults: Record<UpstreamName, readonly UpstreamFault[]> = {
  counts: [
    elsewhere('bad_response'),
    ...withNumber((number) => `{"data":[{"views":3,"viewers":${number}}]}`),
    withData('[]', 'not_found', []),
    withData('[null]', 'bad_response', [null]),
    withData('[{}]', 'bad_response', [{}]),
    withData('of two rows', 'bad_response', [row(3), row(4)]),
    withData('without a number', 'bad_response', [row(null)]),
    withData('with views only', 'bad_response', [{ views: 3 }]),
    { name: 'oversized', code: 'bad_response', failure: { padBytes: 16_384 } },
    answered('oversized error', 'unavailable', page.repeat(10_000), { status: 500 }),
  ],
  timeseries: [
    elsewhere('not_found'),
    ...withNumber((number) => `{"data":[{"date":"${date}","value":${number}}]}`),
    withData('[]', 'not_found', []),
    withData('[null]', 'bad_response', [null]),
    withData('[{}]', 'bad_response', [{}]),
    withData('without any number', 'not_found', [{ date, value: null }]),
    withData('without a date', 'bad_response', [{ value: 3 }]),
    withData('of yesterday', 'bad_response', [{ date: 'yesterday', value: 3 }]),
    withData('with one wrong point', 'bad_response', [
      { date, value: 3 },
      { date, value: '4' },
    ]),
    oversized,
  ],
  breakdown: [
    elsewhere('not_found'),
    ...withNumber(
      (number) =>
        `{"data":[{"date":"${date}","values":[{"value":"stream-one","metric_value":${number}},{"value":"stream-two","metric_value":${number}}]}]}`,
    ),
    withData('[]', 'bad_response', []),
    withData('[null]', 'bad_response', [null]),
    withData('[{}]', 'bad_response', [{}]),
    withData('with values null', 'bad_response', [{ date, values: null }]),
    withData('with a row null', 'bad_response', [{ date, values: [null] }]),
    withData('without a date', 'bad_response', [{ values: [] }]),
    withData('with one row twice', 'bad_response', [
      { date, values: [3, 4].map((metric_value) => ({ value: 'stream-one', metric_value })) },
    ]),
    withData('with as many rows as there may be', 'bad_response', [
      {
        date,
        values: Array.from({ length: 100 }, (_, index) => ({
          value: `other-${index}`,
          metric_value: 1,
        })),
      },
    ]),
    oversized,
  ],
  dimensions: [
    withData('null, of one more', 'bad_response', null),
    answered('a text without data', 'bad_response', '"dimensions"'),
    oversized,
  ],
}
