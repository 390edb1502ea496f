import { BATCH, CrowdTab } from './CrowdTab'

/** The evening: people come, then much happens, then more; between, nobody does anything. Seconds. */
export const ACTS = { arrivals: 0, second: 120, third: 240, end: 360, lastS: 60 } as const

/** From when until when something counts, in seconds. */
export type Stretch = readonly [from: number, until: number]

/** Somebody, by their beacons, and beside them by what is true: written by hand, from the rules. */
export interface Life {
  tabs: CrowdTab[]
  /** When they are counted: as a person, and as playbacks. */
  people: Stretch[]
  views: Stretch[]
  /** The same, on the other stream. */
  otherPeople?: Stretch[]
  /** What a count of open pages makes of it: down again only when the page can say so. */
  visits: Stretch[]
  /** When they really watch. */
  watching: Stretch[]
}

/** Times that somebody's evening is made of, in whole seconds. */
export interface Times {
  /** When they press play, and when something happens in the second and the third act. */
  come: number
  second: number
  third: number
}

/** Makes tabs of one person: same cookie, unless there is none. */
export type OpenTab = (more?: {
  plays?: string
  cookie?: string | undefined
  isMember?: boolean
}) => CrowdTab

const { end } = ACTS
const OTHER = 'other-playback'

/** The report in which something is told that happened then. */
const reportAfter = (come: number, at: number): number =>
  come + Math.ceil((at - come) / BATCH) * BATCH
/** The last report before somebody vanishes. */
const reportBefore = (come: number, at: number): number => reportAfter(come, at) - BATCH

const watches = ({ come }: Times, open: OpenTab): Life => {
  const always: Stretch[] = [[come, end]]
  const tab = open().start(come).play(come).passTo(end)
  return { tabs: [tab], people: always, views: always, visits: always, watching: always }
}

/** Who pauses does not watch; told with the next report. */
const pauses = ({ come, second }: Times, open: OpenTab): Life => {
  const counted: Stretch[] = [[come, reportAfter(come, second)]]
  return {
    tabs: [open().start(come).play(come).pause(second).passTo(end)],
    people: counted,
    views: counted,
    visits: [[come, end]],
    watching: [[come, second]],
  }
}

const pausesAndResumes = ({ come, second, third }: Times, open: OpenTab): Life => {
  const counted: Stretch[] = [
    [come, reportAfter(come, second)],
    [reportAfter(come, third), end],
  ]
  return {
    tabs: [open().start(come).play(come).pause(second).play(third).passTo(end)],
    people: counted,
    views: counted,
    visits: [[come, end]],
    watching: [
      [come, second],
      [third, end],
    ],
  }
}

/** Who leaves is counted 5 s more, so there is no dip; and the cookie is the same. */
const refreshes = ({ come, second }: Times, open: OpenTab): Life => {
  const [before, after] = [open(), open()]
  before.start(come).play(come).leave(second)
  after
    .start(second + 1)
    .play(second + 1)
    .passTo(end)
  const always: Stretch[] = [[come, end]]
  return { tabs: [before, after], people: always, views: always, visits: always, watching: always }
}

/** Without a cookie who comes back is somebody else: two for 4 s, and two playbacks. */
const refreshesWithoutCookies = ({ come, second }: Times, open: OpenTab): Life => {
  const [before, after] = [open({ cookie: undefined }), open({ cookie: undefined })]
  before.start(come).play(come).leave(second)
  after
    .start(second + 1)
    .play(second + 1)
    .passTo(end)
  const counted: Stretch[] = [
    [come, second + 5],
    [second + 1, end],
  ]
  const always: Stretch[] = [[come, end]]
  return {
    tabs: [before, after],
    people: counted,
    views: counted,
    visits: always,
    watching: always,
  }
}

/** Two tabs are one person and two playbacks; the one that closes is gone at once. */
const opensSecondTab = ({ come, second, third }: Times, open: OpenTab): Life => {
  const [first, other] = [open().start(come).play(come).passTo(end), open()]
  other.start(second).play(second).leave(third)
  const [always, both]: [Stretch, Stretch] = [
    [come, end],
    [second, third],
  ]
  return {
    tabs: [first, other],
    people: [always],
    views: [always, both],
    visits: [always, both],
    watching: [always],
  }
}

/** Two devices are one person, if the page says who it is. */
const takesTwoDevices = ({ come, second }: Times, open: OpenTab): Life => {
  const phone = open({ cookie: 'of the phone', isMember: true })
  phone.start(second).play(second).passTo(end)
  const pc = open({ isMember: true }).start(come).play(come).passTo(end)
  const [always, both]: [Stretch, Stretch] = [
    [come, end],
    [second, end],
  ]
  return {
    tabs: [pc, phone],
    people: [always],
    views: [always, both],
    visits: [always, both],
    watching: [always],
  }
}

/** Killed or crashed: counted for 30 s from the last report. A count of pages never hears of it. */
const vanishes = ({ come, second }: Times, open: OpenTab): Life => {
  const counted: Stretch[] = [[come, reportBefore(come, second) + 30]]
  return {
    tabs: [open().start(come).play(come).passTo(second)],
    people: counted,
    views: counted,
    visits: [[come, end]],
    watching: [[come, second]],
  }
}

/** Counted 5 s more. */
const closes = ({ come, third }: Times, open: OpenTab): Life => {
  const tab = open()
  tab.start(come).play(come).leave(third)
  const counted: Stretch[] = [[come, third + 5]]
  const there: Stretch[] = [[come, third]]
  return { tabs: [tab], people: counted, views: counted, visits: there, watching: there }
}

/** Without play there is no view, however much is told. */
const neverPlays = ({ come }: Times, open: OpenTab): Life => {
  const tab = open().load(come).passTo(end)
  return { tabs: [tab], people: [], views: [], visits: [[come, end]], watching: [] }
}

/** Pressed play and sees nothing: counted for 60 s. */
const seesNothing = ({ come }: Times, open: OpenTab): Life => {
  const counted: Stretch[] = [[come, come + 60]]
  return {
    tabs: [open().start(come).passTo(end)],
    people: counted,
    views: counted,
    visits: [[come, end]],
    watching: counted,
  }
}

/** Lost 30 s after the last report, and there again with the first one. */
const isOffline = ({ come, second, third }: Times, open: OpenTab): Life => {
  const counted: Stretch[] = [
    [come, reportBefore(come, second) + 30],
    [third, end],
  ]
  return {
    tabs: [open().start(come).play(come).stayOffline(second, third).passTo(end)],
    people: counted,
    views: counted,
    visits: [[come, end]],
    watching: [
      [come, second],
      [third, end],
    ],
  }
}

/** Another source is another view: the one leaves as everybody does, the other begins. */
const changesSource = ({ come, second }: Times, open: OpenTab): Life => {
  const [before, after] = [open(), open({ plays: OTHER })]
  before.start(come).play(come).leave(second)
  after
    .start(second + 1)
    .play(second + 1)
    .passTo(end)
  const counted: Stretch[] = [[come, second + 5]]
  return {
    tabs: [before, after],
    people: counted,
    views: counted,
    otherPeople: [[second + 1, end]],
    visits: [[come, second]],
    watching: [[come, second]],
  }
}

/** Everything that people do, and how many of 24 do it. */
export const HABITS: readonly { of24: number; live: (times: Times, open: OpenTab) => Life }[] = [
  { of24: 6, live: watches },
  { of24: 2, live: pauses },
  { of24: 2, live: pausesAndResumes },
  { of24: 2, live: refreshes },
  { of24: 1, live: refreshesWithoutCookies },
  { of24: 2, live: opensSecondTab },
  { of24: 1, live: takesTwoDevices },
  { of24: 2, live: vanishes },
  { of24: 1, live: closes },
  { of24: 2, live: neverPlays },
  { of24: 1, live: seesNothing },
  { of24: 1, live: isOffline },
  { of24: 1, live: changesSource },
]
