import type { Meta, StoryObj } from '@storybook/react-vite'
import { LivePage } from './LivePage'

const meta = {
  title: 'Live',
  component: LivePage,
  tags: ['!autodocs'],
  parameters: { layout: 'fullscreen' },
} satisfies Meta<typeof LivePage>

export default meta

/** A real player, counted by a Mux on this machine. Needs `npm start`. */
export const Live: StoryObj<typeof meta> = {
  args: { interval: 1_000, staleAfter: 4_000 },
}
