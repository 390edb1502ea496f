import type { ReactElement } from 'react'
import { formatAge } from '../core/formatAge'
import type { UseMuxViewersResult } from './UseMuxViewersResult'
import { useReadingAge } from './useReadingAge'

interface ReadingAgeProps {
  state: UseMuxViewersResult
  locale: string
}

/** `12 seconds ago`, ticking; a component of its own, so that the badge does not tick with it. */
export function ReadingAge({ state, locale }: ReadingAgeProps): ReactElement | null {
  const ageMs = useReadingAge(state)
  return ageMs === null ? null : (
    <span data-slot="age" dir="auto">
      {' '}
      {formatAge(ageMs, locale)}
    </span>
  )
}
