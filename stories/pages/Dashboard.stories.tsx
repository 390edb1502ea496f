import type { Meta, StoryObj } from '@storybook/react-vite'
import { PAGE, settle } from './page'
import { Dashboard } from './Dashboard'

const meta = {
  ...PAGE,
  title: 'Pages/Broadcaster’s dashboard',
  component: Dashboard,
  tags: ['!autodocs'],
} satisfies Meta<typeof Dashboard>

export default meta

/** What a broadcaster looks at: the number, how sure it is, and the record. Needs `npm start`. */
export const Page: StoryObj<typeof meta> = { name: 'Broadcaster’s dashboard', play: settle }
