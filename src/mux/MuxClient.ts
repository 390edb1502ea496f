import { ViewersError } from '../core/ViewersError'

/** How one request of the client is made. */
export interface MuxRequestOptions {
  /** How often it is tried again; we poll anyway. */
  maxRetries: number
  /** In milliseconds. */
  timeout: number
  signal: AbortSignal
}

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
  /** The Data API, of which Monitoring is asked. */
  readonly data?: {
    readonly monitoring: {
      /** What Monitoring can tell apart. */
      listDimensions(options: MuxRequestOptions): PromiseLike<unknown>
      readonly metrics: {
        /** A point for each five seconds since `timestamp`, which is in unix seconds. */
        getTimeseries(
          metric: 'current-concurrent-viewers',
          query: { filters: string[]; timestamp: number },
          options: MuxRequestOptions,
        ): PromiseLike<unknown>
        /**
         * Rows for each value of a dimension at points of the last minute, `limit` at most. Of the
         * dimensions the SDK's type names few, this one among them; Mux's guide names more.
         */
        getBreakdownTimeseries?(
          metric: 'current-concurrent-viewers',
          query: { dimension: 'video_title'; filters: string[]; limit: number },
          options: MuxRequestOptions,
        ): PromiseLike<unknown>
      }
    }
  }
  /** The Video API, of which is asked whether a stream is live, and whose a playback id is. */
  readonly video?: {
    readonly liveStreams?: {
      retrieve(id: string, options: MuxRequestOptions): PromiseLike<unknown>
    }
    readonly playbackIds?: {
      retrieve(id: string, options: MuxRequestOptions): PromiseLike<unknown>
    }
  }
  /** Checks what claims to come from Mux: awaited, since it is a promise from 14 on, and a forgery would get through. */
  readonly webhooks?: {
    unwrap(body: string, headers: Headers): PromiseLike<unknown>
  }
  /** The secret of the webhook endpoint; only whether there is one is looked at. The SDK reads `MUX_WEBHOOK_SECRET`. */
  readonly webhookSecret?: unknown
  /** Id of the signing key; the SDK reads `MUX_SIGNING_KEY`, and gives null when there is none. */
  readonly jwtSigningKey?: string | null | undefined
  /** Its private key; only whether there is one is looked at. The SDK reads `MUX_PRIVATE_KEY`. */
  readonly jwtPrivateKey?: unknown
  /** Id of the access token; only whether there is one is looked at. The SDK reads `MUX_TOKEN_ID`. */
  readonly tokenId?: unknown
  /** Its secret; only whether there is one is looked at. The SDK reads `MUX_TOKEN_SECRET`. */
  readonly tokenSecret?: unknown
  /** Stands in for id and secret; only whether there is one is looked at. The SDK reads `MUX_AUTHORIZATION_TOKEN`. */
  readonly authorizationToken?: unknown
  /** Where the Data API is; the SDK reads `MUX_BASE_URL`. */
  readonly baseURL?: string | null | undefined
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

/** Whether the client has an access token; one that does not show it is tried: `undefined` says nothing. */
export function hasAccessToken({ tokenId, tokenSecret, authorizationToken }: MuxClient): boolean {
  return Boolean(authorizationToken) || !(isUnset(tokenId) || isUnset(tokenSecret))
}

/** Whether a variable that the SDK reads was not set. */
export const isUnset = (value: unknown): boolean => value === null || value === ''
