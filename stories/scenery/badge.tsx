import type { Decorator } from '@storybook/react-vite'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { ViewerCountProps } from '../../src/index'
import { BADGE_ARG_TYPES } from './argTypes'
import { reading, READINGS } from './readings'

interface PageProps {
  fetcher: unknown
  children: ReactNode
}

/** Nothing is kept when a control chooses another server: the page is as one just opened. */
function NewPage({ fetcher, children }: PageProps): ReactNode {
  const [page, setPage] = useState(() => ({ fetcher, client: new QueryClient() }))
  if (page.fetcher !== fetcher) setPage({ fetcher, client: new QueryClient() })
  return <QueryClientProvider client={page.client}>{children}</QueryClientProvider>
}

/** A page of its own for each story, and for each server that its control chooses. */
export const onANewPage: Decorator = (Story, { args }) => {
  // A story that does not show this control gets the name itself.
  const fetcher: unknown = READINGS[args.fetcher as keyof typeof READINGS] ?? args.fetcher
  return (
    <NewPage fetcher={fetcher}>
      <Story args={{ ...args, fetcher }} />
    </NewPage>
  )
}

/** What the stories of the badge have in common. */
export const BADGE = {
  args: { streamId: 'pretend-stream', fetcher: reading('counted just now') },
  argTypes: BADGE_ARG_TYPES,
  decorators: [onANewPage],
}

/**
 * Which controls a story has; those of `ViewerCount/Every option` are all there are. For a whole
 * file it has to be spread: Storybook adds the description to an object that it can read.
 */
export function controls(...include: (keyof ViewerCountProps)[]): {
  controls: object
  jsx: object
} {
  // The code shown is what an app would write.
  return { controls: { include }, jsx: { filterProps: ['fetcher', 'scope'] } }
}
