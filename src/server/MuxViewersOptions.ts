import type { ReadViewers, ViewersSource } from '../core/source'
import type { ViewerSnapshot } from '../core/snapshot'
import type { ViewersLogger } from '../core/ViewersLogger'
import type { MuxClient } from '../mux/MuxClient'
import type { Authorize } from './authorize'
import type { OnBroadcastEnd } from './EndTeller'
import type { ServerFallback } from './Fallbacks'
import type { RetentionOptions } from './Retention'
import type { SharedCache } from './SharedCache'
import type { ResolveStream } from './StreamResolver'
import type { ViewersStore } from './ViewersStore'

/** Options of `createMuxViewers`. */
export interface MuxViewersOptions {
  /**
   * Your `new Mux()` of `@mux/mux-node` 14 or later. Throws when it is none. A variable that it
   * lacks throws nothing: every answer then says which one, and so does the log, once.
   */
  mux: MuxClient
  /** Who may see which streams, or `'public'`. No default: throws when it is left away. */
  authorize: Authorize
  /**
   * Who is asked: the first that has what it needs. Default
   * `[engagementCounts({ mux }), monitoring({ mux })]`: people where there is a signing key, else
   * playbacks. Throws when the list is empty.
   */
  sources?: readonly (ViewersSource | ReadViewers)[] | undefined
  /**
   * A memory that several processes share, e.g. `redisCache(client)`: then they ask Mux together once
   * per stream per TTL. While it is gone each goes on alone. Default: none, each process for itself.
   */
  sharedCache?: SharedCache | undefined
  /**
   * Makes an id of your own, or a playback id, into the id of the live stream, e.g.
   * `resolvePlaybackId({ mux })`; `null`: there is none. `authorize` sees the ids asked, and answers
   * carry them; Mux is asked about the resolved ones. Asked once a minute for each id; when it throws, that is
   * logged, and what it said last stands; without that the stream's answer says `unavailable`. Default: ids are those of live streams.
   */
  resolve?: ResolveStream | undefined
  /**
   * Other origins whose pages may read the answers, such as `https://shop.example`, with their
   * cookies unless everything is public; or `'*'`, any, without. Default: none but your own.
   */
  allowOrigins?: readonly string[] | '*' | undefined
  /**
   * Holds a number back that has fallen below a tenth (from 20 or more) within two minutes; meanwhile
   * the one before is given with its true age, and what Mux said as `unconfirmed`. The next reading is believed,
   * whatever it says. Default `false`: every reading is given as it comes.
   */
  confirmCollapse?: boolean | undefined
  /**
   * How long Mux's word on whether a stream is live holds, in milliseconds; a token that may read
   * Mux Video is needed. Default and least 60,000; less only where the client's `baseURL` is not on mux.com.
   */
  stateTtl?: number | undefined
  /**
   * Keeps readings, so that there is a number when Mux is silent, e.g. `sqlStore({ db, dialect })`. Only
   * streams are kept that Mux knows, that somebody has watched, or that a recorder names. A store that fails delays no answer: up to 20,000
   * samples wait for it in memory, as long as `retention.samples`; then the oldest are lost, which is logged. Default: none.
   */
  store?: ViewersStore | undefined
  /**
   * How often a reading is kept, in milliseconds: the first of each such tick, whichever process
   * has it. Default 15,000. Throws when it is no whole number from 1,000 to 3,600,000 (an hour).
   */
  recordEvery?: number | undefined
  /**
   * How long the store keeps samples as they are, then by the minute, then by the hour, in milliseconds:
   * `{ samples, minutes, hours }`. Done once an hour, in one process, an hour or two late. Default a day, thirty days, and for ever. Throws when
   * `samples` is less than an hour, or one is less than the one before.
   */
  retention?: RetentionOptions | undefined
  /**
   * Handed the first reading of each stream and tick, for a database of your own. Called beside the answer,
   * which does not wait for it, by the process that asked Mux; processes that share no
   * cache ask each for itself, and after a clock was set back a tick may come again. Its `streamId` is that of the live stream. What it throws is logged.
   */
  onSnapshot?: ((snapshot: ViewerSnapshot) => unknown) | undefined
  /**
   * A stream that is live again so soon after it ended has not ended, in milliseconds: an encoder's hiccup is no
   * new broadcast. So long after an end its figures are final. Default 60,000. Throws when it is not from 0 to 86,400,000 (a day).
   */
  broadcastGap?: number | undefined
  /**
   * Told of each broadcast that has ended, with its final figures, once they are kept: once, and after a
   * crash in the middle of it, or where clocks differ by more than a minute, once more (`broadcast.id` tells). Give it to every process that has the store. When it throws
   * or rejects, that is logged, and it is called again a minute later. One that
   * takes longer than a minute may be called by another process too. Throws when there is no `store`.
   */
  onBroadcastEnd?: OnBroadcastEnd | undefined
  /**
   * Your own count of a stream, for when no source answers and the last reading is a minute old, or
   * there is none. Of it, the store's newest sample and that reading the newest is shown, an undated one as
   * current; asked once in 15 seconds for each stream. `streamId` is that of the live stream. Default: none.
   */
  fallback?: ServerFallback | undefined
  /** Told of each fault once until it changes, and once when it is over. Default `console`. */
  logger?: ViewersLogger | undefined
  /** The server's clock, in milliseconds since the epoch. Default `Date.now`. */
  now?: (() => number) | undefined
  /**
   * How long an answer waits for a new reading, in milliseconds; then the old one is given with its
   * true age, and the asking goes on. Default 2,000. Throws when it is no number, 0 or more.
   */
  maxWait?: number | undefined
  /**
   * How long a token of `viewers.token` holds, in milliseconds: shorter, and whom `authorize` no longer
   * lets in sees counts less long; longer, and your route is asked less often. Default 600,000 (ten
   * minutes). Throws when it is not from 60,000 to 3,600,000 (an hour).
   */
  tokenLife?: number | undefined
}
