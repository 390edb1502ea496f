import { chromium, type Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createMuxEmulator } from '../../src/emulator'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { startDemo, type StartedDemo } from './startedDemo'

let browser: Browser
let demo: StartedDemo | undefined

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...CHROMIUM_FLAGS, '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost'],
  })
})
afterEach(async () => demo?.stop())
afterAll(async () => browser?.close())

const NOTHING_SET = {
  MUX_EMULATOR: 'off',
  MUX_TOKEN_ID: '',
  MUX_TOKEN_SECRET: '',
  MUX_SIGNING_KEY: '',
  MUX_PRIVATE_KEY: '',
  MUX_LIVE_STREAM_ID: '',
  MUX_PLAYBACK_ID: '',
}

test('without the emulator, what is missing is said in the terminal and on the page', async () => {
  demo = await startDemo({ ...NOTHING_SET, MUX_TOKEN_ID: 'set' })
  const { output } = demo
  await expect
    .poll(output, { timeout: 20_000 })
    .toMatch(/\[mux-viewers\] MUX_EMULATOR=off .* MUX_TOKEN_SECRET, .*MUX_PLAYBACK_ID are not set/)
  const page = await browser.newPage()
  await page.goto(`${demo.origin}/iframe.html?id=live--live&viewMode=story`)
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.textContent()).toContain('MUX_SIGNING_KEY')
  expect(await alert.textContent()).not.toContain('MUX_TOKEN_ID')
})

test('without the emulator, the Mux of the environment is asked', async () => {
  const mux = await createMuxEmulator({ streams: [{ id: 'my-stream', playbackId: 'my-playback' }] })
  try {
    const variables = { MUX_LIVE_STREAM_ID: 'my-stream', MUX_PLAYBACK_ID: 'my-playback' }
    demo = await startDemo({ ...NOTHING_SET, ...mux.env, ...variables })
    const page = await browser.newPage()
    await page.goto(`${demo.origin}/iframe.html?id=live--live&viewMode=story`)
    const badge = page.getByRole('img', { name: /real-time from Mux/ })
    await badge.waitFor()
    // Nobody watches, and Mux has confirmed that the stream is live.
    expect(await badge.textContent()).toBe('👁 0 ●')
    expect(mux.requests.map(({ path }) => path)).toContain('/counts')
    await page.getByText('not ours to stop or break').waitFor()
  } finally {
    await mux.close()
  }
})
