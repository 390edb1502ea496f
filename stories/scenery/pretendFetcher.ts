import type { ViewerSnapshot, ViewersFetcher } from '../../src/index'

/** What one answer says of each stream asked for. */
export type Answer = Omit<ViewerSnapshot, 'streamId'>

/** A fetcher that needs no server: every stream gets this snapshot. */
export function pretendFetcher(answer: Answer): ViewersFetcher {
  return async ({ streamIds }) => streamIds.map((streamId) => ({ streamId, ...answer }))
}

/** A fetcher that answers each request with the next of these, and then with the last again and again. */
export function pretendFetchers(...answers: Answer[]): ViewersFetcher {
  let asked = 0
  return async (request) => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!
    return pretendFetcher(answer)(request)
  }
}

/** A fetcher whose server never answers. */
export const silentFetcher: ViewersFetcher = () => new Promise(() => undefined)

/** A fetcher that cannot reach its server. */
export const brokenFetcher: ViewersFetcher = () => Promise.reject(new Error('no server here'))
