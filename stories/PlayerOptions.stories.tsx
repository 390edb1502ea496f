import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor } from 'storybook/test'
import { words } from './scenery/labels'
import { LIVE_PLAYER, PLAYER_CODE, playerControls } from './scenery/livePlayer'
import { playerWords } from './scenery/playerLabels'
import { player } from './scenery/players'
import { PlayerScene, type PlayerArgs } from './scenery/PlayerScene'
import { reading } from './scenery/readings'

/** Each option of the player, with its control. */
const meta = {
  ...LIVE_PLAYER,
  title: 'LivePlayer/Options',
  component: PlayerScene,
  parameters: {
    ...playerControls('badge', 'badge_corner', 'videoTitle', 'player', 'fetcher', 'width'),
    docs: { source: PLAYER_CODE },
  },
} satisfies Meta<typeof PlayerScene>

export default meta

type Story = StoryObj<PlayerArgs>

/** The default: top right, in reach of the eye and of no control. */
export const TopRight: Story = { name: 'Top right', args: { badge_corner: 'top-right' } }

/** Top left, below the live button. A corner is a place on the picture: it is the same right to left. */
export const TopLeft: Story = { name: 'Top left', args: { badge_corner: 'top-left' } }

/** Bottom right, above the controls. */
export const BottomRight: Story = { name: 'Bottom right', args: { badge_corner: 'bottom-right' } }

/** Bottom left, above the controls. */
export const BottomLeft: Story = { name: 'Bottom left', args: { badge_corner: 'bottom-left' } }

/** With a title, which stands at the top: a badge there sits below it. */
export const Titled: Story = { name: 'With a title', args: { videoTitle: 'Harbour camera' } }

/** There only while the controls are: move the pointer away from the picture, and back. */
export const HidesWithControls: Story = {
  name: 'Hides with the controls',
  args: { badge_hidesWithControls: true },
  parameters: { ...playerControls('badge_hidesWithControls', 'badge_corner', 'player') },
  async play({ canvasElement }) {
    const picture = canvasElement.querySelector('.pretend-player')!
    const around = canvasElement.querySelector('[data-mux-viewers-player]')
    await waitFor(() => expect(around).toHaveAttribute('data-live', 'live'))
    await userEvent.hover(picture)
    await userEvent.unhover(picture)
    // Not its opacity: a page in the background fades nothing.
    await waitFor(() => expect(around).toHaveAttribute('data-controls', 'hidden'))
    await userEvent.hover(picture)
    await waitFor(() => expect(around).toHaveAttribute('data-controls', 'shown'))
  },
}

/** No badge over the picture; one may stand elsewhere on the page, and shares its requests. */
export const NoBadge: Story = { name: 'Badge off', args: { badge: false } }

/** The looks and options of `ViewerCount`, all but what is asked, which is the player’s. */
export const BadgeLooks: Story = {
  name: 'Looks of the badge',
  args: {
    badge_variant: 'solid',
    badge_size: 'large',
    badge_notation: 'compact',
    badge_age: true,
    fetcher: reading('counted 12345'),
  },
  parameters: {
    ...playerControls(
      ...(['badge_corner', 'badge_variant', 'badge_size', 'badge_notation', 'badge_age'] as const),
      ...(['badge_metric', 'badge_icon', 'badge_dot', 'badge_hideBelow', 'fetcher'] as const),
    ),
  },
}

const LANGUAGE = {
  ...playerControls('labels', 'badge_labels', 'badge_locale', 'player', 'fetcher'),
}

/** For readers of German: the player’s words, and the badge’s. */
export const German: Story = {
  args: {
    labels: playerWords('German'),
    badge_labels: words('German'),
    badge_locale: 'de',
    player: player('is told “not live”'),
    fetcher: reading('idle'),
  },
  parameters: LANGUAGE,
}

/** For readers of Arabic, right to left. Corners stay where they are, as the player’s controls do. */
export const Arabic: Story = {
  args: {
    ...German.args,
    labels: playerWords('Arabic'),
    badge_labels: words('Arabic'),
    badge_locale: 'ar-EG',
    fetcher: reading('ended and kept'),
    badge_whenEnded: 'final',
  },
  parameters: LANGUAGE,
  render: (args) => (
    <div lang="ar" dir="rtl">
      <PlayerScene {...args} />
    </div>
  ),
}

/** When one sentence does not fit your page: the others stay as they are. */
export const OneLabel: Story = {
  name: 'One label changed',
  args: { ...German.args, labels: playerWords('only one changed') },
  parameters: LANGUAGE,
}

/** A picture while nothing plays. It stays behind what is said. */
export const WithPoster: Story = {
  name: 'With a poster',
  args: { poster: true, preload: 'none', player: player('plays live') },
  parameters: { ...playerControls('poster', 'preload', 'player', 'fetcher') },
}

/** Without a picture of your own the player takes a frame from Mux; here there is none. */
export const WithoutPoster: Story = {
  ...WithPoster,
  name: 'Without a poster',
  args: { ...WithPoster.args, poster: false },
}

/** Before the start, over a poster. */
export const PosterBeforeTheStart: Story = {
  ...WithPoster,
  name: 'With a poster, before the start',
  args: { poster: true, player: player('is told “not live”'), fetcher: reading('idle') },
}

/** On the narrowest screen there is, 320 pixels wide. */
export const Narrow: Story = { name: '320 px', args: { width: 320, videoTitle: 'Harbour camera' } }

/** On a phone held upright, as wide as it is. */
export const Phone: Story = {
  name: 'On a phone',
  args: { width: 390, badge_corner: 'bottom-right', poster: true },
}

/** An upright picture: the player’s `style` says so. */
export const Upright: Story = {
  name: 'Upright picture',
  args: { width: 300, style: { aspectRatio: '9 / 16' }, videoTitle: 'Harbour camera' },
}
