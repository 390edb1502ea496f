import { isViewersError, ViewersError } from '../core/ViewersError'
import { BackOff } from './BackOff'
import { Line } from './Line'
import type { SharedSlots } from './SharedSlots'
import type { Outcome, Upstream } from './Upstream'

/** Whoever was never seen is turned away when the line of such ids is longer than this, in milliseconds. */
const NEW_WAIT_MAX_MS = 10_000

/** What one call is to be about is gathered for so long, in milliseconds, where it can be about many. */
const GATHER_MS = 10

/** Who wakes up so much too late has slept with the whole process, and others with him. */
const OVERSLEPT_MS = 1_000

/** Ids that are asked about in one call. */
interface Batch<Value> {
  /** Each with who is to be told when its turn is. */
  asked: Map<string, ((waitMs: number) => void) | undefined>
  turnAt: number
  outcomes: Promise<ReadonlyMap<string, Outcome<Value>>>
}

/** Of the turns that known streams want, those of others take so many at most. */
const NEW_SHARE = 0.1

/** Those look for a turn that nobody else wants so often, in milliseconds. */
const YIELD_MS = 50

type Kind = 'known' | 'new'

/**
 * An upstream that is never asked faster than it bears: every call has its turn, first come first
 * served. Ids that nobody has seen yet have a line of their own, at half the pace, and take the turns that
 * real streams leave, with one in ten set aside for them. After a 429 all are held back.
 */
export class PacedUpstream<Value> {
  readonly upstream: Upstream<Value>
  readonly #slots: SharedSlots | undefined
  readonly #lines: Record<Kind | 'forced', Line> | undefined
  readonly #backOff = new BackOff()
  readonly #gathering = new Map<Kind, Batch<Value>>()

  constructor(upstream: Upstream<Value>, slots?: SharedSlots) {
    this.upstream = upstream
    this.#slots = slots
    const { perSecond } = upstream
    if (perSecond === undefined) return
    this.#lines = {
      // Half of what may come in a second may come at once: what is on its way may bunch up.
      known: new Line({ perSecond, burst: Math.max(1, Math.floor(perSecond / 2)) }),
      forced: new Line({ perSecond: perSecond * NEW_SHARE, burst: 1 }),
      new: new Line({ perSecond: perSecond / 2, burst: Math.max(1, Math.floor(perSecond / 2)) }),
    }
  }

  /** How long one who asked now would wait, in milliseconds. */
  waitMs(isKnown: boolean): number {
    const batch = this.#gathering.get(isKnown ? 'known' : 'new')
    const lineMs = this.#lines?.[isKnown ? 'known' : 'new'].waitMs() ?? 0
    const turnMs = this.#isOpen(batch) ? Math.max(0, batch.turnAt - performance.now()) : lineMs
    return Math.max(this.#backOff.leftMs(), turnMs)
  }

  /** Why not to ask now; `null`: ask. */
  delay(isKnown: boolean): ViewersError | null {
    return this.#backOff.delay() ?? (isKnown ? null : this.#crowded())
  }

  /**
   * Asks about `id` when its turn has come; never rejects.
   *
   * @param expect told in how many milliseconds that will be, when it is known
   */
  async ask(
    id: string,
    isKnown: boolean,
    expect?: (waitMs: number) => void,
  ): Promise<Outcome<Value>> {
    const delay = this.delay(isKnown)
    if (delay !== null) return { error: delay, wasAsked: false }
    const kind = isKnown ? 'known' : 'new'
    let batch = this.#gathering.get(kind)
    if (!this.#isOpen(batch)) {
      batch = this.#open(kind)
      this.#gathering.set(kind, batch)
    }
    batch.asked.set(id, expect)
    expect?.(batch.turnAt - performance.now())
    const outcomes = await batch.outcomes
    return outcomes.get(id)!
  }

  #isOpen(batch: Batch<Value> | undefined): batch is Batch<Value> {
    if (batch === undefined || batch.asked.size >= this.upstream.manyAtOnce) return false
    // One whose turn is long over was cut off with the request that began it (edge runtimes).
    return performance.now() - batch.turnAt < OVERSLEPT_MS
  }

  #open(kind: Kind): Batch<Value> {
    const asked: Batch<Value>['asked'] = new Map()
    const waitMs = this.#lines?.[kind].take() ?? 0
    const postpone = (ms: number): void => {
      batch.turnAt = performance.now() + ms
      for (const expect of asked.values()) expect?.(ms)
    }
    const batch: Batch<Value> = {
      asked,
      turnAt: performance.now() + waitMs,
      outcomes: this.#turnOf(kind, waitMs, postpone).then((delay) => {
        if (this.#gathering.get(kind) === batch) this.#gathering.delete(kind)
        const ids = [...asked.keys()]
        if (delay === null) return this.#call(ids)
        return new Map(ids.map((id) => [id, { error: delay, wasAsked: false }]))
      }),
    }
    return batch
  }

  /** Waits for a turn; an error when there is none after all. */
  async #turnOf(
    kind: Kind,
    waitMs: number,
    postpone: (waitMs: number) => void,
  ): Promise<ViewersError | null> {
    const dueAt = performance.now() + waitMs
    await sleep(this.upstream.manyAtOnce > 1 ? Math.max(waitMs, GATHER_MS) : waitMs)
    // Only now: a turn that was reserved for later would keep the others waiting until then.
    if (kind === 'new') await this.#leftTurn(postpone)
    else if (isLate(dueAt)) await this.#turn(postpone)
    return (await this.#sharedTurn(kind)) ?? this.#backOff.enter()
  }

  /** A turn of all processes together; why there is none. */
  async #sharedTurn(kind: Kind): Promise<ViewersError | null> {
    const { perSecond, name } = this.upstream
    if (perSecond === undefined || this.#slots === undefined) return null
    const turn = await this.#slots.take(name, kind, perSecond)
    if (turn === 'held') return held()
    return turn === 'none'
      ? busy(`Mux is asked about so many streams that this one must wait.`, 1_000)
      : null
  }

  /** A turn that no known stream wants, or one of the few that are set aside. */
  async #leftTurn(postpone: (waitMs: number) => void): Promise<void> {
    const lines = this.#lines
    if (lines === undefined) return
    while (lines.known.waitMs() > 0 && lines.forced.waitMs() > 0) {
      postpone(YIELD_MS)
      // oxlint-disable-next-line no-await-in-loop
      await sleep(YIELD_MS)
    }
    if (lines.known.waitMs() > 0) lines.forced.take()
    await this.#turn(postpone)
  }

  async #turn(postpone?: (waitMs: number) => void): Promise<void> {
    const waitMs = this.#lines?.known.take() ?? 0
    postpone?.(waitMs)
    const dueAt = performance.now() + waitMs
    await sleep(waitMs)
    if (isLate(dueAt)) await this.#turn(postpone)
  }

  async #call(ids: readonly string[]): Promise<ReadonlyMap<string, Outcome<Value>>> {
    const askedAt = performance.now()
    const answers = await this.upstream.ask(ids, async () => {
      await this.#turn()
      const delay = await this.#sharedTurn('known')
      if (delay !== null) throw delay
    })
    const tookMs = Math.round(performance.now() - askedAt)
    const refusal = [...answers.values()].find(
      (answer): answer is ViewersError =>
        isViewersError(answer) && answer.code === 'rate_limited' && answer.at === 'mux',
    )
    this.#backOff.leave(refusal ?? null, this.upstream.ttlMs)
    if (refusal !== undefined) await this.#slots?.hold(this.upstream.name, this.#backOff.leftMs())
    const outcomes = new Map<string, Outcome<Value>>()
    for (const id of ids) {
      const answer = answers.get(id) ?? lacking(this.upstream.name)
      if (isViewersError(answer)) {
        const error = answer === refusal ? this.#backOff.held(answer) : answer
        outcomes.set(id, { error, wasAsked: true, tookMs })
      } else outcomes.set(id, { value: answer, tookMs })
    }
    return outcomes
  }

  #crowded(): ViewersError | null {
    const waitMs = this.#lines?.new.waitMs() ?? 0
    if (waitMs <= NEW_WAIT_MAX_MS) return null
    return busy(
      'So many streams are asked for that nobody has seen yet that this one must wait. Check that the id is that of a live stream.',
      waitMs,
    )
  }
}

const isLate = (dueAt: number): boolean => performance.now() - dueAt > OVERSLEPT_MS

const sleep = async (ms: number): Promise<void> => {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

const busy = (sentence: string, retryAfterMs: number): ViewersError =>
  new ViewersError('rate_limited', sentence, { retryAfterMs: Math.ceil(retryAfterMs) })

const held = (): ViewersError =>
  new ViewersError('rate_limited', 'Mux has asked to be left alone for a while.', {
    at: 'mux',
    retryAfterMs: Math.ceil(1_000 * (1 + Math.random())),
  })

const lacking = (name: string): ViewersError =>
  new ViewersError(
    'bad_response',
    `The source "${name}" said nothing of this stream. It is asked again by itself.`,
    { at: 'mux' },
  )
