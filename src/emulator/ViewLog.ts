import type { BeaconBatch, BeaconEvent } from './decodeBeacon'
import { View } from './View'

/** A view that has ended is kept this long, so that its last batch, which the SDK sends twice while
 * the page unloads, is still recognised. */
const keepEndedMs = 60_000
/** The SDK opens a new view after 60 minutes of silence; a longer silence is never broken. */
const keepSilentMs = 65 * 60_000
/** Beyond, the views heard longest ago are dropped. */
const mostViews = 200_000
/** Events older than this when sent come from a clock that jumped. */
const oldestEventMs = 60 * 60_000

/** All views the emulator has heard of, merged and without repeats. */
export class ViewLog {
  readonly #views = new Map<string, View>()
  #nextSweep = Number.NEGATIVE_INFINITY

  /** Takes a batch that arrived at `at` (milliseconds, the emulator's clock). */
  receive(batch: BeaconBatch, at: number): void {
    this.#sweep(at)
    // The viewer's clock may be wrong by hours; the age of an event within its batch is not.
    const timeOf = (event: BeaconEvent): number => {
      if (batch.sentAt === null || event.viewer_time === undefined) return at
      return at - Math.min(Math.max(batch.sentAt - event.viewer_time, 0), oldestEventMs)
    }
    const byView = new Map<string, BeaconEvent[]>()
    for (const event of batch.events) {
      const events = byView.get(event.view_id)
      if (events) events.push(event)
      else byView.set(event.view_id, [event])
    }
    for (const [id, events] of byView) {
      const view = this.#views.get(id) ?? new View(id)
      view.apply(events, at, timeOf)
      // Set anew, so that the map stays in the order in which views were last heard.
      this.#views.delete(id)
      this.#views.set(id, view)
    }
  }

  views(): Iterable<View> {
    return this.#views.values()
  }

  get size(): number {
    return this.#views.size
  }

  #sweep(at: number): void {
    if (at >= this.#nextSweep || this.#views.size > mostViews) {
      this.#nextSweep = at + keepEndedMs / 2
      for (const [id, view] of this.#views) {
        const keep = view.endedAt === null ? keepSilentMs : keepEndedMs
        if (at - view.heardAt > keep || this.#views.size > mostViews) this.#views.delete(id)
      }
    }
  }
}
