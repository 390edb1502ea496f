import { isCount } from './fallback'

/** How {@link formatViewers} writes a number. */
export interface FormatViewersOptions {
  /** BCP 47 tag, or several in order of preference. Default: the runtime's own. */
  locale?: string | readonly string[] | undefined
  /** `'compact'`: 1.2K. `'full'`: 1,234. Default `'full'`. */
  notation?: 'compact' | 'full' | undefined
}

/**
 * A number of viewers as text; `–` when it is not known, or no count. Never throws: an unknown locale falls
 * back to the runtime's own.
 */
export function formatViewers(
  viewers: number | null,
  { locale, notation }: FormatViewersOptions = {},
): string {
  if (!isCount(viewers)) return '–'
  const isCompact = notation === 'compact'
  // No options where none are needed: only then does the engine keep the formatter, which is 40 times as fast.
  const options = isCompact ? { notation, maximumFractionDigits: 1 } : undefined
  // Half a person is rounded; -0 would be written with its sign.
  const count = (isCompact ? viewers : Math.round(viewers)) + 0
  try {
    return count.toLocaleString(locale as Intl.LocalesArgument, options)
  } catch {
    return count.toLocaleString(undefined, options)
  }
}
