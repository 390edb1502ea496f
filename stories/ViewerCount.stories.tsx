import type { Meta, StoryObj } from '@storybook/react-vite'
import { ViewerCount, type ViewerSnapshot } from '../src/index'
import { brokenFetcher, pretendFetcher, silentFetcher } from './pretendFetcher'

const counted: Omit<ViewerSnapshot, 'streamId'> = {
  viewers: 247,
  views: 251,
  unit: 'people',
  source: 'mux',
  via: 'counts',
  ageMs: 3_000,
  stream: 'active',
}

const meta = {
  title: 'ViewerCount',
  component: ViewerCount,
  // Each story asks its own fetcher, so each has a scope of its own.
  args: { streamId: 'pretend-stream', fetcher: pretendFetcher(counted), scope: 'fresh' },
  argTypes: {
    streamId: { control: 'text', table: { type: { summary: 'string | null' } } },
    fetcher: { control: false, table: { type: { summary: 'ViewersFetcher' } } },
    scope: { control: 'text', table: { type: { summary: 'string' } } },
    isStreaming: {
      control: 'inline-radio',
      options: [undefined, true, false],
      table: { type: { summary: 'boolean' } },
    },
    interval: { control: 'number', table: { type: { summary: 'number' } } },
    fallback: { control: 'number', table: { type: { summary: 'Fallback' } } },
    staleAfter: { control: 'number', table: { type: { summary: 'number' } } },
    query: { control: false, table: { type: { summary: '{ enabled, gcTime, meta }' } } },
    locale: { control: 'text', table: { type: { summary: 'string' } } },
    notation: { table: { type: { summary: "'full' | 'compact'" } } },
    tooltip: {
      control: 'inline-radio',
      options: ['auto', true, false],
      table: { type: { summary: "'auto' | boolean" } },
    },
  },
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

/** Mux counted it, moments ago: the only green there is. */
export const Fresh: Story = {}

/** A zero for a stream id that nobody has confirmed yet: the dot stays hollow. */
export const NotConfirmed: Story = {
  args: {
    fetcher: pretendFetcher({ ...counted, viewers: 0, views: 0, verified: false }),
    scope: 'not-confirmed',
  },
}

/** Mux has been silent for too long, and there is no other number: the last one, plainly old. */
export const Stale: Story = {
  args: { fetcher: pretendFetcher({ ...counted, ageMs: 180_000 }), scope: 'stale' },
}

/** Mux does not answer; your database's number stands in, without a dot. */
export const Fallback: Story = {
  args: { fetcher: brokenFetcher, scope: 'fallback', fallback: 231 },
}

/** Mux does not answer and there is no other number. Never 0. */
export const Unknown: Story = {
  args: { fetcher: brokenFetcher, scope: 'unknown' },
}

/** The first answer is on its way. */
export const Loading: Story = {
  args: { fetcher: silentFetcher, scope: 'loading' },
}

/** The stream is known not to be live: the one 0 that nobody had to count. */
export const Idle: Story = {
  args: { isStreaming: false },
}

/** Mux says that the broadcast is over. */
export const Ended: Story = {
  args: {
    fetcher: pretendFetcher({ viewers: 0, source: null, stream: 'ended', pollAfterMs: 60_000 }),
    scope: 'ended',
  },
}

/** Nothing to watch: no request is made. */
export const NoStream: Story = {
  args: { streamId: null },
}

/** Short on the face, exact in the accessible name. */
export const Compact: Story = {
  args: {
    fetcher: pretendFetcher({ ...counted, viewers: 12_345 }),
    scope: 'compact',
    notation: 'compact',
  },
}
