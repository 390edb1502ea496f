import type { LeaseRequest } from './ViewersStore'

/** Clocks of servers may differ by so much, in milliseconds: a lease that lasts longer is of one that was wrong. */
export const SKEW_MS = 600_000

/** Whether a lease that another has until `heldUntil` may be taken. */
export function isLeaseFree(heldUntil: number, { now, until }: LeaseRequest): boolean {
  return heldUntil <= now || heldUntil > until + SKEW_MS
}
