import { useState, type ReactNode } from 'react'
import type { LiveChange } from '../../src/player'
import { PlayerScene, type PlayerArgs } from './PlayerScene'

interface PlayerFigureProps {
  title: ReactNode
  /** One sentence more. */
  when?: ReactNode
  args: PlayerArgs
}

/** A player, with what `onLiveStateChange` has told of it. */
export function PlayerFigure({ title, when, args }: PlayerFigureProps): ReactNode {
  const [{ state, isDvr }, setChange] = useState<LiveChange>({ state: 'loading', isDvr: false })
  return (
    <figure>
      <PlayerScene {...args} onLiveStateChange={setChange} />
      <figcaption>
        <strong>{title}</strong>
        <code>{isDvr ? `${state} data-dvr` : state}</code>
        {when !== undefined && <small>{when}</small>}
      </figcaption>
    </figure>
  )
}
