import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { useCallback, useRef, type ForwardedRef, type RefCallback } from 'react'

type Player = MuxPlayerRefAttributes | null

/**
 * One ref for the app's and for what we need of the element. The app's is called when an element
 * comes or goes, as React would; with `/lazy` it comes late.
 */
export function usePlayerRef(
  ref: ForwardedRef<MuxPlayerRefAttributes>,
  attach: (element: Player) => void,
  fullscreenElement: string,
): RefCallback<MuxPlayerRefAttributes> {
  const cleanUp = useRef<(() => void) | undefined>(undefined)
  return useCallback(
    (element) => {
      attach(element)
      // The player looks for that element when the attribute is set, which React does before either
      // is in the document, where there is nothing to be found.
      element?.setAttribute('fullscreen-element', fullscreenElement)
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
    [ref, attach, fullscreenElement],
  )
}
