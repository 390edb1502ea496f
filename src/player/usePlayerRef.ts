import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ForwardedRef,
  type RefCallback,
} from 'react'

type Player = MuxPlayerRefAttributes | null

/**
 * One ref for the app's and for what we need of the element, which with `/lazy` comes late. An
 * app's ref that is new at each render takes nothing away.
 */
export function usePlayerRef(
  ref: ForwardedRef<MuxPlayerRefAttributes>,
  attach: (element: Player) => void,
  fullscreenElement: string,
): RefCallback<MuxPlayerRefAttributes> {
  const current = useRef<Player>(null)
  const [element, setElement] = useState<Player>(null)
  useImperativeHandle<Player, Player>(
    ref,
    () => current.current,
    // The element comes and goes with it.
    // oxlint-disable-next-line react/exhaustive-deps
    [element],
  )
  useEffect(() => {
    // The player looks for that element when the attribute is set, which React does before either
    // is in the document, where there is nothing to be found.
    element?.setAttribute('fullscreen-element', fullscreenElement)
  }, [element, fullscreenElement])
  return useCallback(
    (next) => {
      current.current = next
      attach(next)
      setElement(next)
    },
    [attach],
  )
}
