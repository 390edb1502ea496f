import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, within } from 'storybook/test'
import type { ViewersFetcher } from '../src/index'
import { InTurn } from './scenery/InTurn'
import { isIn, LIVE_PLAYER, PLAYER_CODE, playerControls } from './scenery/livePlayer'
import { PlayerFigure } from './scenery/PlayerFigure'
import { player } from './scenery/players'
import { PlayerScene, type PlayerArgs } from './scenery/PlayerScene'
import { COUNTED, ENDED, reading, READINGS } from './scenery/readings'

/** What the player shows and says, from before the start until after the end. The first page has all of it. */
const meta = {
  ...LIVE_PLAYER,
  title: 'LivePlayer/States',
  component: PlayerScene,
  parameters: {
    ...playerControls('player', 'fetcher', 'isStreaming', 'poster', 'videoTitle', 'labels'),
    docs: { source: PLAYER_CODE },
  },
} satisfies Meta<typeof PlayerScene>

export default meta

type Story = StoryObj<PlayerArgs>

/** Every state on one page, with its name in `data-live`; the controls change them all. */
export const AllStates: Story = {
  name: 'All states',
  parameters: { ...playerControls('poster', 'videoTitle', 'labels', 'badge', 'badge_corner') },
  render: (looks) => (
    <div className="player-states">
      {Object.entries(everyState()).map(([key, { name, args, parameters }]) => {
        const { docs } = parameters as { docs?: { description?: { story?: string } } }
        const { fetcher, ...own } = { ...meta.args, ...args }
        const server = READINGS[fetcher as unknown as keyof typeof READINGS]
        return (
          <PlayerFigure
            key={key}
            title={name ?? key}
            when={docs?.description?.story}
            args={{ ...looks, ...own, fetcher: server, scope: key }}
          />
        )
      })}
    </div>
  ),
}

/** What is played is still on its way. */
export const Loading: Story = {
  args: { player: player('is still loading') },
  play: isIn('loading'),
}

/** Mux has nothing to play yet. The player asks nothing meanwhile, and starts by itself. */
export const NotStarted: Story = {
  name: 'Not started',
  args: { player: player('is told “not live”'), fetcher: reading('idle') },
  play: isIn('not-started'),
}

/** The picture moves, at the live edge. */
export const Live: Story = { play: isIn('live') }

/** Loaded, and nobody has pressed play: live all the same. */
export const LiveButPaused: Story = {
  name: 'Live, not playing',
  args: { player: player('waits for a click') },
  play: isIn('live'),
}

/** Behind the live edge, after a pause: the player’s live button leads back. */
export const Behind: Story = {
  args: { player: player('plays behind the live edge') },
  play: isIn('behind'),
}

/** One can go back to the beginning of the broadcast: the player has a bar to do it. */
export const Dvr: Story = {
  name: 'Live, one can go back',
  args: { player: player('plays live, one can go back') },
  async play(context) {
    await isIn('live')(context)
    await expect(context.canvasElement.querySelector('[data-dvr]')).toBeVisible()
  },
}

/** Somebody has gone back in the broadcast. */
export const DvrBehind: Story = {
  name: 'Behind, having gone back',
  args: { player: player('has gone back') },
  play: isIn('behind'),
}

/** The encoder is gone and expected back; the audience is still counted. */
export const Reconnecting: Story = {
  args: { player: player('plays, then stands still'), fetcher: reading('encoder gone') },
  play: isIn('reconnecting'),
}

/** The broadcast is over, and there is nothing to play any more. */
export const Ended: Story = {
  args: { player: player('is told “not live”'), fetcher: reading('ended and kept') },
  play: isIn('ended'),
}

/** Nobody can tell: neither Mux’s player nor your server is reached. The words are the player’s own. */
export const Unknown: Story = {
  args: { player: player('cannot reach Mux'), fetcher: reading('not reached') },
  play: isIn('unknown'),
}

/** The player itself did not come, or broke. The page around it, and the badge, go on. */
export const CouldNotBeLoaded: Story = {
  name: 'The player could not be loaded',
  args: { player: player('cannot be loaded') },
  async play({ canvasElement }) {
    await expect(await within(canvasElement).findByRole('alert')).toBeVisible()
  },
}

const inTurn = (args: PlayerArgs, ...answers: Parameters<typeof InTurn>[0]['answers']) => (
  <InTurn answers={answers}>
    {(fetcher: ViewersFetcher) => <PlayerScene {...args} fetcher={fetcher} />}
  </InTurn>
)

const SOON = { viewers: 0, source: null, stream: 'idle', pollAfterMs: 3_000 } as const

/** The stream begins some seconds after you came, and so does the picture: nothing has to be pressed or reloaded. */
export const StartsByItself: Story = {
  name: 'Starts by itself',
  args: { player: player('is told “not live” once, then plays'), interval: 3_000 },
  parameters: { ...playerControls('poster', 'labels') },
  render: (args) => inTurn(args, SOON, COUNTED),
  play: isIn('live'),
}

/** The broadcast ends while you watch a recording of it: what is there can be played again, so nothing is said over it. */
export const Recording: Story = {
  name: 'Ended, can be replayed',
  args: { player: player('plays a recording to its end'), interval: 1_000 },
  parameters: { ...playerControls('poster', 'labels', 'badge_whenEnded') },
  render: (args) => inTurn(args, COUNTED, ENDED),
  play: isIn('ended'),
}

function everyState(): Record<string, Story> {
  return {
    Loading,
    NotStarted,
    Live,
    LiveButPaused,
    Behind,
    Dvr,
    DvrBehind,
    Reconnecting,
    Ended,
    Unknown,
    CouldNotBeLoaded,
  }
}
