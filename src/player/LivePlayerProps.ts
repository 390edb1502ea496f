import type { MuxPlayerProps, MuxPlayerRefAttributes } from '@mux/mux-player-react'
import type { ComponentPropsWithoutRef, ComponentType, RefAttributes } from 'react'
import type { UseMuxViewersOptions } from '../react/UseMuxViewersOptions'
import type { ViewerCountProps } from '../react/ViewerCountProps'
import type { LiveState } from './liveState'
import type { LivePlayerLabels } from './playerLabels'

/** A corner of the picture, as one sees it: Mux's controls are left to right in every language. */
export type LivePlayerCorner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right'

/** The badge over the player: the looks of `ViewerCount`, and where it is. */
export interface LivePlayerBadge extends Omit<ViewerCountProps, keyof UseMuxViewersOptions> {
  /** Where it sits, clear of the player's own controls. Default `'top-right'`. */
  corner?: LivePlayerCorner | undefined
  /** `true`: it is there only while the player's controls are. Default `false`: always. */
  hidesWithControls?: boolean | undefined
}

/** What {@link LivePlayerProps.onLiveStateChange} is told. */
export interface LiveChange {
  state: LiveState
  /** Whether one can go back in the broadcast. */
  isDvr: boolean
}

/**
 * Props of `LivePlayer`: every prop of Mux's player, which they are handed on to as they are, the
 * options of `useMuxViewers`, and these.
 */
export interface LivePlayerProps
  extends
    Omit<MuxPlayerProps, 'ref'>,
    Omit<UseMuxViewersOptions, 'streamId' | 'onError' | 'onEnded' | 'pauseOffscreen'> {
  /**
   * The live stream that is counted. Default: the `playbackId`, which your server turns into a
   * stream by its `resolve`. `null`: nothing is asked.
   */
  streamId?: string | null | undefined
  /**
   * The player: `MuxPlayer` of `@mux/mux-player-react` is there at once. Default: its `/lazy` form,
   * which comes when it is scrolled to.
   */
  player?: ComponentType<MuxPlayerProps & RefAttributes<MuxPlayerRefAttributes>> | undefined
  /** When the `/lazy` player comes: `'viewport'` (its default) or `'page'`, at once. */
  loading?: 'page' | 'viewport'
  /** The badge's looks and place; `false`: none. Default: top right, `variant: 'overlay'`. */
  badge?: LivePlayerBadge | false | undefined
  /**
   * Who watches, for Mux to count one person once (`viewer_user_id`): an anonymous id of your own,
   * never an e-mail address or a name. Default: a random one, made once and kept in `localStorage`
   * under `mux-viewers:viewer-id`; none with `disableCookies`. `false`: none. Where there is none,
   * one that was kept before is removed. `metadata.viewer_user_id` wins over it.
   * @see https://www.mux.com/docs/guides/make-your-data-actionable-with-metadata
   */
  viewerId?: string | false | undefined
  /** What is said while there is no picture. Default: English. */
  labels?: Partial<LivePlayerLabels> | undefined
  /** Told whenever {@link LiveState} changes, after the first `'loading'`; never while rendering. */
  onLiveStateChange?: ((change: LiveChange) => void) | undefined
  /** The `onError` of `useMuxViewers`, by another name: `onError` is the player's. */
  onViewersError?: UseMuxViewersOptions['onError']
  /** The `onEnded` of `useMuxViewers`, by another name: `onEnded` is the player's, and no proof of an end. */
  onBroadcastEnd?: UseMuxViewersOptions['onEnded']
  /**
   * Props of the element around player and badge, which is also what goes fullscreen. `className`
   * and `style` of `LivePlayer` are the player's own.
   */
  wrapperProps?:
    | (Omit<ComponentPropsWithoutRef<'div'>, 'children' | 'dangerouslySetInnerHTML'> & {
        [data: `data-${string}`]: string | undefined
      })
    | undefined
}
