import { readTime } from '../core/fallback'
import { fillTemplate } from '../core/fillTemplate'
import { formatAge } from '../core/formatAge'
import type { Words } from '../core/labels'
import type { ViewerSnapshot } from '../core/snapshot'
import type { UseMuxViewersResult } from './UseMuxViewersResult'
import { useReadingAge } from './useReadingAge'

interface TooltipTextProps {
  /** The badge in words. */
  text: string
  word: Words
  state: UseMuxViewersResult
  locale: string
}

/** The badge in words and when its number was counted; its age is counted on, since focus may hold it open for long. */
export function TooltipText({ text, word, state, locale }: TooltipTextProps): string {
  useReadingAge(state)
  const when = whenOf(state.getSnapshot(), locale)
  return when ? fillTemplate(word('dated'), { text, when }) : text
}

/** When the number was counted: its age, or the date it came with; empty where nobody knows. */
function whenOf(snapshot: ViewerSnapshot | null, locale: string): string {
  const { source, ageMs, asOf } = snapshot ?? {}
  if (source === 'mux' && ageMs !== undefined) return formatAge(ageMs, locale)
  const time = readTime(asOf)
  return source && time !== null
    ? new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
    : ''
}
