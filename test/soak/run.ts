// `npm run soak`: a simulated day of a page with 100 badges and faults throughout. Fails when a
// timer or a listener is left behind, or a badge does not recover.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { countListeners } from './countListeners'
import { createRandom } from './createRandom'
import { FakeScreen } from './FakeScreen'
import { liveADay } from './liveADay'
import { openDom } from './openDom'
import { SimulatedClock } from './SimulatedClock'

const HOURS = 24
const BEGIN = Date.UTC(2026, 0, 1)

// React's development build notes each render in the timeline of the process, for ever.
process.env.NODE_ENV = 'production'
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const heap = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const said: string[] = []
console.error = (...words) => void said.push(words.map(String).join(' '))
console.warn = console.error
const window = openDom()
const listeners = countListeners(window)
// Before the clock: loading takes real time.
const { DayPage } = await import('./DayPage')
const screen = new FakeScreen()
screen.install()
const clock = new SimulatedClock(BEGIN)
// Where the ticks of a page lie is drawn by lot: the same in each run.
Math.random = createRandom(3)
const uninstall = clock.install()
const { samples, unrecovered } = await liveADay(
  { Page: DayPage, window, clock, listeners, screen, heap },
  HOURS,
)
uninstall()

console.table(samples)
const before = samples[0]
const after = samples.at(-1)
const left = (['timers', 'onWindow', 'onDocument', 'onElements', 'watched'] as const).filter(
  (kind) => (after?.[kind] ?? Infinity) > (before?.[kind] ?? 0),
)
for (const kind of left)
  console.log(`Left behind: ${kind}, ${before?.[kind]} before, ${after?.[kind]} after.`)
if (unrecovered.length > 0) console.log(`Not recovered: ${unrecovered.join(' | ')}`)
if (said.length > 0) console.log(`Said on the console, ${said.length} times, first: ${said[0]}`)
if (left.length + unrecovered.length + said.length > 0) process.exitCode = 1
else console.log('Nothing is left behind.')
