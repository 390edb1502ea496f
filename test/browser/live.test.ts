import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { LivePage, shortenPlayerTimers } from './LivePage'
import { startDemo, takePort, type StartedDemo } from './startedDemo'

/** How long a viewer who has left stays counted, a little less than the emulator's 5 s. */
const LINGER_MS = 4_500

let demo: StartedDemo
let takenPort: number
let browser: Browser

beforeAll(async () => {
  const taken = await takePort()
  const [started, executablePath] = await Promise.all([
    startDemo({ PORT: String(taken.port), MUX_EMULATOR_SPEED: '10' }),
    ensureChromium(),
  ])
  demo = started
  takenPort = taken.port
  await taken.free()
  browser = await chromium.launch({
    executablePath,
    args: [
      ...CHROMIUM_FLAGS,
      // The player asks for a cast script on the internet; nothing here may leave the machine.
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1',
    ],
  })
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

async function newViewer(): Promise<Awaited<ReturnType<Browser['newContext']>>> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } })
  await context.addInitScript(shortenPlayerTimers)
  return context
}

/** Waits until the badge says so, with its dot or without. */
async function shows(live: LivePage, badge: string, views?: string): Promise<void> {
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

test('a badge that counts real players', async () => {
  const alice = await newViewer()
  const first = await LivePage.open(alice, demo.origin)
  await first.play()
  await shows(first, '👁 1 ●', '1')

  const bob = await newViewer()
  const other = await LivePage.open(bob, demo.origin)
  await other.play()
  await shows(first, '👁 2 ●', '2')
  await shows(other, '👁 2 ●', '2')

  // Who is away for longer than the linger has left, and the number may say so: on a machine that is
  // busy with something else a refresh is tried again.
  let shownByOther = await other.watchBadge()
  for (let tries = 1; (await refresh(first)) > LINGER_MS && tries < 4; tries += 1) {
    await shows(first, '👁 2 ●', '2')
    await shows(other, '👁 2 ●', '2')
    shownByOther = await other.watchBadge()
  }
  await shows(first, '👁 2 ●', '2')

  const second = await LivePage.open(alice, demo.origin)
  await second.play()
  await shows(other, '👁 2 ●', '3')
  for (const shown of await shownByOther()) expect(shown, 'no dip by a refresh').toMatch(/^👁 2 /)

  await other.pause()
  await shows(first, '👁 1 ●', '2')
  await other.play()
  await shows(first, '👁 2 ●', '3')

  await first.press('Stop the stream')
  await shows(first, '👁 0')
  expect(await first.badge.getAttribute('aria-label')).toBe('0 viewers, ended')
  const asked = first.requests.length
  await first.page.waitForTimeout(3_000)
  expect(first.requests, 'no request while stopped').toHaveLength(asked)

  await first.press('Start the stream')
  await shows(first, '👁 2 ●', '3')
  expect(first.requests.length).toBeGreaterThan(asked)

  await first.setDatabaseCount(41)
  await first.press('Break the Mux key')
  await shows(first, '👁 41')
  expect(await first.badge.getAttribute('data-status')).toBe('fallback')
  expect(await first.page.getByTestId('error').textContent()).toContain('[mux-viewers]')
  await first.page.waitForTimeout(3_000)
  expect(demo.output().match(/\[mux-viewers\].*forbidden/gi), 'error logged once').toHaveLength(1)

  await first.press('Repair the Mux key')
  await shows(first, '👁 2 ●', '3')

  const tooltip = first.badge.getByText('Real-time from Mux')
  await first.badge.hover()
  await tooltip.waitFor()
  await first.page.mouse.move(0, 0)
  await tooltip.waitFor({ state: 'detached' })
  await first.badge.focus()
  await tooltip.waitFor()

  expect([...first.errors, ...other.errors, ...second.errors]).toEqual([])
})
