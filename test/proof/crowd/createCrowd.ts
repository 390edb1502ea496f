import { createRandom } from '../../soak/createRandom'
import { CrowdTab, type Beacon } from './CrowdTab'
import { ACTS, HABITS, type Life, type OpenTab, type Stretch, type Times } from './habits'

/** What is true at each second, by the hand-written stretches. */
interface CrowdTruth {
  people: number[]
  views: number[]
  otherPeople: number[]
  visits: number[]
  watching: number[]
}

/** A crowd: what arrives in each second, over HTTP (all in its middle) and else, and what is true. */
export interface Crowd {
  overHttp: Beacon[][]
  inProcess: Beacon[][]
  truth: CrowdTruth
}

const MIX = HABITS.flatMap(({ of24, live }) => Array.from({ length: of24 }, () => live))

/** A seeded mix of people, the same in each run. */
export function createCrowd(people: number, ofThemOverHttp: number, seed = 1): Crowd {
  const random = createRandom(seed)
  const [overHttp, inProcess] = [seconds<Beacon[]>(() => []), seconds<Beacon[]>(() => [])]
  const truth = noTruth()
  for (let index = 0; index < people; index += 1) {
    const isOverHttp = index < ofThemOverHttp
    // Never on a whole second, so that nothing happens at the moment when it is counted.
    const later = isOverHttp ? 0.5 : Math.ceil(random() * 999) / 1_000
    const life = liveOne(index, random)
    for (const { at, body } of life.tabs.flatMap(({ beacons }) => beacons)) {
      const arrivals = isOverHttp ? overHttp : inProcess
      arrivals[at + 1]?.push({ at: at + later, body })
    }
    for (const key of Object.keys(truth) as (keyof CrowdTruth)[]) {
      for (const stretch of life[key] ?? []) add(truth[key], stretch)
    }
  }
  return { overHttp, inProcess, truth }
}

function liveOne(index: number, random: () => number): Life {
  const live = MIX[Math.floor(random() * MIX.length)]!
  const within = (act: number): number => act + Math.floor(random() * ACTS.lastS)
  const times: Times = {
    come: within(ACTS.arrivals),
    second: within(ACTS.second),
    third: within(ACTS.third),
  }
  // Clocks of devices are wrong, and that must not matter.
  const skew = Math.round((random() - 0.5) * 1_200)
  let tabs = 0
  const open: OpenTab = ({ isMember, ...more } = {}) =>
    new CrowdTab({
      view: `view-${index}-${(tabs += 1)}`,
      plays: 'main-playback',
      skew,
      user: isMember === true ? `member-${index}` : undefined,
      cookie: 'cookie' in more ? more.cookie && `${more.cookie} ${index}` : `cookie ${index}`,
      ...(more.plays === undefined ? {} : { plays: more.plays }),
    })
  return live(times, open)
}

function add(sums: number[], [from, until]: Stretch): void {
  // What happens within a second is seen at its end.
  for (let second = from + 1; second <= until && second < sums.length; second += 1) {
    sums[second]! += 1
  }
}

function seconds<Value>(make: () => Value): Value[] {
  return Array.from({ length: ACTS.end }, make)
}

function noTruth(): CrowdTruth {
  const zeros = (): number[] => seconds(() => 0)
  return {
    people: zeros(),
    views: zeros(),
    otherPeople: zeros(),
    visits: zeros(),
    watching: zeros(),
  }
}
