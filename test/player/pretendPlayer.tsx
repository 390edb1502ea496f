import { act, screen } from '@testing-library/react'
import type { MuxPlayerProps, MuxPlayerRefAttributes } from '@mux/mux-player-react'
import {
  createElement,
  forwardRef,
  type ComponentType,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { vi } from 'vitest'

/** What a player has of its own, and a test may set. */
export interface PlayerElement extends HTMLElement {
  paused: boolean
  ended: boolean
  seeking: boolean
  duration: number
  inLiveWindow: boolean
  targetLiveWindow: number
  error: unknown
  media: { mux?: object }
  playbackId: string | undefined
  src: string | undefined
  play: () => Promise<void>
}

/** A player that plays nothing: it shows what it was given, and says what a test makes it say. */
export interface PretendPlayer {
  Player: ComponentType<MuxPlayerProps & RefAttributes<MuxPlayerRefAttributes>>
  /** The props of the last render. */
  props: () => MuxPlayerProps & Record<string, unknown>
  /** The source it has: what a real one would load. */
  source: () => string | undefined
}

export function createPretendPlayer(): PretendPlayer {
  let last: MuxPlayerProps & Record<string, unknown> = {}
  const Player = forwardRef<MuxPlayerRefAttributes, MuxPlayerProps & { children?: ReactNode }>(
    function Player(props, ref) {
      const isNew = props.playbackId !== last.playbackId || props.src !== last.src
      last = { ...props }
      const { className, style, children } = props
      const attach = (element: HTMLElement | null): void => {
        if (element !== null && !('play' in element)) {
          Object.assign(element, {
            paused: true,
            ended: false,
            seeking: false,
            duration: Infinity,
            inLiveWindow: true,
            targetLiveWindow: 0,
            media: { mux: {} },
            play: vi.fn(async () => undefined),
          })
        }
        const { playbackId, src } = props
        if (element !== null && isNew) Object.assign(element, { playbackId, src })
        const player = element as unknown as MuxPlayerRefAttributes | null
        if (typeof ref === 'function') ref(player)
        else if (ref !== null) ref.current = player
      }
      return createElement(
        'mux-player',
        { ref: attach, class: className, style, 'data-testid': 'player' },
        children,
      )
    },
  )
  return {
    Player,
    props: () => last,
    source: () => last.playbackId ?? last.src ?? undefined,
  }
}

export const player = (): PlayerElement => screen.getByTestId<PlayerElement>('player')

/** The element around player and badge. */
export const wrapper = (): HTMLElement => player().parentElement!

/** Something happens in the player: what it is from now on, then what it says. */
export function happen(type: string, state: Partial<PlayerElement> = {}, detail?: unknown): void {
  act(() => {
    Object.assign(player(), state)
    player().dispatchEvent(new CustomEvent(type, { detail }))
  })
}

/** It plays, at the live edge. */
export function plays(state: Partial<PlayerElement> = {}): void {
  happen('loadedmetadata', { duration: Infinity, ...state })
  happen('play', { paused: false })
  happen('playing')
  happen('timeupdate')
}

/** Mux refuses: HTTP 412, as the player says it. */
export function isRefused(): void {
  happen('error', {}, { muxCode: 2_412_000, fatal: true })
}
