import type { Meta, StoryObj } from '@storybook/react-vite'
import { fn } from 'storybook/test'
import { ViewerCount } from '../src/index'
import { BADGE, controls } from './scenery/badge'
import { words } from './scenery/labels'
import { inWords } from './scenery/Said'
import { slot } from './scenery/slots'

/** Every option of the badge with its control, to put together what your page needs. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Every option',
  component: ViewerCount,
  parameters: { jsx: controls().jsx },
  decorators: [inWords, ...BADGE.decorators],
} satisfies Meta<typeof ViewerCount>

export default meta

/** All controls at once, each at its default. What the callbacks are told is under Actions. */
export const EveryOption: StoryObj<typeof meta> = {
  name: 'Every option',
  args: {
    variant: 'subtle',
    size: 'medium',
    metric: 'viewers',
    notation: 'full',
    locale: 'en',
    labels: words('English'),
    age: false,
    whenEnded: 'zero',
    whenIdle: 'zero',
    tooltip: 'auto',
    announce: false,
    pauseOffscreen: false,
    icon: slot('icon', 'the eye'),
    count: slot('count', 'the number'),
    dot: slot('dot', 'the dot'),
    children: slot('children', 'icon and count and dot'),
    onError: fn(),
    onEnded: fn(),
  },
}
