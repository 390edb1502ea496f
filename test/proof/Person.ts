import type { BrowserContext, Page, Request } from 'playwright'
import { hastenPlayer } from './hastenPlayer'
import { BATCH } from './rules'
import type { Stage } from './Stage'

/** How long the picture must be the same to be taken for standing still, in milliseconds. */
const STILL_MS = 1_000

/** In the page: whether the picture has stood still for so long. */
const standsStill = `(() => {
  const { currentTime } = document.querySelector('mux-player')
  if (window.lastTime !== currentTime) {
    window.lastTime = currentTime
    window.movedAt = performance.now()
  }
  return performance.now() - window.movedAt > ${STILL_MS}
})()`

function isReport(request: Request): boolean {
  return request.method() === 'POST' && new URL(request.url()).hostname.startsWith('beacons.')
}

/** Somebody with a browser, who watches. */
export class Person {
  readonly #tabs: Page[] = []

  constructor(
    private readonly stage: Stage,
    private readonly context: BrowserContext,
    private readonly options: { hasCookies: boolean; isHastened: boolean },
  ) {}

  /** Opens the page in a tab of its own, which from then on is the one that is used. */
  async openTab(): Promise<Page> {
    const tab = await this.context.newPage()
    if (this.options.isHastened) await tab.addInitScript({ content: hastenPlayer })
    this.#tabs.push(tab)
    // The stream turns round and round, and no segment of a real one comes again.
    const devTools = await this.context.newCDPSession(tab)
    await devTools.send('Network.enable')
    await devTools.send('Network.setCacheDisabled', { cacheDisabled: true })
    await tab.goto(this.stage.audienceAddress(this.options))
    await this.#button('play').waitFor()
    return tab
  }

  async closeTab(): Promise<void> {
    await this.#tabs.pop()?.close()
  }

  async play(): Promise<void> {
    await this.#button('play').click()
  }

  async pause(): Promise<void> {
    await this.#button('pause').click()
  }

  async refresh(): Promise<void> {
    await this.#tab.reload({ waitUntil: 'commit' })
    await this.play()
  }

  async watchOther(): Promise<void> {
    await this.#button('Watch the other stream').click()
  }

  /** The tab's process goes down, and with it the page, which can say nothing any more. */
  async crash(): Promise<void> {
    await this.#tab.goto('chrome://crash').catch(() => undefined)
  }

  async setOffline(isOffline: boolean): Promise<void> {
    await this.context.setOffline(isOffline)
  }

  async untilStandingStill(): Promise<void> {
    await this.#tab.waitForFunction(standsStill, undefined, { polling: 100, timeout: 60_000 })
  }

  async untilPlaying(): Promise<void> {
    await this.#tab.waitForFunction(`!${standsStill}`, undefined, {
      polling: 100,
      timeout: 60_000,
    })
  }

  /** Until reports come as often as they should: after an outage there may be much between two. */
  async untilReporting(): Promise<void> {
    let before = Number.NEGATIVE_INFINITY
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      await this.#tab.waitForRequest(isReport, { timeout: 60_000 })
      const now = Date.now()
      if (now - before < 1.5 * BATCH * 1_000) return
      before = now
    }
  }

  get #tab(): Page {
    const tab = this.#tabs.at(-1)
    if (tab === undefined) throw new Error('Nobody watches without a page.')
    return tab
  }

  #button(name: string) {
    return this.#tab.getByRole('button', { name, exact: true }).first()
  }
}
