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

/** What is forgotten with a source. */
export const EMPTY = {
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
