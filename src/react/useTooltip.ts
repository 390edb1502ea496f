import { useEffect, useState, type RefObject } from 'react'

const INTERACTIVE =
  'a[href],button,label,summary,input,select,textarea,[role=button],[role=link],[role=option],[role=tab],[role=radio],[role=treeitem],[role^=menuitem],[tabindex]:not([tabindex="-1"])'

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
  tabIndex: number | undefined,
): boolean {
  const [isOpen, setOpen] = useState(false)
  const isOff = mode === false || isHidden

  // By hand, since a server cannot look around, and one more render for it would be one for each
  // badge of a list. Each time, since a card may become a link later.
  useEffect(() => {
    const element = owner.current
    if (element === null || tabIndex !== undefined) return
    const isStop = mode === 'auto' ? !element.parentElement?.closest(INTERACTIVE) : mode
    if (isStop) element.setAttribute('tabindex', '0')
    else element.removeAttribute('tabindex')
  })

  useEffect(() => {
    const element = owner.current
    if (isOff || element === null) return
    // Pointer and focus each hold it open: it goes when the last of them has left.
    const holds = new Set<string>()
    const hear = ({ type }: Event): void => {
      const hold = /pointer/.test(type) ? 'pointer' : 'focus'
      const isComing = /enter|focus/.test(type)
      holds[isComing ? 'add' : 'delete'](hold)
      const isHeld = holds.size > 0
      // What Escape has closed stays closed when only one of them leaves.
      setOpen((isOpenNow) => isComing || (isOpenNow && isHeld))
    }
    const ends = new AbortController()
    // On the element itself, so that the app's own handlers stay the app's own.
    for (const type of HELD_BY) element.addEventListener(type, hear, { signal: ends.signal })
    return () => {
      ends.abort()
      setOpen(false)
    }
  }, [isOff, owner])

  useEffect(() => {
    if (!isOpen) return
    const hear = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      // The tooltip alone: the dialog that it stands in waits for the next one.
      event.preventDefault()
      setOpen(false)
    }
    // On the document: a tooltip opened by hover has no focus to hear the key. On the way down, since
    // what is around may keep it for itself.
    document.addEventListener('keydown', hear, true)
    return () => document.removeEventListener('keydown', hear, true)
  }, [isOpen])

  return isOpen
}
