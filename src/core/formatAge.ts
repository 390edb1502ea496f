/** Each unit, and how many of it make the next. */
const UNITS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', Infinity],
] as const

/** An age in milliseconds as words of the locale, in the largest unit it is one of: `12 seconds ago`. */
export function formatAge(ageMs: number, locale: string): string {
  let age = ageMs / 1_000
  for (const [unit, size] of UNITS) {
    if (age < size)
      return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(age), unit)
    age /= size
  }
  return ''
}
