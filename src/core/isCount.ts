/** Whether `value` can be a number of viewers: finite and not negative. */
export function isCount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0
}
