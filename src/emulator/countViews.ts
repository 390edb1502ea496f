import type { CountTiming } from './CountTiming'
import type { View } from './View'
import { watchedUntil } from './watchedUntil'

/** Who is watching, counted in both ways Mux counts. */
export interface Counts {
  /** People: distinct `viewer_user_id`, else cookie id, else view. */
  viewers: number
  /** Playbacks. */
  views: number
}

/**
 * Counts views at a time. A viewer whose last view has just ended stays for `lingerMs` and brings
 * one view with them: so a refresh shows in neither number, the second tab of one browser leaves
 * `views` at once, and there are never more viewers than views.
 */
export function countViews(views: Iterable<View>, at: number, timing: CountTiming): Counts {
  const watching = new Set<string>()
  const lingering = new Set<string>()
  let count = 0
  for (const view of views) {
    if (view.endedAt === null) {
      if (!isWatching(view, at, timing)) continue
      count += 1
      watching.add(view.viewer)
    } else if (at - view.endedAt < timing.lingerMs && isWatching(view, view.endedAt, timing)) {
      lingering.add(view.viewer)
    }
  }
  const onlyLingering = [...lingering].filter((viewer) => !watching.has(viewer)).length
  return { viewers: watching.size + onlyLingering, views: count + onlyLingering }
}

function isWatching(view: View, at: number, timing: CountTiming): boolean {
  const until = watchedUntil(view, timing)
  return until !== null && !view.failed && at <= until
}
