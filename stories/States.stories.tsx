import type { Meta, StoryObj } from '@storybook/react-vite'
import { ViewerCount } from '../src/index'
import { BADGE, controls } from './scenery/badge'
import { InTurn } from './scenery/InTurn'
import { BROADCAST, COUNTED, ENDED, GONE, READINGS, reading } from './scenery/readings'
import { inWords, Said } from './scenery/Said'

/** What the badge shows, and when. The first page has all of it. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/States',
  component: ViewerCount,
  parameters: {
    ...controls('fetcher', 'streamId', 'isStreaming', 'fallback', 'age', 'variant', 'size'),
  },
  decorators: [inWords, ...BADGE.decorators],
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

/** Every state on one page, with the words that are said for it; the controls change them all. */
export const AllStates: Story = {
  name: 'All states',
  args: { variant: 'subtle', size: 'medium' },
  parameters: {
    ...controls('variant', 'size', 'age', 'icon', 'dot', 'locale', 'labels'),
    ...{ said: false, staysLoading: true },
  },
  render: (looks) => (
    <div className="said-grid">
      {Object.entries(everyState()).map(([key, { name, args, parameters }]) => {
        const { fetcher, ...own } = { ...meta.args, ...args }
        const { docs } = parameters as { docs?: { description?: { story?: string } } }
        return (
          <Said key={key} title={name} when={docs?.description?.story}>
            <ViewerCount
              {...looks}
              {...own}
              scope={key}
              fetcher={READINGS[fetcher as unknown as keyof typeof READINGS]}
            />
          </Said>
        )
      })}
    </div>
  ),
}

/** Your app knows that nothing is on: 0 at once, and nothing is asked. */
export const ToldIdle: Story = { name: 'Told: not live', args: { isStreaming: false } }

/** Your app knows that nothing is on any more, after a broadcast that is known to be over. */
export const ToldEnded: Story = {
  name: 'Told: ended',
  args: {
    isStreaming: false,
    initialSnapshot: { streamId: meta.args.streamId, ...ENDED, broadcast: BROADCAST },
  },
}

/** There is nothing to watch yet: no stream id. Nothing is asked. */
export const NoStream: Story = { name: 'No stream', args: { streamId: null } }

/** Mux says that the stream is not live. It is asked once a minute, so that the next start is seen. */
export const Idle: Story = { name: 'Idle', args: { fetcher: reading('idle') } }

/** Mux says that the broadcast is over. */
export const Ended: Story = { name: 'Ended', args: { fetcher: reading('ended') } }

/** Mux has counted, moments ago: the only solid, green dot there is. */
export const Fresh: Story = { name: 'Fresh', args: { fetcher: reading('counted just now') } }

/** The server asks that part of Mux which counts players and not people; the words say so. */
export const Playbacks: Story = {
  name: 'Fresh, playbacks',
  args: { fetcher: reading('playbacks only') },
}

/** A zero for a stream that was never seen with a viewer; its id may be wrong, so the dot is hollow. */
export const NotConfirmed: Story = {
  name: 'Fresh, not confirmed',
  args: { fetcher: reading('a zero that is not confirmed') },
}

/** The encoder is gone and expected back; the audience is still there. */
export const Reconnecting: Story = {
  name: 'Fresh, reconnecting',
  args: { fetcher: reading('encoder gone') },
}

/** Mux cannot be asked; your own number stands in, without a dot. */
export const Fallback: Story = {
  name: 'Fallback',
  args: { fetcher: reading('not reached'), fallback: 231 },
}

/** Your own number is newer than the last one of Mux; the tooltip has its date. */
export const FallbackDated: Story = {
  name: 'Fallback, dated',
  argTypes: { fallback: { control: 'object' } },
  args: {
    fetcher: reading('counted 3 minutes ago'),
    fallback: { viewers: 231, asOf: '2026-03-14T20:00:00Z' },
  },
}

/** Mux is silent, and your server sends the number that it kept last. */
export const FallbackFromTheStore: Story = {
  name: 'Fallback, from the store',
  args: { fetcher: reading('from the store') },
}

/** Mux has been silent for too long, and nobody has a newer number: the last one, plainly old. */
export const Stale: Story = { name: 'Stale', args: { fetcher: reading('counted 3 minutes ago') } }

/** The first answer is on its way. */
export const Loading: Story = {
  name: 'Loading',
  args: { fetcher: reading('no answer yet') },
  parameters: { staysLoading: true },
}

/** Nobody can be asked and there is no number, as when the visitor is offline. Never 0. */
export const Unknown: Story = { name: 'Unknown', args: { fetcher: reading('not reached') } }

/** The visitor goes offline after the first answer: fresh for eight seconds more, then plainly old. */
export const ConnectionLost: Story = {
  name: 'Connection lost',
  args: { interval: 5_000, staleAfter: 11_000, age: true },
  parameters: controls('interval', 'staleAfter', 'fallback', 'age', 'variant', 'size'),
  render: (args) => (
    <InTurn answers={[COUNTED, GONE]}>
      {(fetcher) => <ViewerCount {...args} fetcher={fetcher} />}
    </InTurn>
  ),
}

function everyState(): Record<string, Story> {
  return {
    ToldIdle,
    ToldEnded,
    NoStream,
    Idle,
    Ended,
    Fresh,
    Playbacks,
    NotConfirmed,
    Reconnecting,
    Fallback,
    FallbackDated,
    FallbackFromTheStore,
    Stale,
    Loading,
    Unknown,
  }
}
