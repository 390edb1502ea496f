import type { BeaconBatch, BeaconEvent } from './decodeBeacon'
import { type Subject, subjectKey } from './subject'
import { View } from './View'

/** A view that has ended is kept this long, so that its last batch is recognised when it comes again:
 * the SDK sends it twice while the page unloads, and again where an answer got lost. */
const keepEndedMs = 10 * 60_000
/** The SDK opens a new view after 60 minutes of silence; a longer silence is never broken. */
const keepSilentMs = 65 * 60_000
const sweepEveryMs = 60_000
/** Beyond, the views heard longest ago are dropped. */
const mostViews = 200_000
/** Events older than this when sent come from a clock that jumped. */
const oldestEventMs = 60 * 60_000

/** All views the emulator has heard of, merged, without repeats, and found by what they play. */
export class ViewLog {
  readonly #subjectsOf: (view: View) => Subject[]
  readonly #heard: (view: View, at: number) => void
  readonly #views = new Map<string, { view: View; subjects: string[] }>()
  readonly #bySubject = new Map<string, Set<View>>()
  #nextSweep = Number.NEGATIVE_INFINITY

  /** @param heard is told of every view of every batch, after it was merged */
  constructor(
    subjectsOf: (view: View) => Subject[],
    heard: (view: View, at: number) => void = () => undefined,
  ) {
    this.#subjectsOf = subjectsOf
    this.#heard = heard
  }

  get size(): number {
    return this.#views.size
  }

  viewsOf(subject: Subject): Iterable<View> {
    return this.#bySubject.get(subjectKey(subject)) ?? []
  }

  /** Takes a batch that arrived at `at` (milliseconds, the emulator's clock). */
  receive(batch: BeaconBatch, at: number): void {
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
      const { view } = this.#views.get(id) ?? { view: new View(id) }
      view.apply(events, at, timeOf)
      this.#drop(id)
      this.#keep(view)
      this.#heard(view, at)
    }
    this.#sweep(at)
  }

  /** The view becomes the last of the map, which so stays in the order of hearing. */
  #keep(view: View): void {
    const subjects = this.#subjectsOf(view).map(subjectKey)
    this.#views.set(view.id, { view, subjects })
    for (const subject of subjects) {
      const views = this.#bySubject.get(subject)
      if (views) views.add(view)
      else this.#bySubject.set(subject, new Set([view]))
    }
  }

  #drop(id: string): void {
    const kept = this.#views.get(id)
    if (!kept) return
    this.#views.delete(id)
    for (const subject of kept.subjects) {
      const views = this.#bySubject.get(subject)
      views?.delete(kept.view)
      if (views?.size === 0) this.#bySubject.delete(subject)
    }
  }

  #sweep(at: number): void {
    if (at < this.#nextSweep && this.#views.size <= mostViews) return
    this.#nextSweep = at + sweepEveryMs
    for (const [id, { view }] of this.#views) {
      const keepMs = view.endedAt === null ? keepSilentMs : keepEndedMs
      if (at - view.heardAt > keepMs || this.#views.size > mostViews) this.#drop(id)
    }
  }
}
