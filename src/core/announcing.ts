/** When a change is worth saying aloud: at each new milestone (1, 2.5, 5, 10, …), or at changes of a tenth. */
export type Announcing = 'milestones' | 'changes'

/** An announcement is made at most this often, in milliseconds. */
export const ANNOUNCE_EVERY_MS = 60_000

/** Whether `now` is worth saying after `before`, the number that was said last. */
export function isWorthSaying(by: Announcing, before: number, now: number): boolean {
  return by === 'milestones'
    ? milestoneBelow(now) > before
    : now !== before && Math.abs(now - before) >= before / 10
}

/** The highest of 1, 2.5, 5, 10, 25, 50, … that `count` has reached; 0 when none. */
function milestoneBelow(count: number): number {
  if (count < 1) return 0
  const size = 10 ** Math.floor(Math.log10(count))
  return size * (count >= 5 * size ? 5 : count >= 2.5 * size ? 2.5 : 1)
}
