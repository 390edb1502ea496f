import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { LivePage } from './LivePage'

const meta = {
  title: 'Live',
  component: LivePage,
  tags: ['!autodocs'],
  parameters: {
    layout: 'fullscreen',
    // What is inside Mux's player is Mux's to mend; everything around it is ours.
    a11y: { context: { exclude: ['mux-player'] } },
  },
} satisfies Meta<typeof LivePage>

export default meta

/** A real player, counted by a Mux on this machine. Needs `npm start`. */
export const Live: StoryObj<typeof meta> = {
  args: { interval: 1_000, staleAfter: 4_000 },
  // Looked at only when it has settled, with a server behind it or without.
  play: ({ canvas }) =>
    waitFor(() => expect(canvas.queryByText(/^Looking for/)).toBeNull(), { timeout: 20_000 }),
}
