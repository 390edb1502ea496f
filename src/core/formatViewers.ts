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
export function formatViewers(viewers: number | null, options: FormatViewersOptions = {}): string {
  if (!isCount(viewers)) return '–'
  const { locale, notation } = options
  const format: Intl.NumberFormatOptions =
    notation === 'compact' ? { notation, maximumFractionDigits: 1 } : { maximumFractionDigits: 0 }
  const count = viewers + 0 // -0 would be written with its sign
  try {
    return count.toLocaleString(locale as Intl.LocalesArgument, format)
  } catch {
    return count.toLocaleString(undefined, format)
  }
}
