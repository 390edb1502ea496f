import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Broadcast, ViewerHistory } from '../src/server'
import './LivePage.css'

interface LiveRecordProps {
  streamId: string
  lastBroadcast: Broadcast | null
}

const LASTS_MS = 600_000
const STEP_MS = 5_000

/** What the server keeps: the last ten minutes, and how the last broadcast went. */
export function LiveRecord({ streamId, lastBroadcast }: LiveRecordProps): ReactNode {
  const { data: history } = useQuery({
    queryKey: ['history', streamId],
    queryFn: () => askHistory(streamId),
    refetchInterval: STEP_MS,
  })
  return (
    <section aria-label="The record">
      <h2>The record</h2>
      {history === undefined || history === null ? (
        <p>Nothing is recorded here.</p>
      ) : (
        <Bars history={history} />
      )}
      {lastBroadcast !== null && (
        <p>
          The last broadcast: {lastBroadcast.peak ?? '–'} at its peak,{' '}
          {lastBroadcast.average?.toFixed(1) ?? '–'} on average, {lastBroadcast.last ?? '–'} at its
          end.
        </p>
      )}
    </section>
  )
}

/** A bar for each step, and none where nothing was read: that is not 0. */
function Bars({ history: { points } }: { history: ViewerHistory }): ReactNode {
  const highest = Math.max(0, ...points.map(({ max }) => max ?? 0))
  const read = points.filter(({ max }) => max !== null).length
  return (
    <>
      <svg
        className="live-page-bars"
        role="img"
        aria-label={`The last ten minutes: ${highest} at most`}
        viewBox={`0 0 ${points.length} 24`}
        preserveAspectRatio="none"
      >
        {points.map(({ at, max }, index) => {
          if (max === null) return null
          const height = 1 + (23 * max) / Math.max(1, highest)
          return <rect key={at} x={index} y={24 - height} width="1" height={height} />
        })}
      </svg>
      <p>
        The last ten minutes, {highest} at most; {read} of {points.length} steps of five seconds
        were read. It is kept when <code>npm start</code> ends, or is killed.
      </p>
    </>
  )
}

/** Asks the route for the past; `null` where it keeps none. */
async function askHistory(streamId: string): Promise<ViewerHistory | null> {
  const from = Date.now() - LASTS_MS
  const query = new URLSearchParams({ history: streamId, from: `${from}`, step: `${STEP_MS}` })
  const response = await fetch(`/api/mux-viewers?${query}`)
  if (!response.ok) return null
  return ((await response.json()) as { history: ViewerHistory }).history
}
