import { useEffect, useRef, useState, type ReactElement } from 'react'
import { ANNOUNCE_EVERY_MS, isWorthSaying, type Announcing } from '../core/announcing'

interface AnnouncementProps {
  by: Announcing
  streamId: string | null
  /** `null`: there is none, or it is not shown. */
  count: number | null
  /** What is said of it. */
  text: string
}

/** How long it stays where a reader may come by: soon it is true no more. */
const SPOKEN_MS = 7_000

/** A live region beside the badge. What was there when the page or another stream opened is not news. */
export function Announcement({ by, streamId, count, text }: AnnouncementProps): ReactElement {
  const said = useRef<{ streamId?: string | null; count: number; at: number }>({
    count: 0,
    at: -Infinity,
  })
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    if (count === null) return
    // After an end the milestones begin anew.
    const isAnew = by === 'milestones' && count === 0
    if (isAnew || said.current.streamId !== streamId) {
      said.current = { ...said.current, streamId, count }
    }
    const { count: before, at } = said.current
    if (!isWorthSaying(by, before, count)) return
    const speak = (): void => {
      said.current = { streamId, count, at: performance.now() }
      setSpoken(text)
    }
    const timer = setTimeout(speak, Math.max(0, at + ANNOUNCE_EVERY_MS - performance.now()))
    return () => clearTimeout(timer)
  }, [by, streamId, count, text])
  useEffect(() => {
    if (spoken === '') return
    const timer = setTimeout(() => setSpoken(''), SPOKEN_MS)
    return () => clearTimeout(timer)
  }, [spoken])
  return (
    <span role="status" data-mux-viewers-announcement="">
      {spoken && ` ${spoken}`}
    </span>
  )
}
