/** A segment as a player knows it. */
export interface Entry {
  sequence: number
  discontinuity: number
  file: string
  startsAt: number
}

/** Reads a playlist as a player does: each segment with its numbers and its date. */
export function readPlaylist(playlist: string | null): Entry[] {
  const entries: Entry[] = []
  let sequence = 0
  let discontinuity = 0
  let startsAt = 0
  let durationMs = 0
  for (const line of (playlist ?? '').split('\n')) {
    const [tag, value = ''] = line.split(/:(.*)/s)
    if (tag === '#EXT-X-MEDIA-SEQUENCE') sequence = Number(value)
    else if (tag === '#EXT-X-DISCONTINUITY-SEQUENCE') discontinuity = Number(value)
    else if (tag === '#EXT-X-DISCONTINUITY') discontinuity += 1
    else if (tag === '#EXT-X-PROGRAM-DATE-TIME') startsAt = Date.parse(value)
    else if (tag === '#EXTINF') durationMs = Number.parseFloat(value) * 1_000
    else if (line && !line.startsWith('#')) {
      entries.push({ sequence, discontinuity, file: line, startsAt })
      sequence += 1
      startsAt += durationMs
    }
  }
  return entries
}
