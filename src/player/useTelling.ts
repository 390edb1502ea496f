import { useEffect, useRef } from 'react'
import type { LiveChange } from './LivePlayerProps'
import type { LiveState } from './liveState'

/** Tells the app of each change, after it is on screen. */
export function useTelling(
  tell: ((change: LiveChange) => void) | undefined,
  state: LiveState,
  isDvr: boolean,
): void {
  const told = useRef<LiveChange>({ state: 'loading', isDvr: false })
  useEffect(() => {
    if (told.current.state === state && told.current.isDvr === isDvr) return
    told.current = { state, isDvr }
    const change = told.current
    // Later: what the app's own callback throws is not to be thrown into React.
    queueMicrotask(() => tell?.(change))
  }, [tell, state, isDvr])
}
