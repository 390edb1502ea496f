import type { BrowserContext, Page } from 'playwright'
import type { LiveChange } from '../../src/player'

/** The element around player and badge. */
export const WRAPPER = '[data-mux-viewers-player]'
export const BADGE = '[data-mux-viewers]'

/** The box of an element, in CSS pixels. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** One tab with a `LivePlayer` in it. */
export class PlayerTab {
  /** Errors nobody caught. */
  readonly errors: string[] = []

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  static async open(context: BrowserContext, address: string): Promise<PlayerTab> {
    const tab = new PlayerTab(await context.newPage())
    await tab.page.goto(address)
    return tab
  }

  /** Waits for it. */
  async isState(wanted: string): Promise<void> {
    await this.page.locator(`${WRAPPER}[data-live="${wanted}"]`).waitFor({ timeout: 25_000 })
  }

  /** Waits until the badge says so. */
  async shows(text: string): Promise<void> {
    const says = this.page.locator(BADGE).filter({ hasText: new RegExp(`^${text}$`) })
    await says.waitFor({ timeout: 20_000 })
  }

  async notice(): Promise<string | null> {
    return this.page.getByRole('status').textContent()
  }

  /** The states that the app was told of. */
  async told(): Promise<string[]> {
    return this.page.evaluate(() =>
      (window as unknown as { told: LiveChange[] }).told.map(({ state }) => state),
    )
  }

  /** The player's controls come while the pointer moves over it. */
  async wake(): Promise<void> {
    await this.page.mouse.move(90, 70)
    await this.page.mouse.move(100, 80)
  }

  async seekTo(find: 'start' | 'edge'): Promise<void> {
    await this.page.locator('mux-player').evaluate((element, where) => {
      const player = element as HTMLVideoElement
      player.currentTime = where === 'start' ? 0 : player.seekable.end(0) - 2
    }, find)
  }

  /** Where badge and player are, and the player's controls as they are drawn. */
  async boxes(): Promise<{ badge: Box; player: Box; controls: Box[] }> {
    return this.page.evaluate((badgeSelector) => {
      const boxOf = (element: Element): Box => {
        const { left, top, right, bottom } = element.getBoundingClientRect()
        return { left, top, right, bottom }
      }
      const player = document.querySelector<HTMLElement & { mediaController: Element }>(
        'mux-player',
      )!
      const drawn = player.mediaController.querySelectorAll(
        'media-live-button, media-text-display, media-time-range, media-control-bar[part~="bottom"], .center-controls *',
      )
      const isSeen = ({ left, right, top, bottom }: Box): boolean => right > left && bottom > top
      return {
        badge: boxOf(document.querySelector(badgeSelector)!),
        player: boxOf(player),
        controls: [...drawn].map(boxOf).filter(isSeen),
      }
    }, BADGE)
  }
}
