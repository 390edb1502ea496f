/** What a player has of its own, as far as `LivePlayer` reads it. */
export interface PlayerFacts {
  paused: boolean
  ended: boolean
  seeking: boolean
  duration: number
  inLiveWindow: boolean
  targetLiveWindow: number
  media: { mux: object }
}

/** Something happens in a player: what it is from now on, then the event that tells. */
export type Say = (type: string, facts?: Partial<PlayerFacts>, detail?: unknown) => void

/** What a pretend player does with a source, which it is given for the first time, or again. */
export type Plot = (say: Say, turn: number) => void

/** A player before it has a source. */
export const NO_SOURCE: PlayerFacts = {
  paused: true,
  ended: false,
  seeking: false,
  duration: Number.NaN,
  inLiveWindow: true,
  targetLiveWindow: 0,
  media: { mux: {} },
}

/** It begins to play, or goes on. */
export const play = (say: Say): void => {
  say('play', { paused: false, ended: false })
  say('playing')
  say('timeupdate')
}

const playLive = (say: Say): void => {
  say('loadedmetadata', { duration: Infinity })
  play(say)
}

/** With a window that reaches back to the beginning of the broadcast. */
const playWithDvr = (say: Say): void => {
  say('loadedmetadata', { duration: Infinity, targetLiveWindow: Infinity })
  play(say)
}

const refuse = (say: Say): void => say('error', {}, { muxCode: 2_412_000, fatal: true })

/** What a pretend player does, by the name that a control shows. */
export const PLOTS = {
  'plays live': playLive,
  'plays behind the live edge': (say) => {
    playLive(say)
    say('timeupdate', { inLiveWindow: false })
  },
  'plays live, one can go back': playWithDvr,
  'has gone back': (say) => {
    playWithDvr(say)
    say('timeupdate', { inLiveWindow: false })
  },
  'plays, then stands still': (say) => {
    playLive(say)
    say('waiting')
  },
  'plays a recording to its end': (say) => {
    playWithDvr(say)
    say('durationchange', { duration: 5_400 })
    say('pause', { paused: true, ended: true })
    say('ended')
  },
  'waits for a click': (say) => say('loadedmetadata', { duration: Infinity }),
  'is still loading': () => undefined,
  'is told “not live”': refuse,
  'is told “not live” once, then plays': (say, turn) => (turn === 1 ? refuse : playLive)(say),
  'cannot reach Mux': (say) => say('error', {}, { muxCode: 2_000_000, fatal: true }),
} satisfies Record<string, Plot>
