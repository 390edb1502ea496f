import MuxPlayer from '@mux/mux-player-react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ViewersFetcher } from '../../src/index'
import { LivePlayer, type LivePlayerProps } from '../../src/player'
import { createViewersFetcher } from '../../src/query'

/** A page's app, as its server writes it into the page. */
export interface PlayerRootProps {
  /** Props that can be written as JSON. */
  props: LivePlayerProps
  /** The player that is there at once. */
  isEager: boolean
  onLiveStateChange?: LivePlayerProps['onLiveStateChange']
}

const ask = createViewersFetcher()

/** The slow recheck of a stream that is not live is a minute; here it is as fast as the rest. */
const fetcher: ViewersFetcher = async (request) => {
  const snapshots = await ask(request)
  return snapshots.map(({ pollAfterMs, ...snapshot }) =>
    pollAfterMs == null ? snapshot : { ...snapshot, pollAfterMs: Math.min(pollAfterMs, 1_000) },
  )
}

/** An app with one `LivePlayer`. */
export function PlayerRoot({ props, isEager, onLiveStateChange }: PlayerRootProps): ReactNode {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <LivePlayer
        fetcher={fetcher}
        {...props}
        {...(isEager ? { player: MuxPlayer } : {})}
        onLiveStateChange={onLiveStateChange}
      />
    </QueryClientProvider>
  )
}
