import type { HistoryRequest, ViewerHistory } from '../core/history'
import type { ViewersFetcher } from '../core/snapshot'
import type { RecorderOptions, ViewersRecorder } from './Recorder'

/** What a runtime gives beside the request. */
export interface MuxViewersContext {
  /** Keeps an edge function alive for work that goes on after the answer, as `ctx` of a Worker does. */
  waitUntil?(promise: Promise<unknown>): void
}

/** The server part: a route, and the same readings without it. */
export interface MuxViewers {
  /**
   * Answers `GET ?id=A&id=B` with `{ snapshots }` in the order asked, and `POST {"liveStreamId":"A"}`
   * with one snapshot and `currentViewers`; `GET ?history=A`, with `&from=`, `&to=` and `&step=` as it likes, with
   * `{ history }`, as {@link MuxViewers.history} gives it, to whom `authorize` lets see A (else 403). 400 with a sentence for what it cannot read, 405 for
   * other methods, 500 when `authorize` throws. Trouble with Mux is `error` in a snapshot, under
   * status 200. Never rejects. Fits where a server takes a fetch function: what it passes as its
   * second argument may be anything, only `waitUntil` is used.
   */
  fetch(this: void, request: Request, context?: MuxViewersContext | object): Promise<Response>
  /** {@link MuxViewers.fetch} by method, to be exported from a route file. */
  readonly handlers: Readonly<
    Record<'GET' | 'HEAD' | 'POST' | 'OPTIONS', (request: Request) => Promise<Response>>
  >
  /**
   * The same readings without HTTP, for rendering on the server. It is not behind `authorize`. An id
   * of the wrong form gets an `invalid_request` snapshot. Rejects only when its signal is aborted.
   */
  readonly fetcher: ViewersFetcher
  /**
   * What was read of a stream, from the `store`: highest, average and last number of each step, `null` where
   * nothing was read. It is not behind `authorize`. Kept for five seconds. Rejects with a `ViewersError`: `invalid_request` for more than 5,000
   * points, or what is no time; `not_found` where there is no store; `unavailable` while it does not answer.
   */
  history(this: void, request: HistoryRequest): Promise<ViewerHistory>
  /**
   * Keeps the history of streams while nobody looks, by the same cache and limiter as the route: in one of
   * several processes, which a lease in the store, else in the shared cache, tells. Nothing is read before `start` or `run` is
   * called. Throws when `streams` are no ids of live streams, or there is neither `store` nor `onSnapshot`.
   */
  recorder(this: void, options: RecorderOptions): ViewersRecorder
  /**
   * Takes Mux's webhooks: a `POST` signed with `MUX_WEBHOOK_SECRET`, not longer than five minutes ago or ahead. So
   * a start, an end and an encoder that is gone are known at once. 204 when the event is kept (each one once, in whatever
   * order they come), 401 for what Mux has not signed, 503 when the store does not take it: Mux then sends it again.
   * Never rejects.
   * @see https://www.mux.com/docs/core/listen-for-webhooks
   */
  webhook(this: void, request: Request, context?: MuxViewersContext | object): Promise<Response>
  /** Says that a live stream, by its own id, has gone live, where neither webhooks nor Mux's word on the stream do. Rejects when the store does not take it, or there is none. */
  startBroadcast(this: void, streamId: string): Promise<void>
  /** Says that a stream has ended, as {@link MuxViewers.startBroadcast} does that it began. */
  endBroadcast(this: void, streamId: string): Promise<void>
  /**
   * Answers `GET ?id=A`, exactly one id, with `{ token, expiresInMs }`, for `createCountsFetcher` in a
   * browser: signed after `authorize`, for `tokenLife`. Who has it can ask Mux for the counts of this
   * one stream until then (Mux's live stream health takes such tokens too), and for nothing else.
   * 400, 403 and 405 with a sentence; 503 where there is no signing key, with the names of its
   * variables. Never rejects, and nobody may cache it.
   * @see https://www.mux.com/docs/guides/see-how-many-people-are-watching
   */
  token(this: void, request: Request): Promise<Response>
}
