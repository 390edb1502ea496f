import { useEffect, useState } from 'react'
import type { Playback } from './createPlayback'
import { beginCourse, followCourse, retryInMs, type LiveCourse, type LiveSight } from './liveCourse'

/** Follows a source: withholds it when there is nothing to play, and gives it back when there is. */
export function useLiveCourse(playback: Playback, sight: LiveSight): LiveCourse {
  const [kept, setCourse] = useState(() => beginCourse(sight))
  const course = followCourse(kept, sight)
  // Derived from what this render sees; it is done when nothing changes any more.
  if (course !== kept) setCourse(course)

  const inMs = retryInMs(course, sight.word)
  const { refusals } = course
  useEffect(() => {
    if (inMs === null) return
    return afterSeen(inMs, () => setCourse((held) => ({ ...held, isHeld: false })))
  }, [inMs, refusals])

  // A source that comes back starts paused: who was watching goes on.
  const { isLoaded, isWanted } = sight.playback
  useEffect(() => {
    if (isLoaded && isWanted) playback.resume()
    // Only when it comes, not when somebody presses a button later.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [playback, isLoaded])
  return course
}

/** Calls back after this time, and not before the page is seen and online: nobody waits there. */
function afterSeen(inMs: number, callback: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'hidden' || !navigator.onLine) return
    stop()
    callback()
  }
  const due = (): void => {
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', look)
    look()
  }
  const timer = setTimeout(due, inMs)
  const stop = (): void => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('online', look)
  }
  return stop
}
