import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HistoryPoint, ViewerHistory } from '../../src/server'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { LivePage, shortenPlayerTimers } from './LivePage'
import { startDemo, type StartedDemo } from './startedDemo'

/*
 * `npm start` in the middle of a broadcast, with a real player, is killed and started again: what was recorded is there,
 * and counts at the end. Part of `npm run soak`: it takes most of a minute.
 */
const isSoak = process.env['SOAK'] === '1'

let folder: string
let demo: StartedDemo
let browser: Browser

const start = (): Promise<StartedDemo> =>
  startDemo({ MUX_DEMO_RECORD: join(folder, 'record'), MUX_EMULATOR_SPEED: '10' })

beforeAll(async () => {
  if (!isSoak) return
  folder = await mkdtemp(join(tmpdir(), 'mux-viewers-'))
  const [started, executablePath] = await Promise.all([start(), ensureChromium()])
  demo = started
  browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
})
afterAll(async () => {
  if (!isSoak) return
  await browser?.close()
  await demo?.stop()
  await rm(folder, { recursive: true })
})

/** What was read in the last five minutes, by the step. */
async function recorded(): Promise<HistoryPoint[]> {
  const from = Date.now() - 300_000
  const url = `${demo.origin}/api/mux-viewers?history=live-demo&from=${from}&step=5000`
  const { history } = (await (await fetch(url)).json()) as { history: ViewerHistory }
  return history.points.filter(({ max }) => max !== null)
}
const highest = async (): Promise<number> =>
  Math.max(0, ...(await recorded()).map(({ max }) => max ?? 0))

test.skipIf(!isSoak)(
  'what was recorded is there after a kill, and counts in the figures of the end',
  async () => {
    const context = await browser.newContext({ viewport: { width: 1000, height: 900 } })
    await context.addInitScript(shortenPlayerTimers)
    const page = await LivePage.open(context, demo.origin)
    await page.play()
    await expect.poll(highest, { timeout: 30_000 }).toBe(1)
    await page.page.getByRole('img', { name: 'The last ten minutes: 1 at most' }).waitFor()
    const before = await recorded()
    await demo.kill()
    await context.close()

    demo = await start()
    const after = await recorded()
    // All but the step in which the reading in flight was.
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1))

    // Nobody plays now: what counts at the end is what was read before.
    const again = await LivePage.open(await browser.newContext(), demo.origin)
    await again.page.getByRole('img', { name: 'The last ten minutes: 1 at most' }).waitFor()
    await again.press('Stop the stream')
    await again.page.getByText(/^The last broadcast: 1 at its peak, /).waitFor({ timeout: 30_000 })
    expect(demo.output()).not.toContain('[mux-viewers]')
  },
)
