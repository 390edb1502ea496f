import type { ViewerSnapshot, ViewersFetcher } from '../src/index'

/** A fetcher that needs no server: every stream gets this snapshot. */
export function pretendFetcher(snapshot: Omit<ViewerSnapshot, 'streamId'>): ViewersFetcher {
  return async ({ streamIds }) => streamIds.map((streamId) => ({ streamId, ...snapshot }))
}

/** A fetcher whose server never answers. */
export const silentFetcher: ViewersFetcher = () => new Promise(() => undefined)

/** A fetcher that cannot reach its server. */
export const brokenFetcher: ViewersFetcher = () => Promise.reject(new Error('no server here'))
