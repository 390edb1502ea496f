import { randomUUID } from 'node:crypto'

import { maxContinuousSeconds } from './describeStream'
import { mediaLoop } from './mediaFiles'
import { Runs } from './Runs'
import { writePlaylist } from './writePlaylist'

const mostSegments = (maxContinuousSeconds * 1_000) / mediaLoop.segmentMs

/**
 * The recording of one broadcast, which can be played from its beginning while it is made (DVR) and
 * ever after: https://www.mux.com/docs/guides/stream-recordings-of-live-streams
 *
 * It takes 12 hours of media, the `max_continuous_duration` after which Mux begins another asset,
 * and is over then, though the stream goes on: a playlist of 21,600 segments and 600 kB.
 */
export class Asset {
  readonly id: string = randomUUID().replaceAll('-', '')
  readonly playbackId: string = randomUUID().replaceAll('-', '')
  readonly #now: () => number
  readonly #runs = new Runs(mediaLoop)
  #overAt = Number.POSITIVE_INFINITY

  constructor(now: () => number) {
    this.#now = now
  }

  /** When its broadcast is over, in milliseconds; infinity while the encoder is there. */
  get overAt(): number {
    return this.#overAt
  }

  /** Why nobody can play it now; null if one can. It cannot be played without any segment. */
  get refusal(): string | null {
    return this.#runs.first(this.#now(), 1).length === 0 ? 'Asset is not ready' : null
  }

  /** The encoder sends. */
  begin(from: number): void {
    this.#runs.begin(from)
    this.#overAt = Number.POSITIVE_INFINITY
  }

  /**
   * The encoder goes away, if it is there.
   *
   * @param overAt when the broadcast is over unless it comes back
   */
  end(at: number, overAt: number): void {
    this.#runs.end(at)
    this.#overAt = overAt
  }

  /** The media playlist now: it only grows, and is ended when the broadcast is over. */
  playlist(): string {
    const now = this.#now()
    const segments = this.#runs.first(now, mostSegments)
    const isOver = now >= this.#overAt || segments.length === mostSegments
    return writePlaylist(segments, { isEvent: true, isOver })
  }
}
