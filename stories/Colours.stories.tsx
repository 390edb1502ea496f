import type { Meta, StoryObj } from '@storybook/react-vite'
import type { CSSProperties } from 'react'
import { ViewerCount, type ViewerCountProps } from '../src/index'
import { BADGE } from './scenery/badge'
import { READINGS } from './scenery/readings'
import './scenery/scenery.css'

/** The colours that a stylesheet may set on the badge, or on anything around it. */
type Colours = Record<keyof typeof DESCRIPTIONS, string>

const DESCRIPTIONS = {
  '--mux-viewers-color': 'The text.',
  '--mux-viewers-background': 'The ground of the badge.',
  '--mux-viewers-border': 'The line around it.',
  '--mux-viewers-fresh': 'The solid dot, of a fresh number.',
  '--mux-viewers-old': 'The hollow dot, a number that is old or not known, and the age.',
  '--mux-viewers-age': 'The age alone.',
  '--mux-viewers-tooltip-color': 'The text of the tooltip, and the inner ring of focus.',
  '--mux-viewers-tooltip-background': 'The ground of the tooltip, and the outer ring of focus.',
}

const VARIABLES = Object.keys(DESCRIPTIONS) as (keyof typeof DESCRIPTIONS)[]

/** Your brand’s colours, by CSS variables: try them here, then copy them into your stylesheet. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Colours',
  component: ViewerCount,
  parameters: { controls: { include: [...VARIABLES, 'variant', 'size', 'age'] } },
  argTypes: {
    ...BADGE.argTypes,
    ...Object.fromEntries(
      VARIABLES.map((name) => [
        name,
        { control: 'color', description: DESCRIPTIONS[name], table: { category: 'Colours' } },
      ]),
    ),
  },
} satisfies Meta<ViewerCountProps>

export default meta

type Story = StoryObj<ViewerCountProps & Partial<Colours>>

/** A fresh number, an old one and your own, in the colours of a brand. */
export const Brand: Story = {
  args: {
    '--mux-viewers-color': '#ffffff',
    '--mux-viewers-background': '#4c1d95',
    '--mux-viewers-border': '#c4b5fd',
    '--mux-viewers-fresh': '#86efac',
    '--mux-viewers-old': '#ddd6fe',
    '--mux-viewers-age': '#ddd6fe',
    '--mux-viewers-tooltip-color': '#2e1065',
    '--mux-viewers-tooltip-background': '#ede9fe',
    age: true,
  },
  render: (args) => {
    const { streamId, variant, size, age } = args
    const set = VARIABLES.map((name) => [name, args[name]])
    const looks = { streamId, variant, size, age }
    return (
      <div className="said-badges" style={Object.fromEntries(set) as CSSProperties}>
        <ViewerCount {...looks} fetcher={READINGS['counted just now']} />
        <ViewerCount {...looks} scope="old" fetcher={READINGS['counted 3 minutes ago']} />
        <ViewerCount {...looks} scope="yours" fallback={231} fetcher={READINGS['not reached']} />
      </div>
    )
  },
}
