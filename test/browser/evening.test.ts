import { chromium, type Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { DirectVisitor } from './DirectVisitor'
import { EveningApp } from './EveningApp'

/** How often a page asks, and how often of a stream that is not live. */
const INTERVAL_MS = 30_000
const RECHECK_MS = 60_000
/** How long Mux's word on a stream holds where it does not tell by itself. */
const STATE_MS = 60_000
/** Clocks go in jumps of so much. */
const JUMP_MS = 5_000

let browser: Browser
let app: EveningApp
let visitors: DirectVisitor[]

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...CHROMIUM_FLAGS],
  })
})
afterAll(async () => browser?.close())

beforeEach(() => {
  // The app's server and Mux go by the time that the visitors let pass. Sockets need real timers.
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(async () => {
  await app.close()
  vi.useRealTimers()
  await Promise.all(visitors.map((visitor) => visitor.close()))
})

describe.each([
  ['told by webhooks', true, RECHECK_MS + INTERVAL_MS],
  ['asking Mux', false, RECHECK_MS + INTERVAL_MS + STATE_MS],
])('%s', (_, hasWebhooks, mostMs) => {
  test('the second broadcast of an evening lights every page that is open, with no reload', async () => {
    app = await EveningApp.start({ hasWebhooks })
    visitors = [await DirectVisitor.open(browser, app), await DirectVisitor.open(browser, app)]
    await Promise.all(
      visitors.map(({ page }) =>
        page.evaluate(() => void Object.assign(window, { mark: 'never left' })),
      ),
    )
    const all = async (said: string): Promise<void> => {
      // oxlint-disable-next-line no-await-in-loop
      for (const visitor of visitors) await visitor.passUntil(said, mostMs + JUMP_MS)
    }
    await all('0 viewers, not live')
    await app.goLive('Ann', 'Ben')
    await all('2 viewers watching now, real-time from Mux')
    await app.end()
    // As the last number before the encoder went away.
    await all('2 viewers at the end')

    await app.goLive('Ann', 'Ben', 'Cleo')
    await all('3 viewers watching now, real-time from Mux')
    const marks = await Promise.all(
      visitors.map(({ page }) => page.evaluate(() => (window as { mark?: string }).mark)),
    )
    expect(marks).toEqual(['never left', 'never left'])
  })
})
