import type { Meta, StoryObj } from '@storybook/react-vite'
import { OTHER_CHANNELS, OWN_CHANNEL } from '../../.storybook/demoChannels'
import { PAGE, settle } from './page'
import { WatchPage } from './WatchPage'

const STREAMS = [OWN_CHANNEL, ...OTHER_CHANNELS].map(({ streamId }) => streamId)

const meta = {
  ...PAGE,
  title: 'Pages/Watch page',
  component: WatchPage,
  tags: ['!autodocs'],
  args: { ...PAGE.args, streamId: OWN_CHANNEL.streamId },
  argTypes: { streamId: { control: 'select', options: STREAMS } },
} satisfies Meta<typeof WatchPage>

export default meta

/** Where a viewer watches: Mux’s player with its badge, the number again in the text, and a chat. Needs `npm start`. */
export const Page: StoryObj<typeof meta> = { name: 'Watch page', play: settle }
