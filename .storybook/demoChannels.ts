import type { StreamOptions } from '../src/emulator'

/** A stream of the demo. */
export interface DemoChannel {
  streamId: string
  title: string
  host: string
  /** How many watch it while the dev server runs, give or take some. None: it is not on. */
  audience: number
}

/** Yours: nobody watches it but the players that you open. */
export const OWN_CHANNEL: DemoChannel = {
  streamId: 'live-demo',
  title: 'Test pattern with a clock',
  host: 'You',
  audience: 0,
}

/** What else is there, most of it on. */
export const OTHER_CHANNELS: readonly DemoChannel[] = [
  { streamId: 'harbour', title: 'Harbour camera', host: 'Pier Seven', audience: 24 },
  { streamId: 'chess', title: 'Chess, board one', host: 'Rook & Pawn', audience: 11 },
  { streamId: 'choir', title: 'Choir rehearsal', host: 'Saint Anne’s', audience: 6 },
  { streamId: 'knots', title: 'Knots and splices for beginners', host: 'The Loft', audience: 7 },
  { streamId: 'relay', title: 'Relay, second leg', host: 'Hill Runners', audience: 5 },
  { streamId: 'garden', title: 'Garden hour', host: 'Allotment 12', audience: 3 },
  { streamId: 'kitchen', title: 'Bread from yesterday’s dough', host: 'Oven Door', audience: 4 },
  { streamId: 'radio', title: 'Radio on video', host: 'Long Wave', audience: 1 },
  { streamId: 'council', title: 'Town council', host: 'Town Hall', audience: 0 },
  { streamId: 'concert', title: 'Concert for two cellos', host: 'Blue Room', audience: 0 },
  { streamId: 'stars', title: 'Tonight’s sky', host: 'Observatory', audience: 0 },
]

/** What the emulator has to know of one. */
export function streamOf({ streamId, audience }: DemoChannel): StreamOptions {
  return {
    id: streamId,
    playbackId: `${streamId}-playback`,
    status: audience > 0 ? 'active' : 'idle',
  }
}
