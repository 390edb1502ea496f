import { chromium, type Browser, type BrowserContext } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureChromium, LOCAL_CHROMIUM_FLAGS } from '../support/chromium'
import { LivePage, shortenPlayerTimers } from './LivePage'
import { startMonitoredMux, type MonitoredMux } from './monitoredMux'
import { startDemo, takePort, type StartedDemo } from './startedDemo'

/** How long a viewer who has left stays counted, a little less than the emulator's 5 s. */
const LINGER_MS = 4_500

/** The badge, and the views beside it. */
type Shown = [badge: string, views: string]

/** What is to be seen after each step, reckoned by hand for each source. */
interface Expected {
  source: 'counts' | 'monitoring'
  aliceCame: Shown
  bobCame: Shown
  /** All that Bob's badge says from Alice's refresh until her second tab is counted. */
  meanwhile: RegExp
  secondTabCame: Shown
  bobPaused: Shown
  bobCameBack: Shown
  inWords: string
  /** The code by which the broken key is logged. */
  fault: RegExp
}

const COUNTS: Expected = {
  source: 'counts',
  aliceCame: ['👁 1 ●', '1'],
  bobCame: ['👁 2 ●', '2'],
  // Who comes back at once has not left, and a second tab is nobody new.
  meanwhile: /^👁 2 /,
  secondTabCame: ['👁 2 ●', '3'],
  bobPaused: ['👁 1 ●', '2'],
  bobCameBack: ['👁 2 ●', '3'],
  inWords: '2 viewers watching now, real-time from Mux',
  fault: /\[mux-viewers\].*forbidden/gi,
}

const MONITORING: Expected = {
  source: 'monitoring',
  aliceCame: ['👁 1 ●', '1'],
  bobCame: ['👁 2 ●', '2'],
  // A playback that ends is gone from the next point on, so a refresh may show.
  meanwhile: /^👁 [123] /,
  secondTabCame: ['👁 3 ●', '3'],
  bobPaused: ['👁 2 ●', '2'],
  bobCameBack: ['👁 3 ●', '3'],
  inWords: '3 playbacks running now, real-time from Mux',
  fault: /\[mux-viewers\].*unauthorized/gi,
}

let demo: StartedDemo
let monitored: MonitoredMux
let takenPort: number
let browser: Browser

beforeAll(async () => {
  const taken = await takePort()
  const [started, monitoredMux, executablePath] = await Promise.all([
    startDemo({ PORT: String(taken.port), MUX_EMULATOR_SPEED: '10' }),
    startMonitoredMux(),
    ensureChromium(),
  ])
  demo = started
  monitored = monitoredMux
  takenPort = taken.port
  await taken.free()
  browser = await chromium.launch({
    executablePath,
    args: [...LOCAL_CHROMIUM_FLAGS],
  })
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  await monitored?.close()
})

async function newViewer(source: Expected['source']): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } })
  await context.addInitScript(shortenPlayerTimers)
  if (source === 'monitoring') await monitored.answerPagesOf(context)
  return context
}

/** Waits until the badge says so, with its dot or without. */
async function shows(live: LivePage, [badge, views]: Shown | [badge: string]): Promise<void> {
  await expect.poll(() => live.badge.textContent(), { timeout: 20_000 }).toBe(badge)
  if (views === undefined) return
  await expect.poll(() => live.views.textContent(), { timeout: 20_000 }).toBe(views)
}

/** Milliseconds from leaving the page until the player is told to play again. */
async function refresh(live: LivePage): Promise<number> {
  const left = Date.now()
  await live.page.reload({ waitUntil: 'commit' })
  await live.play()
  return Date.now() - left
}

test('npm start says plainly that a port is taken, and uses another', () => {
  expect(demo.output()).toContain(`Port ${takenPort} is taken, so `)
  expect(new URL(demo.page).port).not.toBe(String(takenPort))
})

test.each([
  ['people', COUNTS],
  ['playbacks', MONITORING],
])('a badge that counts the %s of real players', async (_, expected) => {
  const alice = await newViewer(expected.source)
  const first = await LivePage.open(alice, demo.origin)
  await first.play()
  await shows(first, expected.aliceCame)

  const bob = await newViewer(expected.source)
  const other = await LivePage.open(bob, demo.origin)
  await other.play()
  await shows(first, expected.bobCame)
  await shows(other, expected.bobCame)

  // Who is away for longer than the linger has left, and the number may say so: on a machine that is
  // busy with something else a refresh is tried again.
  let shownByOther = await other.watchBadge()
  for (let tries = 1; (await refresh(first)) > LINGER_MS && tries < 4; tries += 1) {
    await shows(first, expected.bobCame)
    await shows(other, expected.bobCame)
    shownByOther = await other.watchBadge()
  }
  await shows(first, expected.bobCame)

  const second = await LivePage.open(alice, demo.origin)
  await second.play()
  await shows(other, expected.secondTabCame)
  for (const shown of await shownByOther()) expect(shown).toMatch(expected.meanwhile)

  await other.pause()
  await shows(first, expected.bobPaused)
  await other.play()
  await shows(first, expected.bobCameBack)
  await first.page.getByRole('img', { name: expected.inWords, exact: true }).waitFor()

  await first.press('Stop the stream')
  await shows(first, ['👁 0'])
  expect(await first.badge.getAttribute('aria-label')).toBe('0 viewers, ended')
  const asked = first.requests.length
  await first.page.waitForTimeout(3_000)
  expect(first.requests, 'no request while stopped').toHaveLength(asked)

  await first.press('Start the stream')
  await shows(first, expected.bobCameBack)
  // What was read just before the stop may still be new enough to be shown before Mux is asked.
  await expect.poll(() => first.requests.length).toBeGreaterThan(asked)

  await first.setDatabaseCount(41)
  await first.press('Break the Mux key')
  await shows(first, ['👁 41'])
  expect(await first.badge.getAttribute('data-status')).toBe('fallback')
  expect(await first.page.getByTestId('error').textContent()).toContain('[mux-viewers]')
  await first.page.waitForTimeout(3_000)
  const { output } = expected.source === 'counts' ? demo : monitored
  expect(output().match(expected.fault), 'error logged once').toHaveLength(1)

  await first.press('Repair the Mux key')
  await shows(first, expected.bobCameBack)

  const tooltip = first.page.getByRole('tooltip').filter({ hasText: expected.inWords })
  await first.badge.hover()
  await tooltip.waitFor()
  await first.page.mouse.move(0, 0)
  await tooltip.waitFor({ state: 'detached' })
  await first.badge.focus()
  await tooltip.waitFor()

  expect([...first.errors, ...other.errors, ...second.errors]).toEqual([])
  await Promise.all([alice.close(), bob.close()])
})

test('without a signing key counts step aside: one line says so, and they are never asked', () => {
  expect(monitored.output().match(/MUX_SIGNING_KEY/g)).toHaveLength(1)
  const paths = monitored.requests.map(({ path }) => path)
  expect(paths).not.toContain('/counts')
  expect(paths.filter((path) => path.endsWith('/dimensions'))).toHaveLength(1)
})
