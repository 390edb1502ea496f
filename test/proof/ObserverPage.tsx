import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { ViewerCount } from '../../src'
import { INTERVAL } from './rules'

const STREAMS = ['main', 'other']

/** The count of open pages, asked for as often as our badge asks. */
function VisitCount({ stream }: { stream: string }): ReactElement {
  const [visits, setVisits] = useState<number | null>(null)
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const answer = await fetch(`/visits?stream=${stream}`)
      setVisits((await answer.json()) as number)
    }
    void ask()
    const timer = setInterval(() => void ask(), INTERVAL * 1_000)
    return () => clearInterval(timer)
  }, [stream])
  return <span data-visits="">👁 {visits ?? '–'}</span>
}

const page = document.body.appendChild(document.createElement('div'))
createRoot(page).render(
  <QueryClientProvider client={new QueryClient()}>
    {STREAMS.map((stream) => (
      <p key={stream} data-stream={stream}>
        <ViewerCount streamId={stream} interval={INTERVAL * 1_000} />
        <VisitCount stream={stream} />
      </p>
    ))}
  </QueryClientProvider>,
)

/** Tells the stage what can be read: our badge, and the count of pages. */
const { tell } = window as unknown as {
  tell: (stream: string, ours: string, visits: string) => void
}
new MutationObserver(() => {
  for (const stream of STREAMS) {
    const read = (selector: string): string =>
      document.querySelector(`[data-stream=${stream}] ${selector}`)?.textContent ?? ''
    tell(stream, read('[data-mux-viewers]'), read('[data-visits]'))
  }
}).observe(page, { childList: true, characterData: true, subtree: true })
