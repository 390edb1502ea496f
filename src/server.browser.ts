/** The names of `./server`, so that a browser build gets as far as the sentence below. */
export const createMuxViewers: never = undefined as never
export const engagementCounts: never = undefined as never
export const memoryStore: never = undefined as never
export const monitoring: never = undefined as never
export const redisCache: never = undefined as never
export const resolvePlaybackId: never = undefined as never
export const sqlStore: never = undefined as never
export const isViewersError: never = undefined as never
export const ViewersError: never = undefined as never

throw new Error(
  '[mux-viewers] mux-viewers/server was imported into code for the browser. It holds your Mux keys, so it runs on a server only. Import it in a route handler, and give components a fetcher from mux-viewers/query.',
)
