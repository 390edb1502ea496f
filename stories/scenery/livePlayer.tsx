import { expect, waitFor } from 'storybook/test'
import type { LivePlayerProps, LiveState } from '../../src/player'
import { onANewPage } from './badge'
import { player } from './players'
import { PLAYER_ARG_TYPES } from './playerArgTypes'
import { propsOf, type PlayerArgs } from './PlayerScene'
import { reading } from './readings'

/** What the stories of the player have in common. */
export const LIVE_PLAYER = {
  args: {
    streamId: 'pretend-stream',
    playbackId: 'pretend-playback',
    player: player('plays live'),
    fetcher: reading('counted just now'),
  } satisfies PlayerArgs as PlayerArgs,
  argTypes: PLAYER_ARG_TYPES,
  decorators: [onANewPage],
}

/** Which controls a story has; those of `LivePlayer/Every option` are all there are. */
export function playerControls(...include: (keyof PlayerArgs)[]): { controls: object } {
  return { controls: { include: include.map(shownName) } }
}

/** The code shown is what an app would write. */
export const PLAYER_CODE = {
  transform: (_: string, { args }: { args: PlayerArgs }): string => written(propsOf(args)),
}

/** Storybook knows a control by the name that it shows. */
function shownName(arg: string): string {
  return arg.replace(/^badge_/, 'badge.')
}

/** Only of this Storybook. */
const PRETENDED = new Set(['player', 'fetcher', 'scope', 'width', 'isToldShown', 'poster'])

function written(props: LivePlayerProps): string {
  const lines = Object.entries(props)
    .filter(([name]) => !PRETENDED.has(name))
    .map(([name, value]) =>
      typeof value === 'string'
        ? `  ${name}="${value}"`
        : value === true
          ? `  ${name}`
          : `  ${name}={${typeof value === 'function' ? name : JSON.stringify(value)}}`,
    )
  return ['<LivePlayer', ...lines, '/>'].join('\n')
}

/** Waits until the player is in this state. */
export function isIn(state: LiveState) {
  return async ({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> => {
    await waitFor(() =>
      expect(canvasElement.querySelector('[data-live]')).toHaveAttribute('data-live', state),
    )
  }
}
