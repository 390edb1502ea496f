import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { Profiler, type ProfilerOnRenderCallback, type ReactElement } from 'react'
import { ViewerCount } from '../../../src'
import { PollingBadge } from '../PollingBadge'
import type { Audience } from './Audience'
import { QueryBadge } from './QueryBadge'

/** The least that our badge polls by; so all of them do. */
const INTERVAL_MS = 1_000
const BADGES_A_STREAM = 10

/** Whose badges: ours, 1,000 `useQuery`, or 1,000 pollers made by hand. */
export type BoardName = 'ours' | 'peer' | 'pollers'

interface BoardProps {
  name: BoardName
  audience: Audience
  client: QueryClient
  /** Told of the board's React time, commit by commit. */
  onCommit: ProfilerOnRenderCallback
  /** Told of each badge that rendered, by its place; costs time itself, so not while that is taken. */
  onBadge?: ProfilerOnRenderCallback | undefined
}

/** A dashboard of 1,000 badges over 100 streams. */
export function Board({ name, audience, client, onCommit, onBadge }: BoardProps): ReactElement {
  const badges = Array.from({ length: BADGES_A_STREAM }, (_, row) =>
    audience.streamIds.map((streamId, column) => {
      const key = String(row * audience.streamIds.length + column)
      const badge = <Badge key={key} name={name} streamId={streamId} audience={audience} />
      if (!onBadge) return badge
      return (
        <Profiler key={key} id={key} onRender={onBadge}>
          {badge}
        </Profiler>
      )
    }),
  )
  return (
    <QueryClientProvider client={client}>
      <Profiler id={name} onRender={onCommit}>
        {badges}
      </Profiler>
    </QueryClientProvider>
  )
}

interface BadgeProps extends Pick<BoardProps, 'name' | 'audience'> {
  streamId: string
}

function Badge({ name, streamId, audience }: BadgeProps): ReactElement {
  const { fetcher } = audience
  if (name === 'pollers') return <PollingBadge streamId={streamId} intervalMs={INTERVAL_MS} />
  if (name === 'peer')
    return <QueryBadge streamId={streamId} fetcher={fetcher} intervalMs={INTERVAL_MS} />
  return <ViewerCount streamId={streamId} fetcher={fetcher} interval={INTERVAL_MS} />
}
