import type { Meta, StoryObj } from '@storybook/react-vite'
import { fn } from 'storybook/test'
import { ViewerCount, type ViewersFetcher } from '../src/index'
import { HOOK_ARG_TYPES } from './scenery/argTypes'
import { onANewPage } from './scenery/badge'
import { Broadcast } from './scenery/Broadcast'
import { HookTable } from './scenery/HookTable'
import { pretendFetchers } from './scenery/pretendFetcher'
import { COUNTED, reading, READINGS } from './scenery/readings'
import { Said } from './scenery/Said'

/** Each option of the hook, which the badge takes too. */
const meta = {
  title: 'useMuxViewers/Options',
  component: HookTable,
  args: { streamId: 'pretend-stream', fetcher: reading('counted just now') },
  argTypes: HOOK_ARG_TYPES,
  decorators: [onANewPage],
} satisfies Meta<typeof HookTable>

export default meta

type Story = StoryObj<typeof meta>

const only = (...include: (keyof typeof HOOK_ARG_TYPES)[]): object => ({ controls: { include } })

/** `null` while nothing is chosen: nothing is asked, and the number is not known. */
export const StreamId: Story = { args: { streamId: null }, parameters: only('streamId') }

/** What your app knows of the stream goes before what Mux says: `true` here, while Mux says idle. */
export const IsStreaming: Story = {
  args: { isStreaming: false, fetcher: reading('counted just now') },
  parameters: only('isStreaming', 'fetcher'),
}

/** How often to ask: here each two seconds, and the audience doubles at each answer. */
export const Interval: Story = {
  args: {
    interval: 2_000,
    fetcher: pretendFetchers(
      ...[1, 2, 4, 8, 16, 32, 64, 128, 256].map((viewers) => ({ ...COUNTED, viewers })),
    ),
  },
  argTypes: { fetcher: { control: false } },
  parameters: only('interval'),
}

/** How long a reading stays fresh: this one was three seconds old and may be eight, so it turns while you look. */
export const StaleAfter: Story = { args: { staleAfter: 8_000 }, parameters: only('staleAfter') }

/** Your own number, for when Mux has none. */
export const Fallback: Story = {
  args: { fallback: 231, fetcher: reading('not reached') },
  parameters: only('fallback', 'fetcher'),
}

/** Your own number as a function: it is told the last one of Mux, here 247, and rounds it. */
export const FallbackFunction: Story = {
  args: {
    fetcher: reading('counted 3 minutes ago'),
    fallback: ({ lastViewers }) =>
      lastViewers === null ? null : Math.round(lastViewers / 50) * 50,
  },
  argTypes: { fallback: { control: false } },
  parameters: only('fetcher'),
}

/** A number from the server in the first render; here no other answer ever comes. */
export const InitialSnapshot: Story = {
  args: {
    fetcher: reading('no answer yet'),
    initialSnapshot: { streamId: 'pretend-stream', ...COUNTED },
  },
  parameters: only('initialSnapshot', 'fetcher'),
}

const ownBackend: ViewersFetcher = async ({ streamIds }) =>
  streamIds.map((streamId) => ({ streamId, viewers: 12, source: 'fallback' }))

/** Numbers of your own backend, in the short form: no age, no unit, and so no dot. */
export const Fetcher: Story = {
  args: { fetcher: ownBackend },
  argTypes: { fetcher: { control: false } },
  parameters: only('streamId'),
}

/** Two fetchers on one page, for one stream: each has a scope, so that they do not share an answer. */
export const Scope: Story = {
  parameters: only(),
  render: ({ streamId }) => (
    <div className="said-grid">
      <Said title="scope: mux">
        <ViewerCount streamId={streamId} scope="mux" fetcher={READINGS['counted just now']} />
      </Said>
      <Said title="scope: own">
        <ViewerCount streamId={streamId} scope="own" fetcher={ownBackend} />
      </Said>
    </div>
  ),
}

/** What is yours of TanStack Query: `enabled: false` asks nothing. Set it to `true`. */
export const Query: Story = { args: { query: { enabled: false } }, parameters: only('query') }

/** What your code is told: each new error once, and each end of a broadcast once. Use the buttons. */
export const Callbacks: Story = {
  name: 'onError and onEnded',
  args: { onError: fn(), onEnded: fn() },
  parameters: only('interval'),
  render: ({ pauseOffscreen: _pauseOffscreen, ...args }) => <Broadcast {...args} />,
}
