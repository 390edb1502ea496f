import { chromium, type Browser, type BrowserContext } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LivePlayerCorner } from '../../src/player'
import { ensureChromium, LOCAL_CHROMIUM_FLAGS } from '../support/chromium'
import { PlayerApp } from './PlayerApp'
import { BADGE, PlayerTab, WRAPPER, type Box } from './PlayerTab'

let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...LOCAL_CHROMIUM_FLAGS],
  })
  context = await browser.newContext({ viewport: { width: 640, height: 500 } })
})

afterAll(async () => {
  await browser?.close()
})

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
async function playFromMux(visitor: BrowserContext, app: PlayerApp): Promise<string[]> {
  const asked: string[] = []
  await visitor.route('https://stream.mux.com/**', async (route) => {
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
  await visitor.route('https://image.mux.com/**', (route) => route.abort())
  return asked
}

test('a broadcast from before its start to the start of the next, by the playback id', async () => {
  const app = await PlayerApp.start('idle')
  const visitor = await browser.newContext()
  const asked = await playFromMux(visitor, app)
  const tab = await PlayerTab.open(visitor, app.address({ playbackId: 'PlayerPlayback' }))

  await tab.isState('not-started')
  expect(await tab.notice()).toMatch(/has not started yet/)
  // The player by itself would try again after five seconds.
  await tab.page.waitForTimeout(6_000)
  expect(asked).toEqual(['/PlayerPlayback.m3u8'])

  await app.start()
  await tab.isState('live')
  expect(await tab.notice()).toBe('')
  await tab.page.getByRole('button', { name: 'play', exact: true }).first().click()
  await tab.shows('👁 1 ●')

  await app.stop()
  await tab.shows('👁 0')
  await tab.isState('ended')
  expect(await tab.notice()).toBe('The stream has ended.')
  const before = asked.length
  await tab.page.waitForTimeout(3_000)
  expect(asked.slice(before), 'after the end nothing but our route asks').toEqual([])

  await app.start()
  await tab.isState('live')
  // Nobody pressed a button: who was watching goes on.
  await tab.shows('👁 1 ●')

  // The playlist is at its end now, which the player takes for a short recording.
  await app.complete()
  await tab.isState('ended')
  expect(await tab.notice()).toBe('The stream has ended.')
  await app.start()
  await tab.isState('live')
  await tab.shows('👁 1 ●')
  const states = ['not-started', 'loading', 'live']
  states.push('ended', 'loading', 'live', 'ended', 'loading', 'live')
  expect(await tab.told()).toEqual(states)
  expect(tab.errors).toEqual([])
  await visitor.close()
  await app.close()
})

describe('on a stream that is live', () => {
  let app: PlayerApp
  beforeAll(async () => {
    app = await PlayerApp.start('active', 60)
  })
  afterAll(() => app?.close())

  const CORNERS: LivePlayerCorner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right']

  test.each([280, 320, 640])(
    'the badge is in any corner, clear of the controls, with DVR too, %i px wide',
    async (width) => {
      for (const src of [app.stream.playbackUrl, app.stream.dvrUrl!]) {
        const videoTitle = 'A title that is as long as titles of streams are'
        const props = { src, videoTitle, autoPlay: 'muted' }
        const address = app.address(props, { width: `${width}px` })
        const tab = await PlayerTab.open(context, address)
        await tab.isState('live')
        await tab.wake()
        for (const corner of CORNERS) {
          const toCorner = (badge: Element, to: string) => badge.setAttribute('data-corner', to)
          await tab.page.locator(BADGE).evaluate(toCorner, corner)
          const { badge, player, controls } = await tab.boxes()
          const touched = controls.filter((control) => overlaps(badge, control))
          const found = { corner, isOnPlayer: isInside(badge, player), touched }
          expect(found).toEqual({ corner, isOnPlayer: true, touched: [] })
        }
        const isDvr = (await tab.page.getAttribute(WRAPPER, 'data-dvr')) !== null
        expect(isDvr).toBe(src === app.stream.dvrUrl)
        await tab.page.close()
      }
    },
  )

  test('it makes room for a menu of the player', async () => {
    const badge = { corner: 'bottom-right' as const }
    const tab = await PlayerTab.open(context, app.address({ autoPlay: 'muted', badge }))
    await tab.isState('live')
    await tab.wake()
    const opacityOf = (element: Element) => getComputedStyle(element).opacity
    const opacity = () => tab.page.locator(BADGE).evaluate(opacityOf)
    const quality = tab.page.getByRole('button', { name: /quality/i })
    await quality.click()
    await expect.poll(opacity).toBe('0')
    await quality.click()
    await expect.poll(opacity).toBe('1')
    await tab.page.close()
  })

  test('it stays over the picture in fullscreen, where the whole of both goes', async () => {
    const style = { aspectRatio: '4 / 3', maxWidth: '300px' }
    const badge = { corner: 'top-left' as const }
    const tab = await PlayerTab.open(context, app.address({ autoPlay: 'muted', badge, style }))
    await tab.isState('live')
    await tab.wake()
    await tab.page.getByRole('button', { name: /fullscreen/i }).click()
    const isWrapper = (selector: string) => document.fullscreenElement?.matches(selector) ?? false
    await expect.poll(() => tab.page.evaluate(isWrapper, WRAPPER)).toBe(true)
    const { badge: box, player } = await tab.boxes()
    expect([player.right, player.bottom]).toEqual(
      await tab.page.evaluate(() => [innerWidth, innerHeight]),
    )
    const onTop = await tab.page.evaluate(
      ({ x, y, selector }) => document.elementFromPoint(x, y)?.closest(selector)?.textContent,
      { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, selector: BADGE },
    )
    expect(onTop).toMatch(/^👁/)
    await tab.page.close()
  })

  test('by touch its tooltip opens and the picture goes on, 320 px wide', async () => {
    const phone = await browser.newContext({
      viewport: { width: 320, height: 600 },
      hasTouch: true,
      isMobile: true,
    })
    const { page, ...tab } = await PlayerTab.open(phone, app.address({ autoPlay: 'muted' }))
    await page.locator(`${WRAPPER}[data-live="live"] ${BADGE}[data-status="fresh"]`).waitFor()
    await page.locator(BADGE).tap()
    const tooltip = page.getByRole('tooltip')
    await tooltip.waitFor()
    const { x, width } = (await tooltip.boundingBox())!
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(320)
    const isPaused = (player: Element) => (player as HTMLVideoElement).paused
    expect(await page.locator('mux-player').evaluate(isPaused)).toBe(false)
    expect(tab.errors).toEqual([])
    await phone.close()
  })

  test('it hides with the controls if asked', async () => {
    const badge = { hidesWithControls: true }
    const tab = await PlayerTab.open(context, app.address({ autoPlay: 'muted', badge }))
    await tab.isState('live')
    const opacityOf = (element: Element) => getComputedStyle(element).opacity
    const opacity = () => tab.page.locator(BADGE).evaluate(opacityOf)
    await expect.poll(opacity, { timeout: 10_000 }).toBe('0')
    await tab.wake()
    await expect.poll(opacity).toBe('1')
    await tab.page.close()
  })

  test('behind the edge and back; the encoder gone and back', async () => {
    const src = app.stream.dvrUrl!
    const tab = await PlayerTab.open(context, app.address({ autoPlay: 'muted', src }))
    await tab.isState('live')
    await tab.seekTo('start')
    await tab.isState('behind')
    await tab.seekTo('edge')
    await tab.isState('live')

    await app.stop()
    await tab.isState('reconnecting')
    expect(await tab.notice()).toMatch(/is reconnecting/)
    await app.start()
    await tab.isState('live')
    expect(await tab.told()).toEqual(['live', 'behind', 'live', 'reconnecting', 'live'])
    await tab.page.close()
  })

  test.each([
    ['the lazy player comes by itself', { isLazy: true }],
    ['the HTML of a server is taken over', { isHydrated: true }],
  ])('%s, without a word of React', async (_, how) => {
    const words: string[] = []
    context.on('console', (message) => {
      if (/hydrat|did not match|didn't match|Warning:/i.test(message.text())) {
        words.push(message.text())
      }
    })
    const tab = await PlayerTab.open(context, app.address({ autoPlay: 'muted' }, how))
    await tab.isState('live')
    expect([...words, ...tab.errors]).toEqual([])
    await tab.page.close()
  })

  test('without cookies each tab is a person, unless the app says who it is', async () => {
    // A stream of its own: who has closed a page of another test leaves only some time later.
    const own = await PlayerApp.start('active', 60)
    const visitor = await browser.newContext()
    const open = async (more: { viewerId?: string } = {}): Promise<PlayerTab> => {
      const props = { autoPlay: 'muted', disableCookies: true, ...more }
      const tab = await PlayerTab.open(visitor, own.address(props))
      await tab.isState('live')
      return tab
    }
    const isCounted = async (people: number): Promise<void> => {
      await expect.poll(() => own.stream.counts().viewers, { timeout: 60_000 }).toBe(people)
    }
    const first = await open()
    await open()
    await isCounted(2)
    await open({ viewerId: 'member-7' })
    await open({ viewerId: 'member-7' })
    await isCounted(3)
    const stored = () => [document.cookie, ...Object.keys(localStorage)]
    expect(await first.page.evaluate(stored), 'nothing is stored').toEqual([''])
    await visitor.close()
    await own.close()
  })
})
