import type { View } from './View'

/** Who is watching, counted in both ways Mux counts. */
export interface Counts {
  /** People: distinct `viewer_user_id`, else cookie id, else view. */
  viewers: number
  /** Playbacks. */
  views: number
}

/**
 * How long the emulator believes in a view. What Mux itself does is not published; the defaults
 * follow the behaviour of the player's SDK.
 */
export interface CountTiming {
  /**
   * A view is lost this long after its last batch, in milliseconds. A healthy player sends one
   * every 10 s.
   * @default 30_000
   */
  lostMs: number
  /**
   * A view that asked to play and never did counts this long, in milliseconds.
   * @default 60_000
   */
  startMs: number
  /**
   * A view that has stopped making progress counts this long, in milliseconds: 300 s, after which
   * the SDK itself ends the view, and 10 s for the report to arrive.
   * @default 310_000
   */
  stallMs: number
  /**
   * A viewer whose view ended is counted this long on, in milliseconds, so that a refresh of the
   * page makes no dip.
   * @default 5_000
   */
  lingerMs: number
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
  if (view.startedAt === null || view.paused || view.failed) return false
  if (at - view.heardAt > timing.lostMs) return false
  return view.hasPlayed
    ? at - view.progressAt <= timing.stallMs
    : at - view.startedAt <= timing.startMs
}
