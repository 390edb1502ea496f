import { BATCH, LINGER, STALL } from './rules'
import { eveningScript } from './eveningScript'
import type { Step } from './Step'

/** Who has more in hand stands still later; seeks on the way count for a report. */
const STALLS_APART = 5
/** The player seeks 8 s after pictures stand still, which ends the rebuffering for it, and again 6 s later. */
const SEEKS = 8 + 6

/** What takes another minute: it comes when Alice has begun to play. */
const longScript: readonly Step[] = [
  {
    does: 'Zoe plays, with cookies disabled',
    prepare: async (cast) => void (await cast.arrive('Zoe', { hasCookies: false })),
    act: (cast) => cast.get('Zoe').play(),
    main: [{ people: 2 }],
    rule: 'who has no cookie is counted by the view',
  },
  {
    does: 'Zoe refreshes',
    act: (cast) => cast.get('Zoe').refresh(),
    main: [{ people: 3 }, { people: 2, from: LINGER }],
    rule: `without a cookie who comes back is somebody else; who leaves is counted ${LINGER} s more`,
    within: LINGER - 0.5,
  },
  {
    does: 'Segments hang for longer than 300 s',
    prepare: async (cast) => {
      await cast.get('Zoe').untilPlaying()
      cast.stage.hangSegments('main')
      await cast.get('Alice').untilStandingStill()
    },
    act: (cast) => cast.get('Zoe').untilStandingStill(),
    main: [
      { people: 2 },
      { people: 1, from: STALL - STALLS_APART, latest: STALL + SEEKS + STALLS_APART },
      { people: 0, from: STALL - STALLS_APART, latest: STALL + SEEKS + STALLS_APART },
    ],
    rule: 'who has rebuffered for 300 s is not counted; the player takes 14 s until its second seek for playing',
  },
  {
    does: 'Segments come again',
    act: async (cast) => {
      cast.stage.mendSegments()
      await cast.get('Alice').untilPlaying()
      await cast.get('Zoe').untilPlaying()
    },
    main: [{ people: 1 }, { people: 2 }],
    rule: 'who plays again is counted when the playing time has grown from one report to the next',
    told: 2 * BATCH,
  },
  {
    does: 'Zoe closes the page',
    act: (cast) => cast.get('Zoe').closeTab(),
    main: [{ people: 2 }, { people: 1, from: LINGER }],
    rule: `who leaves is counted ${LINGER} s more`,
  },
]

/** Everything an audience does, for benches and soak. */
export const fullScript: readonly Step[] = [
  ...eveningScript.slice(0, 2),
  ...longScript,
  ...eveningScript.slice(2),
]
