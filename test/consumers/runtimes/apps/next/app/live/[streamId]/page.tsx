import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { ViewerCount } from 'mux-viewers'
import { muxViewersOptions } from 'mux-viewers/query'
import { viewers } from '../../../lib/viewers'

export default async function Live({ params }: { params: Promise<{ streamId: string }> }) {
  const { streamId } = await params
  const queryClient = new QueryClient()
  await queryClient.prefetchQuery(muxViewersOptions({ streamId, fetcher: viewers.fetcher }))
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ViewerCount streamId={streamId} />
    </HydrationBoundary>
  )
}
