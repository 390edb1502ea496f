import type { Meta, StoryObj } from '@storybook/react-vite'
import { fn } from 'storybook/test'
import { ViewerCount, type ViewersFetcher } from '../src/index'
import { HOOK_ARG_TYPES } from './scenery/argTypes'
import { onANewPage } from './scenery/badge'
import { Broadcast } from './scenery/Broadcast'
import { HookTable } from './scenery/HookTable'
import { InTurn } from './scenery/InTurn'
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

/** `null` while nothing is chosen: nothing is asked, and the number is not known. */
export const StreamId: Story = { name: 'streamId', args: { streamId: null } }

/** What your app knows of the stream goes before what Mux says: told `false`, it is 0 and asks nothing. */
export const IsStreaming: Story = { name: 'isStreaming', args: { isStreaming: false } }

const DOUBLING = [1, 2, 4, 8, 16, 32, 64, 128, 256].map((viewers) => ({ ...COUNTED, viewers }))

/** How often to ask: here each two seconds, and the audience doubles at each answer. */
export const Interval: Story = {
  name: 'interval',
  args: { interval: 2_000 },
  argTypes: { fetcher: { control: false } },
  render: (args) => (
    <InTurn answers={DOUBLING}>{(fetcher) => <HookTable {...args} fetcher={fetcher} />}</InTurn>
  ),
}

/** How long a reading stays fresh: this one was three seconds old and may be eight, so it turns while you look. */
export const StaleAfter: Story = { name: 'staleAfter', args: { staleAfter: 8_000 } }

/** Your own number, for when Mux has none. */
export const Fallback: Story = {
  name: 'fallback',
  args: { fallback: 231, fetcher: reading('not reached') },
}

/** Your own number as a function: it is told the last one of Mux, here 247, and rounds it. */
export const FallbackFunction: Story = {
  name: 'fallback, a function',
  args: {
    fetcher: reading('counted 3 minutes ago'),
    fallback: ({ lastViewers }) =>
      lastViewers === null ? null : Math.round(lastViewers / 50) * 50,
  },
  argTypes: { fallback: { control: false } },
}

/** A number from the server in the first render; here no other answer ever comes. */
export const InitialSnapshot: Story = {
  name: 'initialSnapshot',
  args: {
    fetcher: reading('no answer yet'),
    initialSnapshot: { streamId: 'pretend-stream', ...COUNTED },
  },
}

const ownBackend: ViewersFetcher = async ({ streamIds }) =>
  streamIds.map((streamId) => ({ streamId, viewers: 12, source: 'fallback' }))

/** Numbers of your own backend, in the short form: no age, no unit, and so no dot. */
export const Fetcher: Story = {
  name: 'fetcher',
  args: { fetcher: ownBackend },
  argTypes: { fetcher: { control: false } },
}

/** Two fetchers on one page, for one stream: each has a scope, so that they do not share an answer. */
export const Scope: Story = {
  name: 'scope',
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
export const Query: Story = { name: 'query', args: { query: { enabled: false } } }

/** What your code is told: each new error once, and each end of a broadcast once. Use the buttons. */
export const Callbacks: Story = {
  name: 'onError and onEnded',
  args: { onError: fn(), onEnded: fn() },
  render: ({ pauseOffscreen: _pauseOffscreen, ...args }) => <Broadcast {...args} />,
}
