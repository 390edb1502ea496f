import type { MuxPlayerProps, MuxPlayerRefAttributes } from '@mux/mux-player-react'
import LazyPlayer from '@mux/mux-player-react/lazy'
import {
  forwardRef,
  useEffect,
  useId,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import { useWatching } from '../react/useWatching'
import { ViewerCount } from '../react/ViewerCount'
import type { LivePlayerProps } from './LivePlayerProps'
import { metadataOf } from './metadataOf'
import { PlayerBoundary } from './PlayerBoundary'
import { noticeOf, playerWords } from './playerLabels'
import { useLive } from './useLive'
import { usePlayerRef } from './usePlayerRef'
import { useSame } from '../react/useSame'
import { useTelling } from './useTelling'
import { useViewerId } from './useViewerId'
import { warnUncounted } from './warnUncounted'

/**
 * Mux's player with the badge over it, set up so that Mux can count its viewers. It knows whether
 * the stream has not started, is live, has lost its encoder or has ended, says so where there is no
 * picture, and starts by itself when your server sees the start. It needs `@mux/mux-player-react`.
 * Looks come from `mux-viewers/styles.css`, by `data-live`, `data-dvr` and `data-controls`.
 */
export const LivePlayer: ForwardRefExoticComponent<
  LivePlayerProps & RefAttributes<MuxPlayerRefAttributes>
> = /* @__PURE__ */ forwardRef<MuxPlayerRefAttributes, LivePlayerProps>(
  function LivePlayer(props, ref) {
    const {
      streamId: named,
      isStreaming,
      interval,
      fallback,
      staleAfter,
      initialSnapshot,
      fetcher,
      scope,
      query,
      onViewersError,
      onBroadcastEnd,
      player: Player = LazyPlayer,
      badge = {},
      viewerId,
      labels,
      onLiveStateChange,
      wrapperProps,
      ...native
    } = props
    const { playbackId, src, ...untouched } = native
    const streamId = named === undefined ? (playbackId?.split('?')[0] ?? null) : named
    const watched = {
      ...{ streamId, isStreaming, interval, fallback, staleAfter, initialSnapshot },
      ...{ fetcher, scope, query },
    }
    const { state: said, page } = useWatching({
      ...watched,
      onError: onViewersError,
      onEnded: onBroadcastEnd,
    })
    const { state, course, facts, attach, giveUp } = useLive({
      ...{ isStreaming, said },
      source: [streamId, playbackId, src].join(' '),
      loadsLater: untouched.preload === 'none',
    })
    const { isDvr, isUnheard } = facts
    useTelling(onLiveStateChange, state, isDvr)

    const id = useId()
    const wrapperId = wrapperProps?.id ?? id
    const { fullscreenElement = wrapperId } = untouched
    const playerRef = usePlayerRef(ref, attach, fullscreenElement)
    const shownId = useViewerId(viewerId, untouched.disableCookies)
    const metadata = useSame(metadataOf({ streamId, viewerId: shownId, props: native }))
    useEffect(() => {
      if (process.env.NODE_ENV !== 'production') {
        warnUncounted({ warned: page.warned, metadata, isUnheard, props: native })
      }
    })

    const given: MuxPlayerProps = course.isHeld
      ? {}
      : { ...(playbackId !== undefined && { playbackId }), ...(src !== undefined && { src }) }
    const words = playerWords(labels)
    const { corner = 'top-right', hidesWithControls, ...looks } = badge === false ? {} : badge
    return (
      <div
        {...wrapperProps}
        id={wrapperId}
        data-mux-viewers-player=""
        data-live={state}
        data-dvr={isDvr ? '' : undefined}
        data-titled={untouched.videoTitle || untouched.title ? '' : undefined}
        data-menu={facts.isMenuOpen ? '' : undefined}
        data-held={course.isHeld ? '' : undefined}
        data-controls={facts.areControlsHidden && facts.isAdvancing ? 'hidden' : 'shown'}
      >
        <PlayerBoundary fallback={<p role="alert">{words.failed}</p>} onBreak={giveUp}>
          <Player
            // Not `streamType`, which would tell the player that nobody can go back.
            defaultStreamType="live"
            maxReconnectRetries={6}
            {...untouched}
            {...given}
            {...(course.wasPaused && { autoPlay: false })}
            metadata={metadata}
            fullscreenElement={fullscreenElement}
            ref={playerRef}
          />
        </PlayerBoundary>
        <p role="status" data-slot="notice">
          {noticeOf(state, facts.isLoaded && !course.isHeld, words)}
        </p>
        {badge !== false && (
          <ViewerCount
            variant="overlay"
            {...looks}
            {...watched}
            data-corner={corner}
            data-hides={hidesWithControls ? '' : undefined}
          />
        )}
      </div>
    )
  },
)
