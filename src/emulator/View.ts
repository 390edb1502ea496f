import type { BeaconEvent } from './decodeBeacon'
import { SequenceSet } from './SequenceSet'

/** Growth of the playing time below this, per batch, is no playing: a hanging stream leaks a few
 * milliseconds with every seek. */
const leastGrowthMs = 250

/** What the newest event that spoke of it said, by the view's own numbering. */
interface Told<Value> {
  value: Value
  sequence: number
}

/**
 * One playback, merged from its beacons. A full picture travels only with a few events, every other
 * one carries what changed; so each fact is kept with the number of the event that told it, and the
 * order in which batches arrive makes no difference to it.
 */
export class View {
  readonly id: string
  /** When the last batch with something new arrived, in milliseconds. */
  heardAt = Number.NEGATIVE_INFINITY
  /** When the viewer asked to play; null before that. */
  startedAt: number | null = null
  /** When playing was last seen to go on, or was asked for again. */
  progressAt = Number.NEGATIVE_INFINITY
  /** Whether a frame has been played at all. */
  hasPlayed = false
  /** When the view ended, for good; null while it lives. */
  endedAt: number | null = null

  readonly #seen = new SequenceSet()
  readonly #told = new Map<string, Told<string | boolean>>()
  #playedMs: number | null = null

  constructor(id: string) {
    this.id = id
  }

  get paused(): boolean {
    return this.#told.get('paused')?.value === true
  }

  get failed(): boolean {
    return this.#told.get('failed')?.value === true
  }

  /** Who is watching: the page's id, else the SDK's cookie id, else nobody but this view. */
  get viewer(): string {
    return this.#text('viewer_user_id') || this.#text('mux_viewer_id') || this.id
  }

  get videoId(): string {
    return this.#text('video_id')
  }

  get sourceUrl(): string {
    return this.#text('video_source_url')
  }

  /**
   * Merges events of one batch.
   *
   * @param timeOf when an event happened, by the emulator's clock
   */
  apply(events: readonly BeaconEvent[], at: number, timeOf: (event: BeaconEvent) => number): void {
    const fresh = events
      .filter((event) => this.#seen.add(event.view_sequence_number))
      .toSorted((one, other) => one.view_sequence_number - other.view_sequence_number)
    if (fresh.length === 0) return
    this.heardAt = Math.max(this.heardAt, at)
    this.#measurePlaying(fresh, timeOf)
    for (const event of fresh) this.#applyOne(event, timeOf(event))
  }

  #applyOne(event: BeaconEvent, time: number): void {
    for (const key of ['viewer_user_id', 'mux_viewer_id', 'video_id', 'video_source_url'] as const)
      if (event[key]) this.#tell(event, key, event[key])

    switch (event.event) {
      case 'viewstart':
      case 'play':
      case 'playing':
        this.startedAt ??= time
        this.#tell(event, 'failed', false)
        // While a stream hangs, the player goes on saying "playing" with each seek; "play" is only
        // said when somebody asked for it.
        if (event.event !== 'playing' || !this.hasPlayed) this.#progress(time)
        if (event.event === 'playing') this.hasPlayed = true
        this.#tell(
          event,
          'paused',
          event.event === 'viewstart' && (event.player_is_paused ?? false),
        )
        return
      case 'pause':
      case 'ended':
        this.#tell(event, 'paused', true)
        return
      case 'error':
        if (event.player_error_severity !== 'warning') this.#tell(event, 'failed', true)
        return
      case 'viewend':
        this.endedAt ??= time
        return
      default:
        if (event.player_is_paused !== undefined)
          this.#tell(event, 'paused', event.player_is_paused)
    }
  }

  /** Playing time is the best proof of playing; it also starts a view whose beginning was missed. */
  #measurePlaying(fresh: readonly BeaconEvent[], timeOf: (event: BeaconEvent) => number): void {
    const measured = fresh.filter((event) => event.view_playing_time_ms_cumulative !== undefined)
    const last = measured.at(-1)
    if (!last) return
    const before = this.#playedMs ?? measured[0]!.view_playing_time_ms_cumulative!
    const now = last.view_playing_time_ms_cumulative!
    this.#playedMs = Math.max(before, now)
    if (now - before < leastGrowthMs) return
    const time = timeOf(last)
    this.startedAt ??= time
    this.hasPlayed = true
    this.#progress(time)
  }

  #progress(time: number): void {
    this.progressAt = Math.max(this.progressAt, time)
  }

  #tell(event: BeaconEvent, fact: string, value: string | boolean): void {
    const sequence = event.view_sequence_number
    const told = this.#told.get(fact)
    if (!told || sequence >= told.sequence) this.#told.set(fact, { value, sequence })
  }

  #text(fact: string): string {
    const value = this.#told.get(fact)?.value
    return typeof value === 'string' ? value : ''
  }
}
