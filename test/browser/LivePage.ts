import type { BrowserContext, Locator, Page } from 'playwright'

/** One tab with the Live page open, in the hands of a person. */
export class LivePage {
  readonly page: Page
  /** Requests for the number that this tab has made to our route. */
  readonly requests: string[] = []
  /** Errors nobody caught. */
  readonly errors: string[] = []
  readonly badge: Locator
  readonly views: Locator

  private constructor(page: Page) {
    this.page = page
    this.badge = page.locator('[data-mux-viewers]')
    this.views = page.getByTestId('views')
    page.on('request', (request) => {
      if (request.url().includes('/api/mux-viewers?id=')) this.requests.push(request.url())
    })
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  static async open(context: BrowserContext, origin: string): Promise<LivePage> {
    const live = new LivePage(await context.newPage())
    await live.page.goto(`${origin}/iframe.html?id=live--live&viewMode=story`)
    return live
  }

  async play(): Promise<void> {
    await this.page.getByRole('button', { name: 'play', exact: true }).first().click()
  }

  async pause(): Promise<void> {
    await this.page.getByRole('button', { name: 'pause', exact: true }).first().click()
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  async setDatabaseCount(count: number): Promise<void> {
    await this.page.getByRole('spinbutton').fill(String(count))
    await this.press('Set')
  }

  /** Notes every text the badge shows from now on; gives the way to read them. */
  async watchBadge(): Promise<() => Promise<string[]>> {
    await this.badge.evaluate((badge) => {
      const shown: (string | null)[] = [badge.textContent]
      Object.assign(window, { shown })
      new MutationObserver(() => shown.push(badge.textContent)).observe(badge, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    })
    return () => this.page.evaluate(() => (window as unknown as { shown: string[] }).shown)
  }
}

/**
 * The player reports by timers of ten seconds; in a page with this script, by timers of one. The
 * player itself is untouched.
 */
export function shortenPlayerTimers(): void {
  const original = window.setTimeout.bind(window)
  Object.assign(window, {
    setTimeout: (handler: () => void, delay?: number, ...args: unknown[]) =>
      original(handler, delay === 10_000 ? 1_000 : delay, ...args),
  })
}
