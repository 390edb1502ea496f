import { BATCH, LINGER, LOST } from './rules'
import type { Step } from './Step'

const AT_ONCE = 'a start and an end are told at once'
const LINGERS = `who leaves is counted ${LINGER} s more, so that a refresh makes no dip`
const IS_LOST = 'who vanishes is counted 30 s more, from the last batch (one every 10 s)'
const REBUFFERS = 'who rebuffers is counted, for up to 300 s'

/**
 * What an audience does in an evening. The people in `main` and `other` are written by hand, from the
 * rule beside them; seconds are those of `rules.ts`.
 */
export const eveningScript: readonly Step[] = [
  {
    does: 'Alice opens the page and does not press play',
    act: async (cast) => void (await cast.arrive('Alice')),
    main: [{ people: 0 }],
    other: [{ people: 0 }],
    rule: 'without play there is no view',
  },
  {
    does: 'Alice presses play',
    act: (cast) => cast.get('Alice').play(),
    main: [{ people: 1 }],
    rule: AT_ONCE,
  },
  {
    does: 'Bob plays (a second context)',
    prepare: async (cast) => void (await cast.arrive('Bob')),
    act: (cast) => cast.get('Bob').play(),
    main: [{ people: 2 }],
    rule: AT_ONCE,
  },
  {
    does: 'Alice refreshes',
    act: (cast) => cast.get('Alice').refresh(),
    main: [{ people: 2 }],
    rule: LINGERS,
    within: LINGER - 0.5,
  },
  {
    does: 'Alice plays in a second tab',
    prepare: async (cast) => void (await cast.get('Alice').openTab()),
    act: (cast) => cast.get('Alice').play(),
    main: [{ people: 2 }],
    rule: 'people are unique by the cookie of the player',
  },
  {
    does: 'Alice closes the second tab',
    act: (cast) => cast.get('Alice').closeTab(),
    main: [{ people: 2 }],
    rule: 'she still watches in the first',
  },
  {
    does: 'Bob pauses',
    act: (cast) => cast.get('Bob').pause(),
    main: [{ people: 1 }],
    rule: 'who pauses does not watch; told 0 to 10 s later',
    told: BATCH,
  },
  {
    does: 'Bob resumes',
    act: (cast) => cast.get('Bob').play(),
    main: [{ people: 2 }],
    rule: 'told 0 to 10 s later',
    told: BATCH,
  },
  {
    does: 'Bob closes the page',
    act: (cast) => cast.get('Bob').closeTab(),
    main: [{ people: 2 }, { people: 1, from: LINGER }],
    rule: LINGERS,
  },
  {
    does: 'Cleo plays, with cookies disabled',
    prepare: async (cast) => void (await cast.arrive('Cleo', { hasCookies: false })),
    act: (cast) => cast.get('Cleo').play(),
    main: [{ people: 2 }],
    rule: 'who has no cookie is counted by the view',
  },
  {
    does: 'Cleo’s renderer crashes',
    act: (cast) => cast.get('Cleo').crash(),
    main: [{ people: 2 }, { people: 1, from: LOST - BATCH, latest: LOST }],
    rule: IS_LOST,
  },
  {
    does: 'Dan plays (a browser of his own)',
    prepare: async (cast) => void (await cast.arrive('Dan', { hasOwnBrowser: true })),
    act: (cast) => cast.get('Dan').play(),
    main: [{ people: 2 }],
    rule: AT_ONCE,
  },
  {
    does: 'Dan’s browser is killed',
    act: async (cast) => cast.kill('Dan'),
    main: [{ people: 2 }, { people: 1, from: LOST - BATCH, latest: LOST }],
    rule: IS_LOST,
  },
  {
    does: 'Eve plays',
    prepare: async (cast) => void (await cast.arrive('Eve')),
    act: (cast) => cast.get('Eve').play(),
    main: [{ people: 2 }],
    rule: AT_ONCE,
  },
  {
    does: 'Eve is offline',
    act: (cast) => cast.get('Eve').setOffline(true),
    main: [{ people: 2 }, { people: 1, from: LOST - BATCH, latest: LOST }],
    rule: IS_LOST,
  },
  {
    does: 'Eve is back',
    // Between two reports there may be so much that she is lost once more.
    act: async (cast) => {
      await cast.get('Eve').setOffline(false)
      await cast.get('Eve').untilReporting()
    },
    main: [{ people: 2 }],
    rule: 'after n failures two reports are up to (1 + random * 2^(n-1)) * 10 s away',
    told: BATCH,
  },
  {
    does: 'The playlist freezes, and so do pictures',
    act: async (cast) => {
      cast.stage.emulator.stream('main').stop()
      await cast.get('Eve').untilStandingStill()
    },
    main: [{ people: 2 }],
    rule: REBUFFERS,
  },
  {
    does: 'The encoder is back',
    act: async (cast) => {
      cast.stage.emulator.stream('main').start()
      await cast.get('Eve').untilPlaying()
    },
    main: [{ people: 2 }],
    rule: 'nothing has changed',
  },
  {
    does: 'Segments hang, and pictures stand still',
    act: async (cast) => {
      cast.stage.hangSegments('main')
      await cast.get('Eve').untilStandingStill()
    },
    main: [{ people: 2 }],
    rule: REBUFFERS,
  },
  {
    does: 'Segments come again',
    act: async (cast) => {
      cast.stage.mendSegments()
      await cast.get('Eve').untilPlaying()
    },
    main: [{ people: 2 }],
    rule: 'nothing has changed',
  },
  {
    does: 'Eve changes to the other stream',
    act: async (cast) => {
      await cast.get('Eve').watchOther()
      await cast.get('Eve').play()
    },
    main: [{ people: 2 }, { people: 1, from: LINGER }],
    other: [{ people: 1 }],
    rule: LINGERS,
  },
  {
    does: 'The other stream ends',
    act: async ({ stage }) => stage.emulator.stream('other').stop(),
    main: [{ people: 1 }],
    other: [{ people: 0 }],
    about: 'other',
    rule: 'Mux says that it is idle, at once',
  },
]
