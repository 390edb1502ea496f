// `npm run soak`, part of the proof: the rule of 300 s with the real player and real timers. One
// watches a stream whose playlist freezes, one a stream whose segments hang. What is expected is
// written by hand. With RECORD=1 the beacons become the fixtures of test/emulator/stall.test.ts.
import { setTimeout as wait } from 'node:timers/promises'
import { Cast } from '../proof/Cast'
import { recordBeacons } from '../proof/recordBeacons'
import { INTERVAL, LINGER, TTL } from '../proof/rules'
import { Stage, type StreamId } from '../proof/Stage'

/** Times of a player whose timers are as they come, in seconds. */
const BATCH = 10
const REBUFFERING = 300
/** The player seeks 8 s after the picture stands still, and again after 6 s. */
const SEEKS = 14
/** So long it takes until a badge shows what is so, and so much the moment of standing still is unsure. */
const LATE = TTL + INTERVAL + 3

const stage = await Stage.open(10)
const cast = await Cast.gather(stage, false)
const write: ((file: URL) => Promise<void>)[] = []

async function sit(name: string, watchesOther: boolean): Promise<void> {
  write.push(recordBeacons(await cast.arrive(name)))
  if (watchesOther) await cast.get(name).watchOther()
  await cast.get(name).play()
}

/** Watches a badge until a time, in seconds from `begun`; fails when it shows anything else. */
async function stays(
  stream: StreamId,
  people: number,
  begun: number,
  seconds: number,
): Promise<void> {
  while (Date.now() < begun + seconds * 1_000) {
    const shown = cast.ours[stream].now
    if (shown !== people) {
      const after = ((Date.now() - begun) / 1_000).toFixed(1)
      throw new Error(
        `${stream}: ${shown} after ${after} s, but ${people} should stay until ${seconds} s.`,
      )
    }
    // oxlint-disable-next-line no-await-in-loop
    await wait(100)
  }
}

/** Waits until a badge shows a number; gives after how many seconds from `begun`. */
async function becomes(
  stream: StreamId,
  people: number,
  begun: number,
  seconds: number,
): Promise<string> {
  while (cast.ours[stream].now !== people) {
    if (Date.now() > begun + seconds * 1_000) {
      throw new Error(`${stream}: ${cast.ours[stream].now}, not ${people}, after ${seconds} s.`)
    }
    // oxlint-disable-next-line no-await-in-loop
    await wait(100)
  }
  return `${stream}: ${people} after ${((Date.now() - begun) / 1_000).toFixed(1)} s`
}

async function freeze(): Promise<void> {
  stage.emulator.stream('main').stop()
  await cast.get('Fritz').untilStandingStill()
  const still = Date.now()
  await stays('main', 1, still, REBUFFERING - 3)
  // The SDK ends the view by itself.
  console.log('Frozen,', await becomes('main', 0, still, REBUFFERING + LINGER + LATE))
  stage.emulator.stream('main').start()
  await cast.get('Fritz').untilPlaying()
  // And it is mute for good.
  const back = Date.now()
  await stays('main', 0, back, 3 * BATCH)
  console.log('Frozen, plays again, and is never counted again.')
}

async function hang(): Promise<void> {
  stage.hangSegments('other')
  await cast.get('Hanna').untilStandingStill()
  const still = Date.now()
  await stays('other', 1, still, REBUFFERING - 3)
  // The SDK does not end it, and takes the time from its first seek to the second one for playing. It
  // is over when the playing time has not grown for 300 s, and 10 s for the report; told 10 s later.
  const most = REBUFFERING + SEEKS + BATCH + BATCH + LATE
  console.log('Hanging,', await becomes('other', 0, still, most))
  await stays('other', 0, still, REBUFFERING + 60)
  stage.mendSegments()
  const mended = Date.now()
  console.log('Hanging, mended,', await becomes('other', 1, mended, 3 * BATCH + LATE))
  await stays('other', 1, mended, 5 * BATCH)
}

try {
  await sit('Fritz', false)
  await sit('Hanna', true)
  const begun = Date.now()
  await becomes('main', 1, begun, LATE)
  await becomes('other', 1, begun, LATE)
  await stays('main', 1, begun, 25)
  await Promise.all([freeze(), hang()])
} catch (error) {
  console.log(error)
  process.exitCode = 1
}
if (process.env.RECORD === '1') {
  const folder = new URL('../emulator/fixtures/', import.meta.url)
  await write[0]?.(new URL('playlist-frozen.json', folder))
  await write[1]?.(new URL('segments-hang.json', folder))
}
await cast.leave()
await stage.close()
