import { LRUCache } from 'lru-cache'
import type { ViewersSource } from '../core/source'
import { isViewersError, ViewersError } from '../core/ViewersError'
import { readCounts, STATS_URL } from './counts'
import { assertMuxClient, type MuxClient } from './MuxClient'
import { missingKey, signCounts } from './signCounts'
import { assertPerSecond, assertTtl, sourceTtl } from './sourceTtl'
import type { ViewersLogger } from '../core/ViewersLogger'

/** Mux's own element never asks more often; nothing says that it would gain by it. */
const TTL_FLOOR_MS = 15_000

const TOKEN_LIFE = '6h'
// An hour before its end: a clock that is so much wrong still makes tokens that Mux takes.
const TOKEN_RENEW_MS = 5 * 3_600_000

/** Options of {@link engagementCounts}. */
export interface EngagementCountsOptions {
  /** Your `new Mux()`, with a signing key (`MUX_SIGNING_KEY`, `MUX_PRIVATE_KEY`). Throws when it is none. */
  mux: MuxClient
  /**
   * How long a reading holds, in milliseconds: Mux is asked once per stream in that time. Default
   * and least 15,000; less only when `baseUrl` is not on mux.com, else it is raised with one
   * warning. Throws when it is no number above 0.
   */
  ttl?: number | undefined
  /**
   * Where Mux answers, without `/counts`. Default: the variable `MUX_STATS_URL` where there is one,
   * read at first use, else `https://stats.mux.com`. Throws when it is no http address.
   */
  baseUrl?: string | undefined
  /**
   * How many requests a second are made at most. Default 10, which is a guess: Mux says nothing of a
   * limit for counts. Throws when it is no number above 0.
   */
  perSecond?: number | undefined
  /** What asks. Default: the runtime's own `fetch`, looked up at each call. */
  fetch?: typeof fetch | undefined
  /** Told once when `ttl` is raised. Default `console`. */
  logger?: ViewersLogger | undefined
}

/**
 * Mux Engagement Counts: people (`viewers`) and playbacks (`views`) of one live stream, on any
 * plan; needs a signing key. A token is signed once per stream, kept here, and signed again an
 * hour before the end of its six, or when Mux refuses it.
 * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export function engagementCounts(options: EngagementCountsOptions): ViewersSource {
  assertMuxClient(options.mux, 'engagementCounts')
  const { mux, ttl = TTL_FLOOR_MS, perSecond = 10, logger = console } = options
  assertTtl(ttl, 'engagementCounts')
  assertPerSecond(perSecond, 'engagementCounts')
  if (options.baseUrl !== undefined && !isHttpUrl(options.baseUrl)) {
    throw new ViewersError(
      'invalid_request',
      '`baseUrl` of engagementCounts is an address such as https://stats.mux.com.',
    )
  }

  const tokens = new LRUCache<string, { token: string; renewAt: number }>({ max: 10_000 })
  let base: { url: string; ttlMs: number } | undefined
  const settled = (): { url: string; ttlMs: number } => {
    if (base !== undefined) return base
    const url = options.baseUrl ?? readVariable() ?? STATS_URL
    const ttlMs = sourceTtl({
      caller: 'engagementCounts',
      ttl,
      floorMs: TTL_FLOOR_MS,
      url,
      logger,
    })
    base = { url, ttlMs }
    return base
  }

  return {
    name: 'counts',
    unit: 'people',
    get ttlMs() {
      return settled().ttlMs
    },
    perSecond,
    missing() {
      if (!isHttpUrl(settled().url))
        return 'MUX_STATS_URL is no http address. Mend it, or leave it away to ask Mux itself.'
      return missingKey(mux)
    },
    async read({ streamId, signal }) {
      try {
        const token = await tokenOf(streamId)
        return await readCounts({ token, signal, baseUrl: settled().url, fetch: options.fetch })
      } catch (error) {
        // The key may have been replaced in the client: the next attempt signs anew.
        if (
          isViewersError(error) &&
          (error.code === 'unauthorized' || error.code === 'forbidden')
        ) {
          tokens.delete(streamId)
        }
        throw error
      }
    },
  }

  async function tokenOf(streamId: string): Promise<string> {
    const kept = tokens.get(streamId)
    const signedAt = Date.now()
    if (kept !== undefined && signedAt < kept.renewAt && kept.renewAt - signedAt <= TOKEN_RENEW_MS)
      return kept.token
    const token = await signCounts(mux, streamId, TOKEN_LIFE)
    tokens.set(streamId, { token, renewAt: signedAt + TOKEN_RENEW_MS })
    return token
  }
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

function readVariable(): string | undefined {
  try {
    // `process` is missing on some edge runtimes, and Deno may refuse to show it.
    const value = typeof process === 'undefined' ? undefined : process.env['MUX_STATS_URL']
    return value === '' ? undefined : value
  } catch {
    return undefined
  }
}
