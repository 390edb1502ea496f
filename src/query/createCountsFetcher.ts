import type { ViewersFetcher } from '../core/snapshot'
import { writeRequestUrl } from '../core/wire'
import { readCounts } from '../mux/counts'
import { askCounts, type CountsUpstream } from './askCounts'
import { askRoute } from './askRoute'
import { newCountsStream, writeSnapshot, type CountsStream } from './CountsStream'
import { Flight } from './Flight'
import { abandoned } from './withinTime'

/** Whoever is early by this much, in milliseconds, waits for the rest: timers do not come at the very moment. */
const EARLY_MS = 1_000

/** So many streams are remembered; who was looked at longest ago is forgotten. */
const MAX_STREAMS = 1_000

/** A token signed for the counts of one live stream, and for how many milliseconds it still holds, if your server says so. */
export type CountsToken = string | { token: string; expiresInMs?: number | undefined }

/** Brings a token for one stream. It may throw or reject: that becomes an error in the stream's snapshot, without its text. */
export type GetCountsToken = (
  streamId: string,
  about: {
    /** Aborted after 5 s, and when nobody waits any more. */
    signal: AbortSignal
  },
) => CountsToken | Promise<CountsToken>

/** Options of {@link createCountsFetcher}. */
export interface CountsFetcherOptions {
  /**
   * Your own way to a token: signed on your server with `aud: 'live_stream_id'`, as `signViewerCounts(id,
   * { type: 'live_stream' })` of `@mux/mux-node` does. Called for each stream by itself, again after
   * three quarters of the token's life, and when Mux refuses it. Its life is `expiresInMs`; where you
   * do not say it, the token's `exp` by the visitor's clock. What is no token, or takes longer than
   * 5 s, is an error `at: 'route'`. Default: GET `tokenUrl`.
   */
  getToken?: GetCountsToken | undefined
  /**
   * Where `viewers.token` of your server is mounted: a path on your own origin, whose cookies go
   * along, or a full address. Not used with `getToken`. Default `/api/mux-viewers/token`.
   */
  tokenUrl?: string | undefined
  /** Where Mux answers, without `/counts`: the emulator's `url`. Default `https://stats.mux.com`. */
  baseUrl?: string | undefined
  /** A `fetch` of your own, for Mux and `tokenUrl`. Default: the global one, looked up at each request. */
  fetch?: typeof fetch | undefined
}

/**
 * A fetcher that asks Mux straight from the browser, with a short-lived token of your server.
 *
 * **Outside the law of one call per stream and 15 s: here each visitor asks Mux**, one page once per
 * stream and 15 s, failures included, and once more with a new token where an old one is refused.
 * Mux documents no limit for these requests. There is no number of your server's database, and no
 * word on whether the stream is live; an ad blocker may block Mux's address. What it saves is your
 * server's part: a token now and then, and no polling of it.
 *
 * It never rejects but when its signal is aborted: each stream has a snapshot of its own, with `error`
 * (`at: 'route'` for the token, `'mux'` for the count) and the last number at its true age, if there
 * is one. A token that cannot be renewed is such an error, beside numbers that stay new until the old
 * one has ended. A 0 is `verified: false` until this page has seen a number above it. Without `asOf`:
 * no server's clock is known. Make one for the page and keep it.
 *
 * @example
 * const fetcher = createCountsFetcher()
 * <ViewerCount streamId={id} fetcher={fetcher} />
 * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export function createCountsFetcher(options: CountsFetcherOptions = {}): ViewersFetcher {
  const { tokenUrl = '/api/mux-viewers/token', baseUrl } = options
  const route = `The token route at ${tokenUrl}`
  const streams = new Map<string, CountsStream>()

  const upstream: CountsUpstream = {
    tokenFrom: options.getToken ? '`getToken` of createCountsFetcher' : route,
    getToken: (streamId, { signal }) =>
      options.getToken
        ? options.getToken(streamId, { signal })
        : askRoute(route, options.fetch ?? fetch, writeRequestUrl(tokenUrl, [streamId]), {
            headers: { accept: 'application/json' },
            credentials: 'same-origin',
            signal,
          }),
    readCounts: (token, signal) => readCounts({ token, signal, baseUrl, fetch: options.fetch }),
  }

  const find = (streamId: string): CountsStream => {
    const stream = streams.get(streamId) ?? newCountsStream(streamId)
    // Anew, so that the order is that of use.
    streams.delete(streamId)
    streams.set(streamId, stream)
    if (streams.size > MAX_STREAMS) {
      const oldest = [...streams.values()].find(({ flight }) => flight === null)
      if (oldest !== undefined && oldest !== stream) streams.delete(oldest.streamId)
    }
    return stream
  }

  /** Brings `stream` up to date, and says whether that took an attempt. */
  const update = async (
    stream: CountsStream,
    signal: AbortSignal,
    gone: Promise<void>,
  ): Promise<boolean> => {
    const earlyMs = stream.nextAskAt - performance.now()
    if (signal.aborted || earlyMs > EARLY_MS) return false
    stream.flight ??= new Flight(async (left) => {
      await pause(earlyMs, left)
      if (!left.aborted) await askCounts(stream, upstream, left)
      stream.flight = null
    })
    await stream.flight.wait(gone)
    // Once more, if the others had left and so taken the attempt away.
    await update(stream, signal, gone)
    return true
  }

  return async ({ streamIds, signal }) => {
    let leave = (): void => {}
    const gone = new Promise<void>((resolve) => {
      leave = resolve
    })
    signal.addEventListener('abort', leave)
    const snapshots = await Promise.all(
      streamIds.map(async (streamId) => {
        const stream = find(streamId)
        const isNew = await update(stream, signal, gone)
        return { stream, isNew }
      }),
    )
    signal.removeEventListener('abort', leave)
    if (signal.aborted) throw abandoned()
    return snapshots.map(({ stream, isNew }) => writeSnapshot(stream, isNew))
  }
}

async function pause(ms: number, left: AbortSignal): Promise<void> {
  if (!(ms > 0)) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.ceil(ms))
    left.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
