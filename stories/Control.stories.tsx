import type { Meta, StoryObj } from '@storybook/react-vite'
import { ViewerCount } from '../src/index'
import { BADGE, controls } from './scenery/badge'
import { LongList } from './scenery/LongList'
import { reading } from './scenery/readings'
import { inWords } from './scenery/Said'
import { slot } from './scenery/slots'

/** What is shown and what is left out, and when nothing is shown at all. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Control',
  component: ViewerCount,
  parameters: {
    ...controls('fetcher', 'hideBelow', 'whenEnded', 'whenIdle', 'dot', 'icon', 'age'),
  },
  decorators: [inWords, ...BADGE.decorators],
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

/** Three people are watching and a small number is no advertisement: below ten nothing is shown. */
export const HideBelow: Story = {
  name: 'Hide below',
  args: { fetcher: reading('counted 3'), hideBelow: 10 },
}

/** After the end, the default: nobody is watching any more. */
export const EndedZero: Story = {
  name: 'When ended: zero',
  args: { fetcher: reading('ended and kept'), whenEnded: 'zero' },
}

/** After the end, on a page about what was: the last count, where your server keeps broadcasts. */
export const EndedFinal: Story = {
  name: 'When ended: final',
  args: { fetcher: reading('ended and kept'), whenEnded: 'final' },
}

/** After the end, where a zero would be in the way: nothing. */
export const EndedHide: Story = {
  name: 'When ended: hide',
  args: { fetcher: reading('ended and kept'), whenEnded: 'hide' },
}

/** Before the start, the default: a plain zero, without a dot. */
export const IdleZero: Story = {
  name: 'When idle: zero',
  args: { fetcher: reading('idle'), whenIdle: 'zero' },
}

/** Before the start, where a zero would be in the way: nothing. */
export const IdleHide: Story = {
  name: 'When idle: hide',
  args: { fetcher: reading('idle'), whenIdle: 'hide' },
}

/** Without the dot, where your page says in another way how sure the number is. */
export const NoDot: Story = { name: 'Dot off', args: { dot: slot('dot', 'none') } }

/** Without the eye, beside an icon or a word of your own. */
export const NoIcon: Story = { name: 'Icon off', args: { icon: slot('icon', 'none') } }

/** With its age, ticking, where people decide by the number. */
export const Age: Story = { args: { age: true } }

/** With its age, for a number that is old: it says so itself. */
export const AgeOfAnOldOne: Story = {
  name: 'Age of an old number',
  args: { fetcher: reading('counted 3 minutes ago'), age: true },
}

/** A long list asks only for what is on screen: scroll it, and watch what is asked. Switch it off to compare. */
export const PauseOffscreen: Story = {
  name: 'Pause off screen',
  args: { pauseOffscreen: true, interval: 5_000 },
  // Those off screen wait to be seen.
  parameters: {
    ...controls('pauseOffscreen', 'interval', 'variant', 'size'),
    ...{ said: false, staysLoading: true },
  },
  render: (args) => <LongList key={String(args.pauseOffscreen)} {...args} />,
}
