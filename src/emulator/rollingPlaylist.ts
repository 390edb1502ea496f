/** A stretch of time in which the encoder sent without a break. */
export interface Run {
  /** When the encoder began, in milliseconds. */
  from: number
  /** When it went away; null while it sends. */
  until: number | null
  /** Number of the first segment it makes. */
  sequence: number
  /** How many discontinuities lie before and at that segment. */
  discontinuity: number
}

/** The media a playlist turns round and round. */
export interface Loop {
  /** How many segments there are before the first one comes again. */
  segments: number
  segmentMs: number
}

/** Segments in a playlist: 12 s of media, of which a player stays three segments behind the end. */
export const windowSegments = 6

interface Segment {
  sequence: number
  discontinuity: number
  file: number
  startsAt: number
}

/**
 * Writes the media playlist at a time. It needs no state but the runs: the newest segments of them
 * all, with a DISCONTINUITY where the media begin again and where the encoder came back. Without a
 * running encoder nothing new appears, and the playlist is not ended: just what a player sees of a
 * live stream whose encoder is gone. https://datatracker.ietf.org/doc/html/rfc8216#section-6.2.2
 */
export function rollingPlaylist(
  runs: readonly Run[],
  at: number,
  loop: Loop,
  fileName: (file: number) => string,
): string {
  const segments = newestSegments(runs, at, loop)
  const first = segments[0]
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${Math.ceil(loop.segmentMs / 1_000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first?.sequence ?? 0}`,
    // The tag of the first segment is still in the list and counts from there.
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first ? first.discontinuity - (isBreak(first) ? 1 : 0) : 0}`,
  ]
  for (const segment of segments) {
    if (isBreak(segment)) lines.push('#EXT-X-DISCONTINUITY')
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startsAt).toISOString()}`,
      `#EXTINF:${(loop.segmentMs / 1_000).toFixed(3)},`,
      fileName(segment.file),
    )
  }
  return `${lines.join('\n')}\n`
}

/** Where the next run takes up the numbers of the last one. */
export function continueRun(last: Run, from: number, loop: Loop): Run {
  const made = segmentsMade(last, last.until ?? from, loop)
  if (made === 0) return { ...last, from, until: null }
  return {
    from,
    until: null,
    sequence: last.sequence + made,
    discontinuity: last.discontinuity + Math.floor((made - 1) / loop.segments) + 1,
  }
}

function newestSegments(runs: readonly Run[], at: number, loop: Loop): Segment[] {
  const segments: Segment[] = []
  for (const run of runs.toReversed()) {
    const made = segmentsMade(run, Math.min(run.until ?? at, at), loop)
    for (let index = made - 1; index >= 0 && segments.length < windowSegments; index -= 1) {
      segments.unshift({
        sequence: run.sequence + index,
        discontinuity: run.discontinuity + Math.floor(index / loop.segments),
        file: index % loop.segments,
        startsAt: run.from + index * loop.segmentMs,
      })
    }
  }
  return segments
}

function segmentsMade(run: Run, until: number, loop: Loop): number {
  return Math.max(0, Math.floor((until - run.from) / loop.segmentMs))
}

/** Every run begins with the first file of the loop, so each start of the loop but the very first
 * one of the stream is a break. */
function isBreak(segment: Segment): boolean {
  return segment.file === 0 && segment.sequence > 0
}
