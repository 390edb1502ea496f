import type { MuxPlayerRefAttributes } from '@mux/mux-player-react'

/** What a player's own events tell. */
export interface PlaybackFacts {
  /** How often Mux has answered HTTP 412: there is nothing to play yet, or any more. */
  refusals: number
  /** It failed in another way. */
  isFailed: boolean
  /** There is something to play. */
  isLoaded: boolean
  /** The picture moves. */
  isAdvancing: boolean
  /** It has moved on this source. */
  hasPlayed: boolean
  /** Somebody asked to play, and has not paused. */
  isWanted: boolean
  /** It plays, or would go on, behind the live edge. */
  isBehind: boolean
  /** One can go back in the broadcast. */
  isDvr: boolean
  /** It is a recording that is complete: nothing more will come, and all of it can be played. */
  isFinished: boolean
  areControlsHidden: boolean
  /** One of the player's menus is open, which rises over its bottom right corner. */
  isMenuOpen: boolean
  /** It plays, and Mux Data is not there to hear of it. */
  isUnheard: boolean
}

/** A player as an external store: attach it as a ref, subscribe, read. */
export interface Playback {
  attach: (element: MuxPlayerRefAttributes | null) => void
  subscribe: (listener: () => void) => () => void
  read: () => PlaybackFacts
  /** Plays, where it stands still; a browser that does not allow it shows the player's own button. */
  resume: () => void
}

/** Mux answers so for a stream that is not live: https://www.mux.com/docs/guides/stream-recordings-of-live-streams */
const NOT_READY = 412

/** The same as the player says it: `MediaError.muxCode`, of its `MuxErrorCode.NETWORK_NOT_READY`. */
const MUX_NOT_READY = 2_412_000

const EMPTY = {
  isFailed: false,
  isLoaded: false,
  isAdvancing: false,
  hasPlayed: false,
  isBehind: false,
  isDvr: false,
  isFinished: false,
  isUnheard: false,
}

/** Before anything was heard. */
export const SILENT: PlaybackFacts = {
  ...EMPTY,
  refusals: 0,
  isWanted: false,
  areControlsHidden: false,
  isMenuOpen: false,
}

// React's props of the player have no `streamtypechange`, and whoever hears the rest here too needs
// no wrapping of the app's own handlers.
const CHANGES: Record<string, (event: Event, facts: PlaybackFacts) => Partial<PlaybackFacts>> = {
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

/** See {@link Playback}. */
export function createPlayback(): Playback {
  const listeners = new Set<() => void>()
  let facts = SILENT
  let attached: MuxPlayerRefAttributes | null = null
  let last: MuxPlayerRefAttributes | null = null

  const tell = (changed: Partial<PlaybackFacts>): void => {
    const next = { ...facts, ...changed }
    const keys = Object.keys(next) as (keyof PlaybackFacts)[]
    if (keys.every((key) => next[key] === facts[key])) return
    facts = next
    for (const listener of listeners) listener()
  }
  const hear = (event: Event): void => {
    const changed = CHANGES[event.type]?.(event, facts) ?? {}
    tell({ ...changed, ...measure(attached, { ...facts, ...changed }) })
  }

  return {
    attach(element) {
      for (const type of Object.keys(CHANGES)) {
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
  const { media, mediaController, inLiveWindow, targetLiveWindow, duration } = element
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
    isUnheard: media != null && media.mux === undefined,
  }
}

function isEnded({ currentTarget }: Event): boolean {
  return (currentTarget as MuxPlayerRefAttributes | null)?.ended === true
}

/** The player has all of `HTMLMediaElement`, though its types do not say so. */
function isSeeking(element: EventTarget | null): boolean {
  return (element as HTMLMediaElement | null)?.seeking === true
}

/** The player's own error, which says more than `HTMLMediaElement.error`. */
interface PlayerError {
  muxCode?: number
  fatal?: boolean
  /** What hls.js said, or the answer itself where the browser plays HLS. */
  data?: { response?: { code?: number }; status?: number }
}

function errorOf(event: Event): PlayerError {
  const told = (event as CustomEvent<PlayerError | null | undefined>).detail
  return (
    told ?? ((event.currentTarget as HTMLMediaElement | null)?.error as PlayerError | null) ?? {}
  )
}

function isNotReady(event: Event): boolean {
  const { muxCode, data } = errorOf(event)
  // For a `src` that is not on Mux the player gives no code of Mux.
  const status = data?.response?.code ?? data?.status
  return muxCode === MUX_NOT_READY || status === NOT_READY
}

function isFatal(event: Event): boolean {
  return errorOf(event).fatal !== false
}
