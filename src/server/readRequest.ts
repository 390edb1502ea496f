import * as v from 'valibot'
import type { HistoryRequest } from '../core/history'
import { isStreamId } from '../core/streamId'
import { ViewersError } from '../core/ViewersError'
import { readRequestUrl } from '../core/wire'
import { readLimited } from '../core/readLimited'

const MAX_IDS = 100
const MAX_BODY_BYTES = 16_384

const PostBody = v.object({ liveStreamId: v.custom<string>(isStreamId) })

/** What a GET asks for: streams in its order, and their past where it says `?history=ID`. Throws an `invalid_request` with a sentence for whoever wrote the client. */
export function readGet(request: Request): { streamIds: string[]; past?: HistoryRequest } {
  const url = new URL(request.url)
  const past = readHistory(url)
  if (past !== null) return { streamIds: [past.streamId], past }
  const streamIds = readRequestUrl(url)
  if (streamIds.length === 0) throw invalid('Ask for at least one stream: ?id=LIVE_STREAM_ID.')
  if (streamIds.length > MAX_IDS) throw invalid(`Ask for at most ${MAX_IDS} streams at once.`)
  if (!streamIds.every(isStreamId)) throw invalid(ID_FORM)
  return { streamIds }
}

function readHistory({ searchParams }: URL): HistoryRequest | null {
  const streamId = searchParams.get('history')
  if (streamId === null) return null
  if (!isStreamId(streamId)) throw invalid(ID_FORM)
  const [from, to, step] = ['from', 'to', 'step'].map((name) => searchParams.get(name) || undefined)
  return { streamId, from, to, step: step === undefined ? undefined : Number(step) }
}

/** The stream a POST asks for. Rejects with an `invalid_request` like {@link readGet}. */
export async function readPost(request: Request): Promise<string> {
  const text = await readLimited(request.body, MAX_BODY_BYTES).catch(() => '')
  if (text === null) throw invalid(`The body may have ${MAX_BODY_BYTES} bytes at most.`)
  // Whatever its content type: `fetch` with a string for a body says text/plain.
  const body = v.safeParse(v.pipe(v.string(), v.parseJson()), text)
  if (!body.success) throw invalid('The body is JSON: {"liveStreamId":"LIVE_STREAM_ID"}.')
  const read = v.safeParse(PostBody, body.output)
  if (!read.success) throw invalid(`The body is {"liveStreamId":"LIVE_STREAM_ID"}. ${ID_FORM}`)
  return read.output.liveStreamId
}

const ID_FORM = 'An id is 1 to 128 letters, digits, _ or -.'

const invalid = (sentence: string): ViewersError => new ViewersError('invalid_request', sentence)
