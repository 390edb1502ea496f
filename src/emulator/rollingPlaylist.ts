import type { Runs } from './Runs'
import { writePlaylist } from './writePlaylist'

/** Segments in a playlist: 12 s of media, of which a player stays three segments behind the end. */
export const windowSegments = 6

/**
 * Writes the media playlist of a live stream at a time: the newest segments of all its runs. Without
 * a running encoder nothing new appears, and the playlist is not ended unless the broadcast was
 * completed: just what a player sees of a live stream whose encoder is gone.
 * https://datatracker.ietf.org/doc/html/rfc8216#section-6.2.2
 */
export function rollingPlaylist(runs: Runs, at: number, isCompleted: boolean): string {
  return writePlaylist(runs.newest(at, windowSegments), { isEvent: false, isOver: isCompleted })
}
