import { readTime } from './fallback'
import { isCount } from './isCount'
import { isWhole } from './isWhole'
import type { SnapshotError, ViewerSnapshot } from './snapshot'
import { VIEWERS_ERROR_CODES, ViewersError, type ViewersErrorCode } from './ViewersError'

/*
 * The one place where the JSON between route and browser is written and read.
 *
 *   GET  ?id=A&id=B             → 200 { "snapshots": [ … ] }, in the order asked
 *   POST { "liveStreamId": "A" } → 200 one snapshot plus "currentViewers"
 *   GET  …/token?id=A            → 200 { "token": "…", "expiresInMs": 600000 }, for the browser that asks Mux itself
 *   bad input                    → 4xx { "error": { "code", "message" } }
 */

/** The address that asks `url` for these streams. */
export function writeRequestUrl(url: string, streamIds: readonly string[]): string {
  const query = new URLSearchParams(streamIds.map((id) => ['id', id]))
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}

/** The streams asked for, in order and with doubles kept. */
export function readRequestUrl(url: URL): string[] {
  return url.searchParams.getAll('id')
}

/** The body of an answer. */
export function writeAnswer(snapshots: readonly ViewerSnapshot[]): string {
  return JSON.stringify({ snapshots })
}

/** The snapshots in an answer's body: one for each id asked. Throws a `ViewersError` when it is no answer of ours. */
export function readAnswer(body: unknown, streamIds: readonly string[]): ViewerSnapshot[] {
  return readSnapshots((body as { snapshots?: unknown } | null)?.snapshots, streamIds)
}

/** A token for the counts of one stream, and how long it still holds, where that was said. */
export interface TokenAnswer {
  token: string
  expiresInMs?: number
}

/** The body of the token route's answer. */
export function writeToken({ token, expiresInMs }: Required<TokenAnswer>): string {
  return JSON.stringify({ token, expiresInMs })
}

/** The token in such a body, or in what an app's own function gave: the token alone will do. Throws a `ViewersError` when there is none. */
export function readToken(given: unknown): TokenAnswer {
  const { token = given, expiresInMs } = { ...(given as Partial<TokenAnswer> | null) }
  if (isString(token) && token !== '') {
    return { token, ...(isCount(expiresInMs) && { expiresInMs }) }
  }
  throw new ViewersError(
    'bad_response',
    'No token was given. Give the signed token as text, or { token, expiresInMs }.',
  )
}

/** The body of a refusal. */
export function writeRefusal(error: ViewersError): string {
  return JSON.stringify({ error: { code: error.code, message: error.message } })
}

/** The error that a refusal's body and HTTP status stand for; any other body counts as none. */
export function readRefusal(
  status: number,
  body: unknown,
  retryAfterMs?: number,
  who = 'The viewers route',
): ViewersError {
  const { code, message } = readError(
    { ...(body as { error?: object } | null)?.error },
    errorCodeOf(status),
    `${who} answered with HTTP ${status}, not as createMuxViewers does. Check that it is mounted there, with no login page before it.`,
  )
  return new ViewersError(code, message, { retryAfterMs })
}

/** The code that an HTTP status stands for. */
export function errorCodeOf(status: number): ViewersErrorCode {
  const otherwise = status >= 400 ? 'invalid_request' : 'bad_response'
  return STATUS_CODES[status] ?? (status >= 500 ? 'unavailable' : otherwise)
}

const STATUS_CODES: Record<number, ViewersErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  429: 'rate_limited',
  504: 'timeout',
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date; `undefined` when there is none that can be read. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (!header?.trim()) return undefined
  const seconds = Number(header)
  const waitMs = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined
}

/**
 * Makes whatever a fetcher gave into one snapshot for each id asked, in that order. Ids that were
 * not asked are left out; one bad entry is an error of its own stream only.
 */
export function readSnapshots(given: unknown, streamIds: readonly string[]): ViewerSnapshot[] {
  if (!Array.isArray(given)) {
    throw new ViewersError(
      'bad_response',
      'The fetcher gave no list. Give one { streamId, viewers, source } for each id asked.',
    )
  }
  return streamIds.map((streamId) =>
    readSnapshot(
      (given as (Entry | undefined)[]).find((entry) => entry?.streamId === streamId),
      streamId,
    ),
  )
}

type Entry = Record<string, unknown>

function readSnapshot(entry: Entry | undefined, streamId: string): ViewerSnapshot {
  const snapshot: Partial<ViewerSnapshot> = { streamId }
  for (const [field, fits] of Object.entries(FIELDS)) {
    const value = entry?.[field]
    if (fits(value, entry)) Object.assign(snapshot, { [field]: value })
  }
  if (isRecord(entry?.error)) snapshot.error = readError(entry.error)

  const { viewers, source } = snapshot
  let lacks = ''
  if (source === undefined) lacks = "`source`: 'mux', 'fallback' or null"
  if (viewers === undefined) lacks = '`viewers`: a whole number, 0 or more, or null'
  if (!entry) lacks = 'snapshot of this stream'
  if (!lacks) return snapshot as ViewerSnapshot
  const message = `[mux-viewers] The fetcher's answer has no ${lacks}. So nothing is shown for ${streamId}; mend the fetcher or its route.`
  return { streamId, viewers: null, source: null, error: readError({ message }) }
}

const isOneOf =
  (...words: unknown[]) =>
  (value: unknown): boolean =>
    words.includes(value)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** What a snapshot carries; a field that does not fit is left out, and without the first two it is none. */
const FIELDS: Partial<Record<keyof ViewerSnapshot, (value: unknown, entry?: Entry) => boolean>> = {
  // Half a person was not counted by anybody; an app's own estimate may be such.
  viewers: (value, entry) => value === null || (entry?.source === 'mux' ? isWhole : isCount)(value),
  source: isOneOf('mux', 'fallback', null),
  unit: isOneOf('people', 'playbacks'),
  views: isCount,
  via: isString,
  asOf: (value) => isString(value) && readTime(value) !== null,
  ageMs: isCount,
  stream: isOneOf('idle', 'active', 'reconnecting', 'ended', 'unknown'),
  unconfirmed: isCount,
  verified: isOneOf(true, false),
  pollAfterMs: (value) => value === null || isCount(value),
  broadcast: isRecord,
}

function readError(
  { code, at, message, retryAfterMs }: Record<string, unknown>,
  otherCode: ViewersErrorCode = 'bad_response',
  otherMessage = '[mux-viewers] An error without a message.',
): SnapshotError {
  return {
    code: VIEWERS_ERROR_CODES.find((known) => known === code) ?? otherCode,
    at: at === 'mux' ? at : 'route',
    message: isString(message) ? message : otherMessage,
    ...(isCount(retryAfterMs) && { retryAfterMs }),
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}
