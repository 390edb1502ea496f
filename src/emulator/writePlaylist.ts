import { mediaLoop, segmentName } from './mediaFiles'
import type { Segment } from './Runs'

/** What a playlist says of itself. */
export interface PlaylistTraits {
  /** Whether nothing ever leaves it: it may be long, so only what a player cannot reckon is dated. */
  isEvent: boolean
  /** Whether nothing will be added. */
  isOver: boolean
}

/**
 * Writes a media playlist, with a DISCONTINUITY where the media begin again and where the encoder
 * came back. https://datatracker.ietf.org/doc/html/rfc8216#section-4.3
 */
export function writePlaylist(
  segments: readonly Segment[],
  { isEvent, isOver }: PlaylistTraits,
): string {
  const first = segments[0]
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    ...(isEvent ? ['#EXT-X-PLAYLIST-TYPE:EVENT'] : []),
    `#EXT-X-TARGETDURATION:${Math.ceil(mediaLoop.segmentMs / 1_000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first?.sequence ?? 0}`,
    // The tag of the first segment is still in the list and counts from there.
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first ? first.discontinuity - (isBreak(first) ? 1 : 0) : 0}`,
  ]
  for (const segment of segments) {
    if (isBreak(segment)) lines.push('#EXT-X-DISCONTINUITY')
    if (!isEvent || segment === first || isBreak(segment))
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startsAt).toISOString()}`)
    lines.push(`#EXTINF:${(mediaLoop.segmentMs / 1_000).toFixed(3)},`, segmentName(segment.file))
  }
  if (isOver) lines.push('#EXT-X-ENDLIST')
  return `${lines.join('\n')}\n`
}

/** Each start of the loop but the very first one is a break. */
function isBreak(segment: Segment): boolean {
  return segment.file === 0 && segment.sequence > 0
}
