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

/** What a beacon may say of a view in words. */
const texts = [
  'viewer_user_id',
  'mux_viewer_id',
  'video_id',
  'video_source_url',
  'video_title',
  'video_series',
  'video_stream_type',
  'video_cdn',
  'sub_property_id',
  'player_name',
  'viewer_os_family',
  'asn',
  'country',
  'region',
] as const satisfies readonly (keyof BeaconEvent)[]

/** A fact of a view that beacons tell. */
export type ViewFact = (typeof texts)[number] | 'view_has_ad'

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
  readonly #told = new Map<string, Told<string | boolean | number>>()
  #playedMs: number | null = null

  constructor(id: string) {
    this.id = id
  }

  get paused(): boolean {
    return this.#told.get('paused')?.value === true
  }

  /** When playback failed, unless it went on since. */
  get failedAt(): number | null {
    const value = this.#told.get('failedAt')?.value
    return typeof value === 'number' ? value : null
  }

  get failed(): boolean {
    return this.failedAt !== null
  }

  /** Who is watching: the page's id, else the SDK's cookie id, else nobody but this view. */
  get viewer(): string {
    return this.fact('viewer_user_id') ?? this.fact('mux_viewer_id') ?? this.id
  }

  get videoId(): string {
    return this.fact('video_id') ?? ''
  }

  get sourceUrl(): string {
    return this.fact('video_source_url') ?? ''
  }

  /** What was last told; null if nothing was. */
  fact(fact: ViewFact): string | null {
    const value = this.#told.get(fact)?.value
    return typeof value === 'string' ? value : null
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
    for (const key of texts) if (event[key]) this.#tell(event, key, event[key])
    if (event.view_has_ad !== undefined) this.#tell(event, 'view_has_ad', String(event.view_has_ad))

    switch (event.event) {
      case 'viewstart':
      case 'play':
      case 'playing':
        this.startedAt ??= time
        this.#tell(event, 'failedAt', false)
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
        if (event.player_error_severity !== 'warning') this.#tell(event, 'failedAt', time)
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
    // An event repeats what it knows: playing went on until the first that knows as much.
    const reached = measured.find((event) => event.view_playing_time_ms_cumulative! >= now)
    const time = timeOf(reached ?? last)
    this.startedAt ??= time
    this.hasPlayed = true
    this.#progress(time)
  }

  #progress(time: number): void {
    this.progressAt = Math.max(this.progressAt, time)
  }

  #tell(event: BeaconEvent, fact: string, value: string | boolean | number): void {
    const sequence = event.view_sequence_number
    const told = this.#told.get(fact)
    if (!told || sequence >= told.sequence) this.#told.set(fact, { value, sequence })
  }
}
