import type { Meta, StoryObj } from '@storybook/react-vite'
import type { CSSProperties } from 'react'
import { ViewerCount, type ViewerCountProps } from '../src/index'
import { BADGE } from './scenery/badge'
import { READINGS } from './scenery/readings'
import './scenery/scenery.css'

/** The colours that a stylesheet may set on the badge, or on anything around it. */
type Colours = Record<(typeof VARIABLES)[number], string>

const VARIABLES = [
  '--mux-viewers-color',
  '--mux-viewers-background',
  '--mux-viewers-border',
  '--mux-viewers-fresh',
  '--mux-viewers-old',
  '--mux-viewers-age',
  '--mux-viewers-tooltip-color',
  '--mux-viewers-tooltip-background',
] as const

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
        { control: 'color', description: 'A CSS variable.', table: { category: 'Colours' } },
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
