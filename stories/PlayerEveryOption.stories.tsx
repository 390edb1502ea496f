import type { Meta, StoryObj } from '@storybook/react-vite'
import { fn } from 'storybook/test'
import { words } from './scenery/labels'
import { LIVE_PLAYER, PLAYER_CODE } from './scenery/livePlayer'
import { playerWords } from './scenery/playerLabels'
import { PlayerScene, type PlayerArgs } from './scenery/PlayerScene'
import { slot } from './scenery/slots'

/** Every option of the player with its control, to put together what your page needs. */
const meta = {
  ...LIVE_PLAYER,
  title: 'LivePlayer/Every option',
  component: PlayerScene,
  parameters: { docs: { source: PLAYER_CODE } },
} satisfies Meta<typeof PlayerScene>

export default meta

/** All controls at once, each at its default. What the callbacks are told is under Actions. */
export const EveryOption: StoryObj<PlayerArgs> = {
  name: 'Every option',
  args: {
    badge: true,
    badge_corner: 'top-right',
    badge_hidesWithControls: false,
    badge_variant: 'overlay',
    badge_size: 'medium',
    badge_metric: 'viewers',
    badge_notation: 'full',
    badge_locale: 'en',
    badge_labels: words('English'),
    badge_age: false,
    badge_whenEnded: 'zero',
    badge_whenIdle: 'zero',
    badge_tooltip: 'auto',
    badge_announce: false,
    badge_icon: slot('icon', 'the eye'),
    badge_count: slot('count', 'the number'),
    badge_dot: slot('dot', 'the dot'),
    badge_children: slot('children', 'icon and count and dot'),
    labels: playerWords('English'),
    poster: false,
    disableCookies: false,
    width: 640,
    isToldShown: true,
    onLiveStateChange: fn(),
    onViewersError: fn(),
    onBroadcastEnd: fn(),
  },
}
