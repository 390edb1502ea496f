import type { ReactNode } from 'react'
import { LivePlayer, type LivePlayerBadge, type LivePlayerProps } from '../../src/player'
import type { BADGE_OPTIONS } from './playerArgTypes'
import { PLAYERS } from './players'
import { still } from './still'
import { Told } from './Told'

type BadgeOption = keyof typeof BADGE_OPTIONS

/** The props of `LivePlayer` as controls: what is inside `badge` has one each. */
export type PlayerArgs = Omit<LivePlayerProps, 'badge' | 'ref' | 'poster'> & {
  [Option in BadgeOption as `badge_${Option}`]?: LivePlayerBadge[Option]
} & {
  /** `false`: none. */
  badge?: boolean
  poster?: boolean
  /** How wide the page is around the player, in pixels. */
  width?: number
  /** Shows what Mux Data is told. */
  isToldShown?: boolean
}

/** A player that plays nothing, with everything else as it is. */
export function PlayerScene({ width, isToldShown, ...args }: PlayerArgs): ReactNode {
  const played = <LivePlayer key={String(args.player)} {...propsOf(args)} />
  return (
    <div className="player-room" style={{ maxInlineSize: width }}>
      {isToldShown ? <Told>{played}</Told> : played}
    </div>
  )
}

/** What an app would write. */
export function propsOf({ badge: hasBadge = true, poster, ...args }: PlayerArgs): LivePlayerProps {
  const isOfBadge = ([name]: [string, unknown]): boolean => name.startsWith('badge_')
  const given = Object.entries(args).filter(([, value]) => value !== undefined)
  const badge = given
    .filter(isOfBadge)
    .map(([name, value]): [string, unknown] => [name.slice('badge_'.length), value])
  const { player, ...props } = Object.fromEntries(
    given.filter((entry) => !isOfBadge(entry)),
  ) as Partial<LivePlayerProps>
  return {
    ...props,
    // A story that does not show this control gets the name itself.
    player: PLAYERS[player as unknown as keyof typeof PLAYERS] ?? player,
    ...(poster && { poster: still('poster') }),
    ...(!hasBadge && { badge: false }),
    ...(hasBadge && badge.length > 0 && { badge: Object.fromEntries(badge) }),
  }
}
