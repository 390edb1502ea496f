// An app in TypeScript, as strict as it gets. It is compiled, never run.
import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import {
  useMuxViewers,
  ViewerCount,
  type Fallback,
  type ViewersFetcher,
  type ViewersStatus,
} from 'mux-viewers'
import {
  createViewersFetcher,
  formatViewers,
  isViewersError,
  muxViewersOptions,
} from 'mux-viewers/query'
import { LivePlayer, type LiveState } from 'mux-viewers/player'
import 'mux-viewers/styles.css'
import { useRef, type ReactElement } from 'react'

const fetcher: ViewersFetcher = createViewersFetcher({ url: '/api/viewers', timeoutMs: 5_000 })
const short: ViewersFetcher = async ({ streamIds, signal }) =>
  signal.aborted ? [] : streamIds.map((streamId) => ({ streamId, viewers: 3, source: 'mux' }))
const fallback: Fallback = ({ lastViewers }) => lastViewers ?? { viewers: 1, asOf: new Date() }

export function Dashboard({ streamId }: { streamId: string | null }): ReactElement {
  const badge = useRef<HTMLSpanElement>(null)
  const watching = useMuxViewers({
    streamId,
    isStreaming: true,
    interval: 5_000,
    fallback,
    fetcher,
  })
  const status: ViewersStatus = watching.status
  const { data, error } = useQuery(muxViewersOptions({ streamId, fetcher: short }))
  const { data: sure } = useSuspenseQuery(muxViewersOptions({ streamId }))
  const shown: number | null = data?.viewers ?? sure.viewers
  return (
    <p title={isViewersError(error) ? error.code : status}>
      {formatViewers(watching.viewers, { locale: 'de', notation: 'compact' })}
      {watching.status === 'fresh' && watching.viewers.toFixed(0)}
      {watching.status !== 'loading' && watching.status !== 'unknown' && watching.viewers.toFixed()}
      {shown}
      <ViewerCount ref={badge} streamId={streamId} fallback={3} className="badge" data-id="1" />
    </p>
  )
}

export function Watch({ streamId }: { streamId: string }): ReactElement {
  const player = useRef<MuxPlayerRefAttributes>(null)
  const told = (state: LiveState): void => void state
  return (
    <>
      <LivePlayer streamId={streamId} playbackId="pb" />
      <LivePlayer
        ref={player}
        streamId={null}
        playbackId="pb"
        title="Evening"
        loading="page"
        style={{ aspectRatio: '4 / 3', '--live-button': 'none' }}
        metadata={{ viewer_user_id: 'member-7' }}
        onPlay={() => player.current?.pause()}
        badge={{
          corner: 'bottom-left',
          hidesWithControls: true,
          variant: 'solid',
          'aria-hidden': true,
        }}
        fallback={3}
        interval={5_000}
        viewerId={false}
        wrapperProps={{ className: 'stage', 'data-mine': 'yes' }}
        onLiveStateChange={({ state, isDvr }) => isDvr || told(state)}
      />
      {/* @ts-expect-error the badge has its options from the player */}
      <LivePlayer playbackId="pb" badge={{ streamId: 'A' }} />
      {/* @ts-expect-error there are four corners */}
      <LivePlayer playbackId="pb" badge={{ corner: 'middle' }} />
    </>
  )
}

export function read(client: QueryClient): number | null | undefined {
  return client.getQueryData(muxViewersOptions({ streamId: 'a' }).queryKey)?.viewers
}

export function Wrong(): ReactElement {
  // @ts-expect-error a number of viewers is a number
  useMuxViewers({ streamId: 'a', fallback: '31' })
  // @ts-expect-error the stream is named, or null
  useMuxViewers({})
  // @ts-expect-error what is not known has no number
  useMuxViewers({ streamId: 'a' }).viewers.toFixed()
  // @ts-expect-error a slot is a node, or a function that gives one
  return <ViewerCount streamId="a" count={({ viewers }) => ({ viewers })} />
}
