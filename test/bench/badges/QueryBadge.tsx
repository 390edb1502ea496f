import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { ViewersFetcher } from '../../../src'
import { createCounting } from '../../../src/core/createCounting'

/** Kept like ours: a browser formats with the name of a locale ten times as slowly. */
const counting = createCounting('en')

interface QueryBadgeProps {
  streamId: string
  intervalMs: number
  fetcher: ViewersFetcher
}

/**
 * The badge of somebody who has TanStack Query and knows it: one query for each stream, whose data
 * is the number, so that an unchanged number renders nothing; only `data` is read, so that nothing
 * else does. The markup is ours. It says "real-time" whatever the number's age.
 */
export function QueryBadge({ streamId, intervalMs, fetcher }: QueryBadgeProps): ReactElement {
  const { data: viewers = null } = useQuery({
    queryKey: ['viewers', streamId],
    queryFn: async ({ signal }) => {
      const [snapshot] = await fetcher({ streamIds: [streamId], signal })
      return snapshot?.viewers ?? null
    },
    refetchInterval: intervalMs,
    retry: false,
  })
  const count = counting.write(viewers)
  return (
    <span
      role="img"
      aria-label={
        viewers === null
          ? 'Loading the viewer count'
          : `${count} ${viewers === 1 ? 'viewer' : 'viewers'} watching now, real-time from Mux`
      }
      // As ours has it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-mux-viewers=""
      data-variant="subtle"
      data-size="medium"
      data-status={viewers === null ? 'loading' : 'fresh'}
      data-source={viewers === null ? 'none' : 'mux'}
      data-unit={viewers === null ? undefined : 'people'}
    >
      <span data-slot="icon">👁</span> <span data-slot="count">{count}</span>
      {viewers !== null && ' '}
      {viewers !== null && (
        <span data-slot="dot" data-dot="solid">
          ●
        </span>
      )}
    </span>
  )
}
