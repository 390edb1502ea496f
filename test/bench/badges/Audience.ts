import type { ViewersFetcher } from '../../../src'

const STREAMS = 100
const CHANGED_EACH_STEP = 10
const FIRST_STREAM = 100

/** The numbers of 100 streams, and the fetcher that tells them at once: the same for every board. */
export class Audience {
  readonly streamIds: readonly string[] = Array.from({ length: STREAMS }, (_, i) => `Stream${i}`)
  /** Whose number the last step has changed. */
  changed: ReadonlySet<string> = new Set()
  requests = 0

  readonly #viewers = new Map(this.streamIds.map((id, i) => [id, FIRST_STREAM + 37 * i]))
  #steps = 0

  viewersOf(streamId: string): number {
    return this.#viewers.get(streamId) ?? 0
  }

  /** Ten other streams change, each by some people. */
  step(): void {
    const first = (this.#steps * CHANGED_EACH_STEP) % STREAMS
    const changed = this.streamIds.slice(first, first + CHANGED_EACH_STEP)
    for (const id of changed) this.#viewers.set(id, this.viewersOf(id) + 7)
    this.changed = new Set(changed)
    this.#steps += 1
  }

  /** What the route would answer, without the way there. */
  readonly fetcher: ViewersFetcher = ({ streamIds }) => {
    this.requests += 1
    return Promise.resolve(
      streamIds.map((streamId) => ({
        streamId,
        viewers: this.viewersOf(streamId),
        unit: 'people',
        views: this.viewersOf(streamId) + 12,
        source: 'mux',
        via: 'counts',
        asOf: new Date().toISOString(),
        ageMs: 0,
        stream: 'active',
        pollAfterMs: 1_000,
      })),
    )
  }
}
