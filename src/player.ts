'use client'

export { LivePlayer } from './player/LivePlayer'
export type {
  LiveChange,
  LivePlayerBadge,
  LivePlayerCorner,
  LivePlayerProps,
} from './player/LivePlayerProps'
export type { LiveState } from './player/liveState'
export type { LivePlayerLabels } from './player/playerLabels'
