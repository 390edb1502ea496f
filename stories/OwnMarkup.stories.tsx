import NumberFlow from '@number-flow/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { ViewerCount } from '../src/index'
import { Audience } from './scenery/Audience'
import { BADGE, controls } from './scenery/badge'
import { inWords } from './scenery/Said'
import { slot } from './scenery/slots'

/** Your own icon, dot, digits or everything: what is said of the number stays right. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Own markup',
  component: ViewerCount,
  parameters: { ...controls('icon', 'count', 'dot', 'children', 'fetcher', 'variant', 'size') },
  decorators: [inWords, ...BADGE.decorators],
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

/** The code shown for a prop that is a function, which Storybook cannot print. */
const written = (prop: string): object => ({
  docs: { source: { code: `<ViewerCount streamId={streamId} ${prop} />` } },
})

/** Your own icon, from your own icon set. */
export const Icon: Story = { args: { icon: slot('icon', 'people drawn') } }

/** Your own dot: shown only where one is earned, whatever you draw. */
export const Dot: Story = {
  args: { dot: slot('dot', 'LIVE while fresh') },
  parameters: written(`dot={({ dot }) => (dot === 'solid' ? 'LIVE' : '○')}`),
}

/** Your own writing of the number, by a function of the state. */
export const Count: Story = {
  args: { count: slot('count', 'a rough number') },
  parameters: written(
    `count={({ viewers }) => (viewers === null ? '–' : \`\${Math.floor(viewers / 100) * 100}+\`)}`,
  ),
}

/** Everything inside is yours; accessible name, data attributes and tooltip stay. */
export const Children: Story = {
  args: { children: slot('children', 'a sentence') },
  parameters: written(`children={({ viewers, status }) => \`\${viewers} watching · \${status}\`}`),
}

/** Digits that roll, by `@number-flow/react` in the `count` place. They stand still for those who want less motion. */
export const AnimatedDigits: Story = {
  name: 'Animated digits',
  parameters: {
    ...controls('variant', 'size', 'icon', 'dot'),
    ...written(
      `count={({ viewers }) => (viewers === null ? '–' : <NumberFlow value={viewers} />)}`,
    ),
  },
  render: (args) => (
    <Audience start={247} steps={[1, 100, -50]}>
      {(fetcher) => (
        <ViewerCount
          {...args}
          fetcher={fetcher}
          count={({ viewers }) => (viewers === null ? '–' : <NumberFlow value={viewers} />)}
        />
      )}
    </Audience>
  ),
}
