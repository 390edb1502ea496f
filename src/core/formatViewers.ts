import { isCount } from './isCount'

/** How {@link formatViewers} writes a number. */
export interface FormatViewersOptions {
  /** BCP 47 tag, or several in order of preference. Default: the runtime's own. */
  locale?: string | readonly string[] | undefined
  /** `'compact'`: 1.2K. `'full'`: 1,234. Default `'full'`. */
  notation?: 'compact' | 'full' | undefined
}

/** What the engine is told of the notation `'compact'`; of `'full'` nothing: only then does it keep the formatter of a `toLocaleString`. */
export const COMPACT: Intl.NumberFormatOptions = { notation: 'compact', maximumFractionDigits: 1 }

/**
 * A number of viewers as text; `–` when it is not known, or no count. Never throws: an unknown locale falls
 * back to the runtime's own.
 */
export function formatViewers(
  viewers: number | null,
  { locale, notation }: FormatViewersOptions = {},
): string {
  const options = notation === 'compact' ? COMPACT : undefined
  return writeCount(viewers, {
    format(count) {
      try {
        return count.toLocaleString(locale as Intl.LocalesArgument, options)
      } catch {
        return count.toLocaleString(undefined, options)
      }
    },
  })
}

/** The same by a formatter of one's own, which is given counts only. */
export function writeCount(
  viewers: number | null,
  formatter: { format: (count: number) => string },
): string {
  if (!isCount(viewers)) return '–'
  // Half a person is rounded; -0 would be written with its sign.
  return formatter.format(Math.round(viewers) + 0)
}
