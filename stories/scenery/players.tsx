import type { MuxPlayerProps, MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { forwardRef, lazy, type ComponentType, type RefAttributes } from 'react'
import { PLOTS, type Plot } from './plots'
import { PretendPlayer } from './PretendPlayer'

type Player = ComponentType<MuxPlayerProps & RefAttributes<MuxPlayerRefAttributes>>

function playing(plot: Plot): Player {
  return forwardRef<MuxPlayerRefAttributes, MuxPlayerProps>(function Pretend(given, forwarded) {
    return <PretendPlayer plot={plot} given={given} forwarded={forwarded} />
  })
}

/** Pretend players, by the name that a control shows. */
export const PLAYERS = {
  ...(Object.fromEntries(
    Object.entries(PLOTS).map(([name, plot]) => [name, playing(plot)]),
  ) as Record<keyof typeof PLOTS, Player>),
  'cannot be loaded': lazy<Player>(() =>
    Promise.reject(new Error('The player’s code did not come.')),
  ),
} satisfies Record<string, Player>

/** The player of that name, as an arg: it stays a name until the story is drawn, so that its control can show it. */
export function player(name: keyof typeof PLAYERS): Player {
  return name as unknown as Player
}
