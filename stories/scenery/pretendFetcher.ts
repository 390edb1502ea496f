import type { ViewerSnapshot, ViewersFetcher } from '../../src/index'

/** What one answer says of each stream asked for. */
export type Answer = Omit<ViewerSnapshot, 'streamId'>

/** A fetcher that needs no server: every stream gets this snapshot. */
export function pretendFetcher(answer: Answer): ViewersFetcher {
  return async ({ streamIds }) => streamIds.map((streamId) => ({ streamId, ...answer }))
}

/** A fetcher whose server never answers. */
export const silentFetcher: ViewersFetcher = () => new Promise(() => undefined)

/** A fetcher that cannot reach its server. */
export const brokenFetcher: ViewersFetcher = () => Promise.reject(new Error('no server here'))
