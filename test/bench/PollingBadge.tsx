import { useEffect, useState, type ReactElement } from 'react'

interface PollingBadgeProps {
  streamId: string
  intervalMs?: number
}

/**
 * What a careful person writes in an hour without this package: it polls, stops with the
 * component and in a hidden tab, and shows `–` after an error. It does not know how old its number
 * is or who counted, shares no request between badges, and has no tooltip, fallback or back-off.
 */
export function PollingBadge({ streamId, intervalMs = 30_000 }: PollingBadgeProps): ReactElement {
  const [viewers, setViewers] = useState<number | null>(null)

  useEffect(() => {
    const controller = new AbortController()
    const poll = async (): Promise<void> => {
      if (document.hidden) return
      try {
        const response = await fetch(`/api/mux-viewers?id=${encodeURIComponent(streamId)}`, {
          signal: controller.signal,
        })
        if (!response.ok) throw new Error(`HTTP ${response.status}`)
        const answer = (await response.json()) as { snapshots: { viewers: number | null }[] }
        setViewers(answer.snapshots[0]?.viewers ?? null)
      } catch {
        if (!controller.signal.aborted) setViewers(null)
      }
    }
    void poll()
    const timer = setInterval(() => void poll(), intervalMs)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  }, [streamId, intervalMs])

  return (
    <span aria-label={viewers === null ? 'Viewers not available' : `${viewers} viewers`}>
      👁 {viewers?.toLocaleString() ?? '–'}
    </span>
  )
}
