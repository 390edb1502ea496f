import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { useCallback, type ForwardedRef, type RefCallback } from 'react'
import { useForwardedRef } from '../react/useForwardedRef'

/** The app's ref and ours, which finds the element to be shown in fullscreen; with `/lazy` it comes late. */
export function usePlayerRef(
  ref: ForwardedRef<MuxPlayerRefAttributes>,
  attach: (element: MuxPlayerRefAttributes | null) => void,
  fullscreenElement: string,
): RefCallback<MuxPlayerRefAttributes> {
  const attachWhole = useCallback(
    (element: MuxPlayerRefAttributes | null) => {
      attach(element)
      // The player looks for that element when the attribute is set, which React does before either
      // is in the document, where there is nothing to be found.
      element?.setAttribute('fullscreen-element', fullscreenElement)
    },
    [attach, fullscreenElement],
  )
  return useForwardedRef(ref, attachWhole)
}
