import { useEffect, useState, type RefObject } from 'react'

const INTERACTIVE =
  'a[href],button,label,summary,input,select,textarea,[role=button],[role=link],[role=option],[role=tab],[role^=menuitem],[tabindex]:not([tabindex="-1"])'

const HOLDS = [
  ['pointerenter', 'pointerleave'],
  ['focus', 'blur'],
] as const

/**
 * A tooltip by hover and focus that stays while pointed at and goes with Escape (WCAG 1.4.13).
 * With `'auto'` its owner can be focused only when no ancestor is interactive: a badge in a card
 * that is a link must not be a second stop for the Tab key.
 */
export function useTooltip(
  mode: 'auto' | boolean,
  owner: RefObject<HTMLElement | null>,
): { isOpen: boolean; isFocusable: boolean } {
  const [isOpen, setOpen] = useState(false)
  const [isInside, setInside] = useState(false)
  const isOff = mode === false

  useEffect(() => {
    const element = owner.current
    if (isOff || element === null) return
    // Only an effect can read what stands around the element.
    // oxlint-disable-next-line react/set-state-in-effect
    setInside(Boolean(element.parentElement?.closest(INTERACTIVE)))
    const listening = new AbortController()
    const { signal } = listening
    // Pointer and focus each hold it open: it goes when the last of them has left.
    const holds = new Set<string>()
    for (const [start, end] of HOLDS) {
      const hear = ({ type }: Event): void => {
        holds[type === start ? 'add' : 'delete'](start)
        setOpen(holds.size > 0)
      }
      // On the element itself, so that the app's own handlers stay the app's own.
      element.addEventListener(start, hear, { signal })
      element.addEventListener(end, hear, { signal })
    }
    return () => {
      listening.abort()
      setOpen(false)
    }
  }, [isOff, owner])

  useEffect(() => {
    if (!isOpen) return
    // On the document: a tooltip opened by hover has no focus to hear the key.
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false)
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [isOpen])

  return { isOpen, isFocusable: mode === 'auto' ? !isInside : mode }
}
