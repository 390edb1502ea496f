import { LRUCache } from 'lru-cache'
import { isWhole } from '../core/isWhole'
import type { SourceReading, ViewersSource } from '../core/source'
import type { ViewersUnit } from '../core/snapshot'
import { ViewersError } from '../core/ViewersError'
import type { FaultLog } from './FaultLog'
import { Flight } from './Flight'
import { PacedUpstream } from './PacedUpstream'
import type { SharedSlots } from './SharedSlots'
import { sourceUpstream } from './sourceUpstream'
import type { Outcome } from './Upstream'

/** How long a choice holds, in milliseconds. */
const RECHECK_MS = 600_000

/** How long others wait for the first ask, in milliseconds. */
const DECIDING_MS = 1_000

/** A reading, and who gave it. */
export interface SourcedReading extends SourceReading {
  via: string
  unit: ViewersUnit
}

/** Whether what another process wrote is a reading. */
export function isSourcedReading(value: unknown): value is SourcedReading {
  const { viewers, via, unit, views } = (value ?? {}) as Partial<SourcedReading>
  return (
    isWhole(viewers) &&
    (views === undefined || isWhole(views)) &&
    typeof via === 'string' &&
    (unit === 'people' || unit === 'playbacks')
  )
}

/** What {@link SourceChoice} is asked. */
export interface Question {
  streamId: string
  /** Somebody has seen the stream. */
  isKnown: boolean
  /** Told in how many milliseconds it is the turn of this question. */
  expect?: ((waitMs: number) => void) | undefined
}

/** One source, and what is known of its being allowed to us. */
interface Candidate {
  source: ViewersSource
  paced: PacedUpstream<SourceReading>
  /** Streams it refused, with an error of the credentials, and since when. */
  refused: LRUCache<string, { isKnown: boolean }>
  refusedAt: number
}

/**
 * Which source is asked: the first that has what it needs and does not refuse us. Once one has
 * answered it stays for ten minutes, whatever fails: the unit must not change under a dot.
 */
export class SourceChoice {
  readonly #candidates: readonly Candidate[]
  readonly #faultLog: FaultLog
  #chosen: { candidate: Candidate; at: number } | undefined
  #deciding: { streamId: string; flight: Flight } | undefined

  constructor(sources: readonly ViewersSource[], faultLog: FaultLog, slots?: SharedSlots) {
    this.#faultLog = faultLog
    this.#candidates = sources.map((source) => ({
      source,
      paced: new PacedUpstream(sourceUpstream(source), slots),
      refused: new LRUCache({ max: 1_000 }),
      refusedAt: 0,
    }))
  }

  /** The source that is asked now, as far as is known. */
  get likely(): { source: ViewersSource; paced: PacedUpstream<SourceReading> } {
    if (this.#chosen !== undefined) return this.#chosen.candidate
    const usable = this.#usable()
    return usable.find(mayBeAsked) ?? usable[0] ?? this.#candidates[0]!
  }

  /** How long a reading holds, in milliseconds. */
  ttlOf(reading: SourcedReading | null): number {
    const candidate = this.#candidates.find(({ source }) => source.name === reading?.via)
    return (candidate ?? this.likely).source.ttlMs
  }

  /** Why no source can be asked at all; `null` when one can. */
  missing(): ViewersError | null {
    if (this.#candidates.some(({ source }) => missingOf(source) === null)) return null
    const sentences = this.#candidates.map(({ source }) => missingOf(source))
    for (const sentence of sentences) this.#faultLog.tellOnce(sentence!)
    return new ViewersError('unauthorized', sentences.join(' '), { at: 'mux' })
  }

  /** Asks for one stream; never rejects. */
  async ask(question: Question): Promise<Outcome<SourcedReading>> {
    if (!this.#isSettled()) await this.#waitForFirst(question.streamId)
    if (this.#isSettled()) return read(this.#chosen!.candidate, question)
    const deciding = { streamId: question.streamId, flight: new Flight() }
    this.#deciding ??= deciding
    const outcome = await this.#decide(question)
    deciding.flight.land()
    if (this.#deciding === deciding) this.#deciding = undefined
    return outcome
  }

  #isSettled(): boolean {
    return this.#chosen !== undefined && performance.now() - this.#chosen.at < RECHECK_MS
  }

  /** The first ask settles it in most cases; so the others wait for that one, but for no second, and not for ever. */
  async #waitForFirst(streamId: string): Promise<void> {
    if (this.#deciding === undefined || this.#deciding.streamId === streamId) return
    // Who can be asked about many at once is asked about all of them at once.
    if (this.likely.paced.upstream.manyAtOnce > 1) return
    await this.#deciding.flight.wait(DECIDING_MS)
  }

  async #decide(question: Question): Promise<Outcome<SourcedReading>> {
    const usable = this.#usable()
    this.#tellMissing(usable[0])
    const open = usable.filter(
      (candidate) => mayBeAsked(candidate) && !hasRefused(candidate, question),
    )
    const before = this.#chosen && usable.indexOf(this.#chosen.candidate)
    let first: Outcome<SourcedReading> | undefined
    // Where all have refused, all are tried again: a key may have been mended.
    for (const candidate of open.length > 0 ? open : usable) {
      // One after the other: the next is asked only when this one may not be.
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await read(candidate, question)
      if ('value' in outcome) {
        this.#choose(candidate, usable)
        return outcome
      }
      first ??= outcome
      if (isRefusal(outcome.error)) refuse(candidate, question)
      // A passing fault is no reason to change to another; nor to give up the one that was chosen before.
      else if (before === undefined || usable.indexOf(candidate) >= before) return outcome
    }
    return first ?? { error: this.missing() ?? nobody(), wasAsked: false }
  }

  /** A later one is chosen for all streams only when the earlier ones have refused one that is known: others may be wrong ids. */
  #choose(candidate: Candidate, usable: readonly Candidate[]): void {
    candidate.refused.clear()
    const earlier = usable.slice(0, usable.indexOf(candidate))
    const isSure = candidate === this.#chosen?.candidate || !earlier.some(mayBeAsked)
    if (isSure) this.#chosen = { candidate, at: performance.now() }
  }

  #usable(): Candidate[] {
    return this.#candidates.filter(({ source }) => missingOf(source) === null)
  }

  /** What is missing to those that would have been asked before `first`. */
  #tellMissing(first: Candidate | undefined): void {
    for (const { source } of this.#candidates.slice(0, this.#candidates.indexOf(first!))) {
      this.#faultLog.tellOnce(missingOf(source)!)
    }
  }
}

async function read(
  { source, paced }: Candidate,
  { streamId, isKnown, expect }: Question,
): Promise<Outcome<SourcedReading>> {
  const outcome = await paced.ask(streamId, isKnown, expect)
  if ('error' in outcome) return outcome
  return { ...outcome, value: { ...outcome.value, via: source.name, unit: source.unit } }
}

function refuse(candidate: Candidate, { streamId, isKnown }: Question): void {
  if (candidate.refused.size === 0) candidate.refusedAt = performance.now()
  candidate.refused.set(streamId, { isKnown })
}

/** Whether it need not be asked about this stream again: a stream may have become known since. */
function hasRefused({ refused }: Candidate, { streamId, isKnown }: Question): boolean {
  const refusal = refused.get(streamId)
  return refusal !== undefined && (refusal.isKnown || !isKnown)
}

/** Whether it has refused no known stream; what it refused ten minutes ago is forgotten. */
function mayBeAsked({ refused, refusedAt }: Candidate): boolean {
  if (performance.now() - refusedAt >= RECHECK_MS) refused.clear()
  return ![...refused.values()].some(({ isKnown }) => isKnown)
}

const isRefusal = ({ code }: ViewersError): boolean =>
  code === 'unauthorized' || code === 'forbidden' || code === 'invalid_request'

const nobody = (): ViewersError =>
  new ViewersError('unavailable', 'No source can be asked.', { at: 'mux' })

function missingOf(source: ViewersSource): string | null {
  try {
    return source.missing()
  } catch {
    return `The source "${source.name}" failed when it was asked what it needs.`
  }
}
