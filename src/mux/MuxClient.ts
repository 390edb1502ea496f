import { ViewersError } from '../core/ViewersError'

/**
 * What is used of your own `new Mux()`, of `@mux/mux-node` 14 or later. Described by its shape and
 * not by its class, because that package is being renamed.
 */
export interface MuxClient {
  jwt: {
    /** Signs a token for Engagement Counts with the signing key. No request is made, so `maxRetries` plays no part. */
    signViewerCounts(
      id: string,
      config?: { type?: 'live_stream'; expiration?: string },
    ): Promise<string> | string
  }
  /** Id of the signing key; the SDK reads `MUX_SIGNING_KEY`, and gives null when there is none. */
  readonly jwtSigningKey?: string | null | undefined
  /** Its private key; only whether there is one is looked at. The SDK reads `MUX_PRIVATE_KEY`. */
  readonly jwtPrivateKey?: unknown
}

/** Throws a `ViewersError` that names `caller` when `mux` is no such client. */
export function assertMuxClient(mux: unknown, caller: string): asserts mux is MuxClient {
  const jwt = (mux as Partial<MuxClient> | null | undefined)?.jwt
  if (typeof jwt?.signViewerCounts === 'function') return
  throw new ViewersError(
    'invalid_request',
    `${caller} was given no Mux client. Give it the client of @mux/mux-node 14 or later: ${caller}({ mux: new Mux(), … }).`,
  )
}
