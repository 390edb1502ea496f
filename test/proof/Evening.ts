import { setTimeout as wait } from 'node:timers/promises'
import type { Cast } from './Cast'
import { INTERVAL, SLACK, TTL } from './rules'
import type { DoneStep, Step, Truth } from './Step'
import type { StreamId } from './Stage'
import { Truths } from './Truths'

const LOOK_MS = 50
const MOST_TRIES = 4

/** A script that is being played, and what is true while it is. */
export class Evening {
  readonly truths: Readonly<Record<StreamId, Truths>> = { main: new Truths(), other: new Truths() }
  readonly done: DoneStep[] = []

  /** @param quiet how long nothing is done after a step, in seconds; and after the number is right */
  constructor(
    readonly cast: Cast,
    private readonly quiet: { sinceDone: number; sinceRight: number },
  ) {}

  async play(script: readonly Step[]): Promise<void> {
    // One thing after the other is what a script is.
    // oxlint-disable-next-line no-await-in-loop
    for (const step of script) await this.#do(step)
  }

  async #do(step: Step): Promise<void> {
    await step.prepare?.(this.cast)
    const before = this.done.at(-1)
    if (before !== undefined) before.until = Date.now()
    let at = 0
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      at = Date.now()
      // oxlint-disable-next-line no-await-in-loop
      await step.act(this.cast)
      if (Date.now() - at <= (step.within ?? Infinity) * 1_000) break
      // What it was instead must be over before it is done again.
      // oxlint-disable-next-line no-await-in-loop
      await wait(2 * (step.within ?? 0) * 1_000)
    }
    const doneAt = Date.now()
    for (const truth of step.main) this.truths.main.add(dated(truth, at, doneAt))
    for (const truth of step.other ?? []) this.truths.other.add(dated(truth, at, doneAt))
    const stream = step.about ?? 'main'
    const truths = step[stream] ?? step.main
    const last = truths.at(-1)!
    const due = dated(
      truths.find(({ people }) => people === last.people)!,
      at,
      doneAt,
    )
    const [dueFrom, dueAt] = [due.from, due.latest]
    const done = { step, at, doneAt, dueFrom, dueAt, quietUntil: Infinity, until: Infinity }
    this.done.push(done)
    const stays = this.cast.ours[stream].now === last.people
    await this.#untilRight(step, dated(last, at, doneAt).latest)
    const until = Math.max(
      Date.now() + this.quiet.sinceRight * 1_000,
      doneAt + this.quiet.sinceDone * 1_000,
      // What stays as it is may have changed where nobody could see it yet.
      doneAt + (stays ? latenessMs(step) + LOOK_MS : 0),
    )
    await wait(until - Date.now())
    done.quietUntil = Date.now()
    done.until = done.quietUntil
  }

  /** Watches until the badges say what is true, or should have said it long ago. */
  async #untilRight(step: Step, dueAt: number): Promise<void> {
    const giveUpAt = dueAt + latenessMs(step) + 2 * SLACK * 1_000
    const isRight = (stream: StreamId): boolean => {
      const people = step[stream]?.at(-1)?.people
      return people === undefined || this.cast.ours[stream].now === people
    }
    while (Date.now() < dueAt || !(isRight('main') && isRight('other'))) {
      if (Date.now() > giveUpAt) return
      // oxlint-disable-next-line no-await-in-loop
      await wait(LOOK_MS)
    }
  }
}

/** How long a change takes at most from when it is true until the badge shows it. */
export function latenessMs({ told = 0 }: Step): number {
  return (told + TTL + INTERVAL) * 1_000
}

/** The action may have happened at any moment from its beginning to its end. */
function dated({ people, from = 0, latest = from }: Truth, at: number, doneAt: number) {
  return { people, from: at + from * 1_000, latest: doneAt + latest * 1_000 }
}
