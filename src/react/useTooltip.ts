import { useEffect, useState, type RefObject } from 'react'

const INTERACTIVE =
  'a[href],button,label,summary,input,select,textarea,[role=button],[role=link],[role=option],[role=tab],[role^=menuitem],[tabindex]:not([tabindex="-1"])'

const HELD_BY = ['pointerenter', 'pointerleave', 'focus', 'blur']

/**
 * A tooltip by hover and focus that stays while pointed at and goes with Escape (WCAG 1.4.13).
 * With `'auto'` its owner can be focused only when no ancestor is interactive: a badge in a card
 * that is a link must not be a second stop for the Tab key.
 */
export function useTooltip(
  mode: 'auto' | boolean,
  owner: RefObject<HTMLElement | null>,
  isHidden: boolean,
): { isOpen: boolean; isFocusable: boolean } {
  const [isOpen, setOpen] = useState(false)
  const [isInside, setInside] = useState(false)
  const isOff = mode === false || isHidden

  useEffect(() => {
    const element = owner.current
    if (isOff || element === null) return
    // Only an effect can read what stands around the element.
    // oxlint-disable-next-line react/set-state-in-effect
    setInside(Boolean(element.parentElement?.closest(INTERACTIVE)))
    // Pointer and focus each hold it open: it goes when the last of them has left.
    const holds = new Set<string>()
    let isOpenNow = false
    const open = (willOpen: boolean): void => {
      if (willOpen === isOpenNow) return
      isOpenNow = willOpen
      setOpen(willOpen)
      // On the document: a tooltip opened by hover has no focus to hear the key.
      listen(willOpen, document, ['keydown'], close)
    }
    const close = ({ key }: Event & { key?: string }): void => {
      if (key === 'Escape') open(false)
    }
    const hear = ({ type }: Event): void => {
      const hold = /pointer/.test(type) ? 'pointer' : 'focus'
      const isComing = /enter|focus/.test(type)
      holds[isComing ? 'add' : 'delete'](hold)
      // What Escape has closed stays closed when only one of them leaves.
      open(isComing || (isOpenNow && holds.size > 0))
    }
    // On the element itself, so that the app's own handlers stay the app's own.
    listen(true, element, HELD_BY, hear)
    return () => {
      listen(false, element, HELD_BY, hear)
      open(false)
    }
  }, [isOff, owner])

  return { isOpen, isFocusable: mode === 'auto' ? !isInside : mode }
}

function listen(
  begins: boolean,
  target: EventTarget,
  types: readonly string[],
  listener: (event: Event) => void,
): void {
  for (const type of types)
    target[begins ? 'addEventListener' : 'removeEventListener'](type, listener)
}
