import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { isSame } from '../core/isSame'
import { isSeeking, PLAYBACK_CHANGES } from './playbackChanges'
import { EMPTY, SILENT, type PlaybackFacts } from './PlaybackFacts'

/** A player as an external store: attach it as a ref, subscribe, read. */
export interface Playback {
  attach: (element: MuxPlayerRefAttributes | null) => void
  subscribe: (listener: () => void) => () => void
  read: () => PlaybackFacts
  /** Plays, where it stands still; a browser that does not allow it shows the player's own button. */
  resume: () => void
}

/** See {@link Playback}. */
export function createPlayback(): Playback {
  const listeners = new Set<() => void>()
  let facts = SILENT
  let attached: MuxPlayerRefAttributes | null = null
  let last: MuxPlayerRefAttributes | null = null

  const tell = (changed: Partial<PlaybackFacts>): void => {
    const next = { ...facts, ...changed }
    if (isSame(next, facts)) return
    facts = next
    for (const listener of listeners) listener()
  }
  const hear = (event: Event): void => {
    const changed = PLAYBACK_CHANGES[event.type]?.(event, facts) ?? {}
    tell({ ...changed, ...measure(attached, { ...facts, ...changed }) })
  }

  return {
    attach(element) {
      for (const type of Object.keys(PLAYBACK_CHANGES)) {
        attached?.removeEventListener(type, hear)
        element?.addEventListener(type, hear)
      }
      attached = element
      // The same element may go and come with each render, where a player makes its refs anew.
      if (element === null || element === last) return
      last = element
      tell({ ...EMPTY, isWanted: facts.isWanted })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => facts,
    resume() {
      if (attached?.paused) attached.play()?.catch(() => undefined)
    },
  }
}

/** What is not told by an event but is to be read at each. */
function measure(
  element: MuxPlayerRefAttributes | null,
  { isLoaded, hasPlayed, isBehind }: PlaybackFacts,
): Partial<PlaybackFacts> {
  if (element === null || !isLoaded) return {}
  const { media, mediaController, inLiveWindow, targetLiveWindow, duration, playbackId, src } =
    element
  const isDvr = (targetLiveWindow ?? 0) > 0
  return {
    // Of how it begins no event tells.
    ...(mediaController && {
      areControlsHidden: mediaController.hasAttribute('userinactive'),
      isMenuOpen: mediaController.querySelector('[part~="menu"]:not([hidden])') !== null,
    }),
    // It begins at the start of its list, from where it seeks to the live edge.
    isBehind: isSeeking(element) ? isBehind : hasPlayed && inLiveWindow === false,
    isDvr,
    // The last seconds of a live playlist that is at its end are no recording.
    isFinished: isDvr && Number.isFinite(duration),
    // While the source is taken away Mux Data goes before it.
    isUnheard: media != null && media.mux === undefined && Boolean(playbackId ?? src),
  }
}
