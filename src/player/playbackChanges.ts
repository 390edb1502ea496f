import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { EMPTY, type PlaybackFacts } from './PlaybackFacts'
import { isFatal, isNotReady } from './playerError'

// React's props of the player have no `streamtypechange`; and whoever hears the rest here too need not
// wrap the app's own handlers.
/** What each of a player's events changes. */
export const PLAYBACK_CHANGES: Readonly<
  Record<string, (event: Event, facts: PlaybackFacts) => Partial<PlaybackFacts>>
> = {
  emptied: () => EMPTY,
  loadedmetadata: () => ({ isLoaded: true, isFailed: false }),
  play: () => ({ isWanted: true }),
  playing: () => ({ isLoaded: true, isAdvancing: true, isWanted: true, isFailed: false }),
  pause: (event) =>
    // A player that has come to its end pauses by itself.
    isEnded(event) ? { isAdvancing: false } : { isAdvancing: false, isWanted: false },
  waiting: () => ({ isAdvancing: false }),
  ended: () => ({ isAdvancing: false }),
  error: (event, { refusals }) => ({
    isAdvancing: false,
    ...(isNotReady(event) ? { refusals: refusals + 1 } : { isFailed: isFatal(event) }),
  }),
  userinactivechange: (event) => ({ areControlsHidden: (event as CustomEvent).detail === true }),
  // Of its menus no event tells but these.
  click: () => ({}),
  keyup: () => ({}),
  focusout: () => ({}),
  timeupdate: (event, { hasPlayed, isAdvancing }) => ({
    hasPlayed: hasPlayed || (isAdvancing && !isSeeking(event.currentTarget)),
  }),
  progress: () => ({}),
  seeked: () => ({}),
  durationchange: () => ({}),
  streamtypechange: () => ({}),
  targetlivewindowchange: () => ({}),
}

function isEnded({ currentTarget }: Event): boolean {
  return (currentTarget as MuxPlayerRefAttributes | null)?.ended === true
}

/** The player has all of `HTMLMediaElement`, though its types do not say so. */
export function isSeeking(element: EventTarget | null): boolean {
  return (element as HTMLMediaElement | null)?.seeking === true
}
