import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor, within } from 'storybook/test'
import { LIVE_PLAYER, PLAYER_CODE, playerControls } from './scenery/livePlayer'
import { PlayerScene, type PlayerArgs } from './scenery/PlayerScene'

/** Who watches: what Mux Data is told so that one person is counted once, and what is kept for that. */
const meta = {
  ...LIVE_PLAYER,
  title: 'LivePlayer/Who watches',
  component: PlayerScene,
  args: { ...LIVE_PLAYER.args, isToldShown: true, videoTitle: 'Harbour camera', width: 480 },
  parameters: {
    ...playerControls('viewerId', 'disableCookies', 'metadata', 'videoTitle'),
    docs: { source: PLAYER_CODE },
  },
} satisfies Meta<typeof PlayerScene>

export default meta

type Story = StoryObj<PlayerArgs>

const KEPT = /^[0-9a-f]{32}$/

async function isTold(canvasElement: HTMLElement, viewer: string | RegExp | null): Promise<void> {
  const row = within(canvasElement).queryByRole('row', { name: /^viewer_user_id/ })
  if (viewer === null) await expect(row).toBeNull()
  else await waitFor(() => expect(within(row!).getByRole('cell')).toHaveTextContent(viewer))
}

/** The default: a random id, made once and kept in this browser. It says nothing about the person. */
export const Random: Story = {
  name: 'Left out',
  play: ({ canvasElement }) => isTold(canvasElement, KEPT),
}

/** An anonymous id of your own: the same person on two devices is one viewer. */
export const Own: Story = {
  name: 'viewerId: your own',
  args: { viewerId: 'user-4711' },
  play: ({ canvasElement }) => isTold(canvasElement, 'user-4711'),
}

/** None: nothing is kept, and what was kept is removed. Mux’s own cookie tells who is who. */
export const None: Story = {
  name: 'viewerId: false',
  args: { viewerId: false },
  play: ({ canvasElement }) => isTold(canvasElement, null),
}

/** Neither cookie nor id: Mux cannot tell who is who, and counts each view as a person. */
export const NoCookies: Story = {
  name: 'disableCookies',
  args: { disableCookies: true },
  play: ({ canvasElement }) => isTold(canvasElement, null),
}

/** What your app tells Mux itself wins over what is told by default. */
export const OwnMetadata: Story = {
  name: 'metadata',
  args: { metadata: { viewer_user_id: 'user-0815', video_series: 'Harbours' } },
  play: ({ canvasElement }) => isTold(canvasElement, 'user-0815'),
}
