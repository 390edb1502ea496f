import { ViewersError } from '../core/ViewersError'
import { isUnset, type MuxClient } from './MuxClient'

const NO_KEY =
  'Engagement counts need a Mux signing key. Set MUX_SIGNING_KEY to its id and MUX_PRIVATE_KEY to its private key ' +
  '(base64 as Mux gives it, or PEM), or give both to new Mux(). Create one under Settings, Signing Keys, in the environment of the stream.'

const BAD_KEY =
  'MUX_PRIVATE_KEY cannot be read as a private key, so no token for engagement counts was signed. ' +
  'Give it as Mux gave it (base64), or as PEM with its line breaks.'

/** What is missing before a token can be signed, as a sentence; `null` when nothing is. */
export function missingKey({ jwtSigningKey, jwtPrivateKey }: MuxClient): string | null {
  // A client that does not show its keys is tried: `undefined` says nothing.
  return isUnset(jwtSigningKey) || isUnset(jwtPrivateKey) ? NO_KEY : null
}

/**
 * A token with which one may ask Mux for the counts of this one live stream, for a time such as
 * `'6h'`. No request is made. Rejects with an `unauthorized` that says what to set, and never with
 * the words of the SDK, which may quote the key.
 * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export async function signCounts(
  mux: MuxClient,
  streamId: string,
  expiration: string,
): Promise<string> {
  try {
    // The SDK's own default is another kind of id.
    const about = { type: 'live_stream', expiration } as const
    const token: unknown = await mux.jwt.signViewerCounts(streamId, about)
    if (typeof token === 'string' && token !== '') return token
  } catch {
    // As below.
  }
  // A client that shows its keys has them, see `missingKey`.
  const sentence = mux.jwtPrivateKey === undefined ? NO_KEY : BAD_KEY
  throw new ViewersError('unauthorized', sentence, { at: 'mux' })
}
