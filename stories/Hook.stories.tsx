import type { Meta, StoryObj } from '@storybook/react-vite'
import { HOOK_ARG_TYPES } from './scenery/argTypes'
import { onANewPage } from './scenery/badge'
import { AgeInSeconds, Headless } from './scenery/Headless'
import { HookTable } from './scenery/HookTable'
import { reading } from './scenery/readings'

/** The number without any looks of ours: `useMuxViewers`, and `useReadingAge` beside it. */
const meta = {
  title: 'useMuxViewers/What it returns',
  component: HookTable,
  args: { streamId: 'pretend-stream', fetcher: reading('counted just now') },
  argTypes: HOOK_ARG_TYPES,
  decorators: [onANewPage],
} satisfies Meta<typeof HookTable>

export default meta

type Story = StoryObj<typeof meta>

/** Every field as it is now; choose another server below and watch them. */
export const EveryField: Story = { name: 'Every field' }

/** All is well but the number is not people: a source that counts players. */
export const OfPlaybacks: Story = {
  name: 'Of playbacks',
  args: { fetcher: reading('playbacks only') },
}

/** Nothing can be reached: the error says why, and nothing is thrown. */
export const WithAnError: Story = {
  name: 'With an error',
  args: { fetcher: reading('not reached') },
}

/** After the end, with the record of the broadcast that the server keeps. */
export const WithABroadcast: Story = {
  name: 'With a broadcast',
  args: { fetcher: reading('ended and kept') },
}

/** A banner of your own, with a sentence for each status. */
export const Sentences: Story = {
  name: 'Your own markup',
  render: (args) => <Headless {...args} />,
}

/** A number with its age, ticking. */
export const ReadingAge: Story = {
  name: 'useReadingAge',
  render: (args) => <AgeInSeconds {...args} />,
}
