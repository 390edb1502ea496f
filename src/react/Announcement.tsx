import { useEffect, useRef, useState, type ReactElement } from 'react'
import { ANNOUNCE_EVERY_MS, isWorthSaying, type Announcing } from '../core/announcing'

interface AnnouncementProps {
  by: Announcing
  count: number | null
  /** What is said of it. */
  text: string
}

/** A live region beside the badge. What was there when the page opened is not news. */
export function Announcement({ by, count, text }: AnnouncementProps): ReactElement {
  const said = useRef<{ count: number; at: number } | undefined>(undefined)
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    if (count === null) return
    const { count: before, at } = (said.current ??= { count, at: -Infinity })
    if (!isWorthSaying(by, before, count)) return
    const speak = (): void => {
      said.current = { count, at: performance.now() }
      setSpoken(text)
    }
    const timer = setTimeout(speak, Math.max(0, at + ANNOUNCE_EVERY_MS - performance.now()))
    return () => clearTimeout(timer)
  }, [by, count, text])
  return (
    <span role="status" data-mux-viewers-announcement="">
      {spoken}
    </span>
  )
}
