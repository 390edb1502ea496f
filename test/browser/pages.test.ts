import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureChromium, LOCAL_CHROMIUM_FLAGS } from '../support/chromium'
import { shortenPlayerTimers } from './LivePage'
import { startDemo, type StartedDemo } from './startedDemo'

let demo: StartedDemo
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  const [started, executablePath] = await Promise.all([
    startDemo({ PORT: '6306', MUX_EMULATOR_SPEED: '10' }),
    ensureChromium(),
  ])
  demo = started
  browser = await chromium.launch({
    executablePath,
    args: [...LOCAL_CHROMIUM_FLAGS],
  })
  context = await browser.newContext({ viewport: { width: 1200, height: 900 } })
  await context.addInitScript(shortenPlayerTimers)
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

interface Asked {
  at: number
  ids: string[]
}

interface Opened {
  page: Page
  asked: Asked[]
  errors: string[]
}

/** A page of Storybook, and what it asks our route. */
async function open(name: string, interval: number): Promise<Opened> {
  const page = await context.newPage()
  const asked: Asked[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname !== '/api/mux-viewers' || !searchParams.has('id')) return
    asked.push({ at: Date.now(), ids: searchParams.getAll('id') })
  })
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(
    `${demo.origin}/iframe.html?id=pages-${name}--page&viewMode=story&args=interval:${interval}`,
  )
  return { page, asked, errors }
}

// The caller awaits what it is to be.
// oxlint-disable-next-line require-awaited-expect-poll
const said = (locator: Locator) => expect.poll(() => locator.textContent(), { timeout: 30_000 })

const badgeOf = (page: Page, card: string) =>
  page.locator('li', { hasText: card }).locator('[data-mux-viewers]')

test('twelve cards, one of them playing, make one request a tick', async () => {
  const interval = 3_000
  const { page, asked, errors } = await open('stream-grid', interval)
  await said(badgeOf(page, 'Test pattern')).toBe('👁 1 ●')
  expect(await page.locator('[data-mux-viewers]').count()).toBe(12)
  // 24 people, give or take a fifth, some of whom have it open twice.
  await said(badgeOf(page, 'Harbour')).toMatch(/^👁 (1[89]|2\d) ●$/)
  expect(await badgeOf(page, 'Town council').textContent()).toBe('👁 0')

  const before = asked.length
  await page.waitForTimeout(4 * interval)
  expect(new Set(asked[0]!.ids).size, 'all twelve in the first request').toBe(12)
  const ticks = asked.slice(before)
  expect([3, 4, 5]).toContain(ticks.length)
  // Who is not on the air is asked about once a minute, with the others.
  for (const { ids } of ticks) expect(ids.length).toBeGreaterThanOrEqual(9)
  const gaps = asked.slice(1).map(({ at }, index) => at - asked[index]!.at)
  expect(Math.min(...gaps.slice(1)), 'no second request in a tick').toBeGreaterThan(interval / 2)
  expect(errors).toEqual([])
  await page.close()
})

test('what the broadcaster stops is over on the watch page', async () => {
  const watch = await open('watch-page', 1_000)
  await watch.page.getByRole('button', { name: 'play', exact: true }).first().click()
  const badges = watch.page.locator('.watch-page-main [data-mux-viewers]')
  await said(badges.nth(0)).toBe('👁 1 ●')
  await said(badges.nth(1)).toBe('👁 1 ●')

  const board = await open('broadcaster-s-dashboard', 1_000)
  const number = board.page.locator('.board-big [data-mux-viewers]')
  await said(number).toBe('👁 1 ●')
  await board.page.getByRole('button', { name: 'Stop the stream' }).click()
  await said(number).toBe('👁 0')
  await watch.page.getByText('The stream has ended.').waitFor()

  await board.page.getByRole('button', { name: 'Start the stream' }).click()
  await said(number).toMatch(/^👁 \d [●○]$/)
  expect([...watch.errors, ...board.errors]).toEqual([])
})
