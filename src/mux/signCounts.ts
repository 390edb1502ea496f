import { ViewersError } from '../core/ViewersError'
import type { MuxClient } from './MuxClient'

const NO_KEY =
  'A token for counts is signed with a Mux signing key, and there is none. Set MUX_SIGNING_KEY to its id and MUX_PRIVATE_KEY to its ' +
  'private key (base64 as Mux gives it, or PEM), or give both to new Mux(). Create one under Settings, Signing Keys, in the environment of the stream.'

const BAD_KEY =
  'MUX_PRIVATE_KEY cannot be read as a private key, so no token for counts was signed. ' +
  'Give it as Mux gave it (base64), or as PEM with its line breaks.'

/**
 * A token with which one may ask Mux for the counts of this one live stream, for `seconds`. No
 * request is made. Rejects with an `unavailable` that says what to set, and never with the words of
 * the SDK, which may quote the key.
 * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export async function signCounts(
  mux: MuxClient,
  streamId: string,
  seconds: number,
): Promise<string> {
  const { jwtSigningKey, jwtPrivateKey } = mux
  // A client that does not show its keys is tried: `undefined` says nothing.
  if (isEmpty(jwtSigningKey) || isEmpty(jwtPrivateKey)) throw unavailable(NO_KEY)
  try {
    // The SDK's own default is another kind of id.
    const about = { type: 'live_stream', expiration: `${seconds}s` } as const
    const token: unknown = await mux.jwt.signViewerCounts(streamId, about)
    if (typeof token === 'string' && token !== '') return token
  } catch {
    // As below.
  }
  throw unavailable(jwtPrivateKey === undefined ? NO_KEY : BAD_KEY)
}

const isEmpty = (value: unknown): boolean => value === null || value === ''

const unavailable = (sentence: string): ViewersError => new ViewersError('unavailable', sentence)
