import type { CountTiming } from './CountTiming'
import type { View } from './View'

/**
 * Until when a view is taken for watched if nothing more is heard of it: until it is lost, or until
 * it has tried to start or stood still for too long. Null if it is not watched at all.
 */
export function watchedUntil(view: View, timing: CountTiming): number | null {
  if (view.startedAt === null || view.paused) return null
  return Math.min(
    view.heardAt + timing.lostMs,
    view.hasPlayed ? view.progressAt + timing.stallMs : view.startedAt + timing.startMs,
  )
}
