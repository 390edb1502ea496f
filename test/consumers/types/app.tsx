// An app in TypeScript, as strict as it gets. It is compiled, never run.
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
      {shown}
      <ViewerCount ref={badge} streamId={streamId} fallback={3} className="badge" data-id="1" />
    </p>
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
