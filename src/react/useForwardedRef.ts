import { useCallback, useRef, type ForwardedRef, type RefCallback } from 'react'

/**
 * One ref for the app's and for what we need of the element. The app's is called when an element
 * comes or goes, as React would; `attach` must be the same function from render to render.
 */
export function useForwardedRef<Target>(
  ref: ForwardedRef<Target>,
  attach: (element: Target | null) => void,
): RefCallback<Target> {
  const cleanUp = useRef<(() => void) | undefined>(undefined)
  return useCallback(
    (element) => {
      attach(element)
      if (typeof ref !== 'function') {
        if (ref !== null) ref.current = element
      } else if (element === null && cleanUp.current !== undefined) {
        cleanUp.current()
        cleanUp.current = undefined
      } else {
        cleanUp.current = (ref(element) as (() => void) | undefined) ?? undefined
      }
      // Nothing is given back: React 18 would complain, and the app's own cleanup is called above.
    },
    [ref, attach],
  )
}
