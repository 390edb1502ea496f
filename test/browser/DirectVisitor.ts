import type { Browser, BrowserContext, Locator, Page } from 'playwright'
import { vi } from 'vitest'
import type { DirectApp } from './DirectApp'

/** So far are the clocks put forward at once, in milliseconds. */
const JUMP_MS = 5_000
/** In so many milliseconds what is due at once is gathered and asked, and an answer is drawn. */
const GATHER_MS = 50

/** An app with one badge on its page. */
export type VisitedApp = Pick<DirectApp, 'origin' | 'address' | 'emulator'>

/** Somebody with the page of an app open. */
export class DirectVisitor {
  readonly badge: Locator
  readonly errors: Locator
  /** Where the page has sent requests, without what they asked. */
  readonly asked = new Set<string>()
  readonly #faults: string[] = []
  readonly #received: Promise<string>[] = []

  private constructor(
    private readonly app: VisitedApp,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.badge = page.getByRole('img')
    this.errors = page.getByRole('log')
    page.on('pageerror', ({ message }) => void this.#faults.push(message))
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url())
      this.asked.add(origin + pathname)
    })
    page.on('console', (message) => void this.#received.push(Promise.resolve(message.text())))
    page.on('response', (response) => {
      const head = response.allHeaders().catch(() => ({}))
      const body = response.text().catch(() => '')
      const both = Promise.all([head, body])
      const { pathname } = new URL(response.url())
      this.#received.push(both.then(([headers, text]) => pathname + JSON.stringify(headers) + text))
    })
  }

  /** @param stats where the page takes Mux to be */
  static async open(
    browser: Browser,
    app: VisitedApp,
    { stats = app.emulator.env.MUX_STATS_URL, isLoggedIn = true } = {},
  ): Promise<DirectVisitor> {
    const context = await browser.newContext()
    await context.clock.install({ time: Date.now() })
    await context.clock.pauseAt(Date.now() + 1)
    await context.addInitScript(countRequests)
    const visitor = new DirectVisitor(app, context, await context.newPage())
    if (isLoggedIn) await visitor.logIn()
    await visitor.page.goto(app.address(stats))
    // oxlint-disable-next-line no-await-in-loop
    while ((await visitor.#settle()) === 'Loading the viewer count');
    return visitor
  }

  async logIn(): Promise<void> {
    await this.context.addCookies([{ name: 'session', value: 'alice', url: this.app.origin }])
  }

  /**
   * Lets so many milliseconds pass for this page and, where `Date` is a fake, for the app's server
   * and Mux. No time passes by itself: what the page asks is answered before it goes on.
   */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= JUMP_MS) {
      const jump = Math.min(left, JUMP_MS)
      vi.setSystemTime(Date.now() + jump)
      // One jump after the other.
      // oxlint-disable-next-line no-await-in-loop
      await this.page.clock.fastForward(jump - 2 * GATHER_MS)
      // oxlint-disable-next-line no-await-in-loop
      await this.#settle()
    }
  }

  /** Lets time pass until the badge says so; gives all that it said until then. */
  async passUntil(name: string, mostMs: number): Promise<string[]> {
    const said: string[] = []
    for (let passed = 0; said.at(-1) !== name; passed += JUMP_MS) {
      if (passed > mostMs) throw new Error(`After ${mostMs} ms the badge says "${said.at(-1)}".`)
      // oxlint-disable-next-line no-await-in-loop
      await this.pass(JUMP_MS)
      // oxlint-disable-next-line no-await-in-loop
      said.push((await this.badge.getAttribute('aria-label')) ?? '')
    }
    return said
  }

  /** Everything this page was ever given, and has. */
  async received(): Promise<string> {
    const kept = await this.page.evaluate(() => [
      document.documentElement.outerHTML,
      document.cookie,
      JSON.stringify([localStorage, sessionStorage]),
    ])
    return [...(await Promise.all(this.#received)), ...kept].join('\n')
  }

  /** Leaves. Rejects when anything was thrown in the page and caught by nobody. */
  async close(): Promise<void> {
    await this.context.close()
    if (this.#faults.length > 0) throw new Error(`Thrown in the page: ${this.#faults.join()}`)
  }

  /** Waits for all that is asked now to be answered, and drawn; gives what the badge then says. */
  async #settle(): Promise<string | null> {
    await this.page.clock.runFor(GATHER_MS)
    await this.page.waitForFunction('underWay === 0')
    await this.page.clock.runFor(GATHER_MS)
    await this.page.waitForFunction('underWay === 0')
    return this.badge.getAttribute('aria-label')
  }
}

/** In the page: tells how many of its requests are under way. */
function countRequests(): void {
  const fetch = window.fetch.bind(window)
  const told = Object.assign(window, { underWay: 0 })
  window.fetch = async (...given) => {
    told.underWay += 1
    try {
      const response = await fetch(...given)
      await response.clone().arrayBuffer()
      return response
    } finally {
      told.underWay -= 1
    }
  }
}
