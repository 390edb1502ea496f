import { useCallback, useSyncExternalStore } from 'react'
import type { UseMuxViewersResult } from './UseMuxViewersResult'

/**
 * How old the number shown is, in milliseconds, counted on while the component is mounted; it
 * renders again every `everyMs` (default 1,000). `null` on the server, in the first client render,
 * and where no age is known. Pass what `useMuxViewers` returned.
 */
export function useReadingAge(
  { getSnapshot }: Pick<UseMuxViewersResult, 'getSnapshot'>,
  everyMs = 1_000,
): number | null {
  const subscribe = useCallback(
    (onTick: () => void) => {
      const timer = setInterval(onTick, everyMs)
      return () => clearInterval(timer)
    },
    [everyMs],
  )
  const read = (): number | null => {
    const snapshot = getSnapshot()
    return snapshot?.source && snapshot.ageMs !== undefined
      ? Math.floor(snapshot.ageMs / everyMs) * everyMs
      : null
  }
  return useSyncExternalStore(subscribe, read, () => null)
}
