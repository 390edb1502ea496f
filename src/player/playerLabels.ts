import type { LiveState } from './liveState'

/** What is said over the picture while there is none. Plain text, so that a Server Component can pass it. */
export interface LivePlayerLabels {
  notStarted: string
  reconnecting: string
  ended: string
  /** The player itself could not be loaded, or broke. */
  failed: string
}

const ENGLISH: LivePlayerLabels = {
  notStarted: 'The stream has not started yet. It begins here by itself.',
  reconnecting: 'The broadcaster is reconnecting. It goes on by itself.',
  ended: 'The stream has ended.',
  failed: 'The player could not be loaded. Reload the page to try again.',
}

const SAID: Partial<Record<LiveState, keyof LivePlayerLabels>> = {
  'not-started': 'notStarted',
  reconnecting: 'reconnecting',
  ended: 'ended',
}

/** The words in use. */
export function playerWords(labels: Partial<LivePlayerLabels> | undefined): LivePlayerLabels {
  const given = Object.entries(labels ?? {}).filter(([, text]) => text !== undefined)
  return { ...ENGLISH, ...Object.fromEntries(given) }
}

/** What is said in a state; nothing while there is a picture to look at. */
export function noticeOf(state: LiveState, isPlayable: boolean, words: LivePlayerLabels): string {
  const said = SAID[state]
  // A recording that has come to its end can be played again.
  if (said === undefined || (isPlayable && state === 'ended')) return ''
  return words[said]
}
