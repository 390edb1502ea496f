import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LiveChange, LivePlayerCorner } from '../../src/player'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { PlayerApp } from './PlayerApp'

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [
      ...CHROMIUM_FLAGS,
      // The player asks for a cast script on the internet; nothing here may leave the machine.
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1',
    ],
  })
})

afterAll(async () => {
  await browser?.close()
})

const WRAPPER = '[data-mux-viewers-player]'
const BADGE = '[data-mux-viewers]'

const state = (page: Page): Promise<string | null> => page.getAttribute(WRAPPER, 'data-live')
const isState = (page: Page, wanted: string) =>
  expect.poll(() => state(page), { timeout: 25_000 }).toBe(wanted)
const shows = (page: Page, text: string) =>
  expect.poll(() => page.textContent(BADGE), { timeout: 20_000 }).toBe(text)
const told = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    (window as unknown as { told: LiveChange[] }).told.map((change) => change.state),
  )

/** The box of an element of the page, or of the player's own controls, in CSS pixels. */
interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** The player's controls as they are drawn, and the badge. */
async function boxes(page: Page): Promise<{ badge: Box; player: Box; controls: Box[] }> {
  return page.evaluate(
    ({ badgeSelector }) => {
      const boxOf = (element: Element): Box => {
        const { left, top, right, bottom } = element.getBoundingClientRect()
        return { left, top, right, bottom }
      }
      const player = document.querySelector('mux-player')! as HTMLElement & {
        mediaController: Element
      }
      const drawn =
        'media-live-button, media-text-display, media-time-range, media-control-bar[part~="bottom"], .center-controls *'
      const controls = [...player.mediaController.querySelectorAll(drawn)].map(boxOf)
      const badge = boxOf(document.querySelector(badgeSelector)!)
      const isSeen = ({ left, right, top, bottom }: Box): boolean => right > left && bottom > top
      return { badge, player: boxOf(player), controls: controls.filter(isSeen) }
    },
    { badgeSelector: BADGE },
  )
}

const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.right &&
  other.left < one.right &&
  one.top < other.bottom &&
  other.top < one.bottom

const isInside = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left &&
  inner.right <= outer.right &&
  inner.top >= outer.top &&
  inner.bottom <= outer.bottom

/** Mux's own addresses, answered by the emulator; gives what was asked of them. */
async function playFromMux(context: BrowserContext, app: PlayerApp): Promise<string[]> {
  const asked: string[] = []
  await context.route('https://stream.mux.com/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname.endsWith('.m3u8')) asked.push(pathname)
    const answer = await fetch(`${app.emulator.url}${pathname}`)
    await route.fulfill({
      status: answer.status,
      headers: {
        'content-type': answer.headers.get('content-type') ?? '',
        'access-control-allow-origin': '*',
      },
      body: Buffer.from(await answer.arrayBuffer()),
    })
  })
  await context.route('https://image.mux.com/**', (route) => route.abort())
  return asked
}

test('a broadcast from before its start to the start of the next, by the playback id', async () => {
  const app = await PlayerApp.start('idle')
  const context = await browser.newContext()
  const asked = await playFromMux(context, app)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(app.address({ playbackId: 'PlayerPlayback' }))

  await isState(page, 'not-started')
  const notice = page.getByRole('status')
  expect(await notice.textContent()).toMatch(/has not started yet/)
  // The player by itself would try again after five seconds.
  await page.waitForTimeout(6_000)
  expect(asked).toEqual(['/PlayerPlayback.m3u8'])

  await app.start()
  await isState(page, 'live')
  expect(await notice.textContent()).toBe('')
  await page.getByRole('button', { name: 'play', exact: true }).first().click()
  await shows(page, '👁 1 ●')

  await app.stop()
  await shows(page, '👁 0')
  await isState(page, 'ended')
  expect(await notice.textContent()).toBe('The stream has ended.')
  const before = asked.length
  await page.waitForTimeout(3_000)
  expect(asked.slice(before), 'after the end nothing but our route asks').toEqual([])

  await app.start()
  await isState(page, 'live')
  // Nobody pressed a button: who was watching goes on.
  await shows(page, '👁 1 ●')
  expect(await told(page)).toEqual(['not-started', 'loading', 'live', 'ended', 'loading', 'live'])
  expect(errors).toEqual([])
  await context.close()
  await app.close()
})

describe('on a stream that is live', () => {
  let app: PlayerApp
  beforeAll(async () => {
    app = await PlayerApp.start('active', 60)
  })
  afterAll(() => app?.close())

  const CORNERS: LivePlayerCorner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right']

  test('the badge is in any corner, clear of the controls, wide and narrow, with DVR too', async () => {
    const page = await browser.newPage()
    for (const width of ['280px', '320px', '640px']) {
      for (const src of [app.stream.playbackUrl, app.stream.dvrUrl!]) {
        await page.setViewportSize({
          width: Math.max(320, Number.parseInt(width, 10)),
          height: 500,
        })
        const props = { src, videoTitle: 'A title that is as long as titles of streams are' }
        await page.goto(app.address({ ...props, autoPlay: 'muted' }, { width }))
        await isState(page, 'live')
        await page.mouse.move(100, 80)
        for (const corner of CORNERS) {
          await page
            .locator(BADGE)
            .evaluate((badge, to) => badge.setAttribute('data-corner', to), corner)
          const { badge, player, controls } = await boxes(page)
          const where = `${corner}, ${width}, ${src === app.stream.dvrUrl ? 'DVR' : 'live'}`
          expect(isInside(badge, player), where).toBe(true)
          expect(
            controls.filter((control) => overlaps(badge, control)),
            where,
          ).toEqual([])
        }
      }
      expect(await page.getAttribute(WRAPPER, 'data-dvr'), 'of the DVR player').toBe('')
    }
    await page.close()
  })

  test('it stays over the picture in fullscreen, where the whole of both goes', async () => {
    const page = await browser.newPage({ viewport: { width: 640, height: 500 } })
    const style = { aspectRatio: '4 / 3', maxWidth: '300px' }
    await page.goto(app.address({ autoPlay: 'muted', badge: { corner: 'top-left' }, style }))
    await isState(page, 'live')
    await page.mouse.move(100, 80)
    await page.getByRole('button', { name: /fullscreen/i }).click()
    const isWrapper = () =>
      page.evaluate((selector) => document.fullscreenElement?.matches(selector) ?? false, WRAPPER)
    await expect.poll(isWrapper).toBe(true)
    const { badge, player } = await boxes(page)
    const size = await page.evaluate(() => [innerWidth, innerHeight])
    expect([player.right, player.bottom]).toEqual(size)
    const isOnTop = await page.evaluate(
      ([x, y, selector]) =>
        document.elementFromPoint(x as number, y as number)?.closest(selector as string) !== null,
      [(badge.left + badge.right) / 2, (badge.top + badge.bottom) / 2, BADGE] as const,
    )
    expect(isOnTop).toBe(true)
    await page.close()
  })

  test('by touch its tooltip opens and the picture goes on, 320 px wide', async () => {
    const context = await browser.newContext({
      viewport: { width: 320, height: 600 },
      hasTouch: true,
      isMobile: true,
    })
    const page = await context.newPage()
    await page.goto(app.address({ autoPlay: 'muted' }))
    await isState(page, 'live')
    await page.locator(`${BADGE}[data-status="fresh"]`).waitFor()
    await page.locator(BADGE).tap()
    const tooltip = page.getByRole('tooltip')
    await tooltip.waitFor()
    const box = (await tooltip.boundingBox())!
    expect(box.x >= 0 && box.x + box.width <= 320).toBe(true)
    expect(
      await page.locator('mux-player').evaluate((player: HTMLVideoElement) => player.paused),
    ).toBe(false)
    await context.close()
  })

  test('it hides with the controls if asked', async () => {
    const page = await browser.newPage()
    await page.goto(app.address({ autoPlay: 'muted', badge: { hidesWithControls: true } }))
    await isState(page, 'live')
    const opacity = () => page.locator(BADGE).evaluate((badge) => getComputedStyle(badge).opacity)
    await expect.poll(opacity, { timeout: 10_000 }).toBe('0')
    await page.mouse.move(120, 100)
    await page.mouse.move(130, 110)
    await expect.poll(opacity).toBe('1')
    await page.close()
  })

  test('behind the edge and back; the encoder gone and back', async () => {
    const page = await browser.newPage()
    await page.goto(app.address({ autoPlay: 'muted', src: app.stream.dvrUrl! }))
    await isState(page, 'live')
    await page.locator('mux-player').evaluate((player: HTMLVideoElement) => {
      player.currentTime = 0
    })
    await isState(page, 'behind')
    await page.locator('mux-player').evaluate((player: HTMLVideoElement) => {
      player.currentTime = player.seekable.end(0) - 2
    })
    await isState(page, 'live')

    await app.stop()
    await isState(page, 'reconnecting')
    expect(await page.getByRole('status').textContent()).toMatch(/is reconnecting/)
    await app.start()
    await isState(page, 'live')
    await page.close()
  })

  test('the lazy player comes by itself, and hears what the eager one hears', async () => {
    const page = await browser.newPage()
    await page.goto(app.address({ autoPlay: 'muted' }, { isLazy: true }))
    await isState(page, 'live')
    await page.close()
  })

  test('the HTML of a server is taken over without a word', async () => {
    const page = await browser.newPage()
    const words: string[] = []
    page.on('console', (message) => {
      if (/hydrat|did not match|didn't match/i.test(message.text())) words.push(message.text())
    })
    await page.goto(app.address({ autoPlay: 'muted' }, { isHydrated: true }))
    await isState(page, 'live')
    expect(words).toEqual([])
    await page.close()
  })

  test('without cookies each tab is a person, unless the app says who it is', async () => {
    const watching = app.stream.counts().viewers
    const context = await browser.newContext()
    const open = async (viewerId?: string): Promise<Page> => {
      const page = await context.newPage()
      const who = viewerId === undefined ? {} : { viewerId }
      await page.goto(app.address({ autoPlay: 'muted', disableCookies: true, ...who }))
      await isState(page, 'live')
      return page
    }
    const stored = (page: Page) =>
      page.evaluate(() => [document.cookie, ...Object.keys(localStorage)])
    const viewers = (more: number) =>
      expect.poll(() => app.stream.counts().viewers, { timeout: 20_000 }).toBe(more)

    const first = await open()
    await open()
    await viewers(watching + 2)
    await open('member-7')
    await open('member-7')
    await viewers(watching + 3)
    expect(await stored(first), 'nothing is stored').toEqual([''])
    await context.close()
  })
})
