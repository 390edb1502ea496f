/** Whether `value` is a number that somebody can have counted: whole, 0 or more. */
export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
