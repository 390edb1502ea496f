import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { ViewerCount, type ViewerSnapshot } from '../../../src'
import { createMuxEmulator, type MuxEmulator } from '../../../src/emulator'
import { createMuxViewers, engagementCounts, type MuxViewers } from '../../../src/server'
import { client } from '../../emulator/client'
import { BeaconPost } from './BeaconPost'
import { createCrowd } from './createCrowd'
import { ACTS } from './habits'

// In the past, so that tokens which the SDK signs by the real clock have not ended.
const BEGIN = Date.UTC(2024, 0, 1)
/** How often our route is asked, in seconds; a reading holds for 15. */
const ASK_EVERY = 20

/** A moment at which our badge was looked at. */
interface CrowdMoment {
  second: number
  /** People, by the rules; and those who really watch. */
  truth: number
  watching: number
  badge: number | null
  visits: number
}

/** What a crowd came to. */
export interface CrowdResult {
  people: number
  moments: CrowdMoment[]
  /** How often counts were compared with the truth, and whatever was not equal. */
  compared: number
  differences: string[]
}

/** A crowd speaks to the emulator; what it counts is compared with the truth in each second. */
export async function playCrowd(people: number, ofThemOverHttp: number): Promise<CrowdResult> {
  const { overHttp, inProcess, truth } = createCrowd(people, ofThemOverHttp)
  const clock = { now: BEGIN }
  const emulator = await createMuxEmulator({
    streams: [
      { id: 'main', playbackId: 'main-playback' },
      { id: 'other', playbackId: 'other-playback' },
    ],
    now: () => clock.now,
  })
  const post = new BeaconPost(emulator.url)
  const viewers = createRoute(emulator, () => clock.now)
  const result: CrowdResult = { people, moments: [], compared: 0, differences: [] }
  const compare = (what: string, found: unknown, right: unknown): void => {
    result.compared += 1
    if (found !== right) result.differences.push(`${what}: ${String(found)}, not ${String(right)}`)
  }
  try {
    for (let second = 0; second < ACTS.end; second += 1) {
      clock.now = BEGIN + second * 1_000 - 500
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all((overHttp[second] ?? []).map(({ body }) => post.send(body())))
      clock.now += 500
      for (const { at, body } of inProcess[second] ?? []) {
        emulator.receive(body(), BEGIN + at * 1_000)
      }
      const counts = emulator.stream('main').counts()
      compare(`people at ${second} s`, counts.viewers, truth.people[second])
      compare(`views at ${second} s`, counts.views, truth.views[second])
      const other = emulator.stream('other').counts().viewers
      compare(`people of the other stream at ${second} s`, other, truth.otherPeople[second])
      if (second % ASK_EVERY !== ASK_EVERY - 1) continue
      // oxlint-disable-next-line no-await-in-loop
      const snapshot = await ask(viewers)
      compare(`our route at ${second} s`, snapshot.viewers, truth.people[second])
      compare(`views of our route at ${second} s`, snapshot.views, truth.views[second])
      result.moments.push({
        second,
        truth: truth.people[second]!,
        watching: truth.watching[second]!,
        badge: readBadge(snapshot),
        visits: truth.visits[second]!,
      })
    }
  } finally {
    post.close()
    await emulator.close()
  }
  return result
}

function createRoute(emulator: MuxEmulator, now: () => number): MuxViewers {
  const mux = client(emulator)
  const sources = [engagementCounts({ mux, baseUrl: emulator.env.MUX_STATS_URL })]
  return createMuxViewers({ mux, authorize: 'public', sources, now })
}

async function ask(viewers: MuxViewers): Promise<ViewerSnapshot> {
  const request = { streamIds: ['main'], signal: AbortSignal.timeout(10_000) }
  return (await viewers.fetcher(request))[0]!
}

/** The number that our badge shows of a snapshot. */
function readBadge(snapshot: ViewerSnapshot): number | null {
  const badge = createElement(ViewerCount, { streamId: 'main', initialSnapshot: snapshot })
  const html = renderToString(
    createElement(QueryClientProvider, { client: new QueryClient() }, badge),
  )
  const digits = /👁 ([\d,]+)/.exec(html.replaceAll(/<[^>]*>/g, ''))?.[1]
  return digits === undefined ? null : Number(digits.replaceAll(',', ''))
}
