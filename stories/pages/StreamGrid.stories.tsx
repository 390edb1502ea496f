import type { Meta, StoryObj } from '@storybook/react-vite'
import { PAGE, settle } from './page'
import { StreamGrid } from './StreamGrid'

const meta = {
  ...PAGE,
  title: 'Pages/Stream grid',
  component: StreamGrid,
  tags: ['!autodocs'],
} satisfies Meta<typeof StreamGrid>

export default meta

/** Twelve streams with posters, one of them playing. All numbers come in one request a tick. Needs `npm start`. */
export const Page: StoryObj<typeof meta> = { name: 'Stream grid', play: settle }
