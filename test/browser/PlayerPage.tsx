import MuxPlayer from '@mux/mux-player-react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import type { ViewersFetcher } from '../../src/index'
import { LivePlayer, type LiveChange, type LivePlayerProps } from '../../src/player'
import { createViewersFetcher } from '../../src/query'

/** What the server of the page has written into it. */
interface PlayerPageOptions {
  /** Props that can be written as JSON. */
  props: LivePlayerProps
  /** The player that is there at once. */
  isEager: boolean
}

const { props, isEager } = JSON.parse(
  document.getElementById('options')!.textContent,
) as PlayerPageOptions
const ask = createViewersFetcher()
/** The slow recheck of a stream that is not live is a minute; here it is as fast as the rest. */
const fetcher: ViewersFetcher = async (request) => {
  const snapshots = await ask(request)
  return snapshots.map(({ pollAfterMs, ...snapshot }) =>
    pollAfterMs == null ? snapshot : { ...snapshot, pollAfterMs: Math.min(pollAfterMs, 1_000) },
  )
}

const told: LiveChange[] = []
Object.assign(window, { told })

createRoot(document.body.appendChild(document.createElement('div'))).render(
  <QueryClientProvider client={new QueryClient()}>
    <LivePlayer
      fetcher={fetcher}
      {...props}
      {...(isEager ? { player: MuxPlayer } : {})}
      onLiveStateChange={(change) => told.push(change)}
    />
  </QueryClientProvider>,
)
