import type { DayPage } from './DayPage'
import type { FakeScreen } from './FakeScreen'
import type { SimulatedClock } from './SimulatedClock'
import { WEATHERS, type Weather } from './Weather'

const HOUR_MS = 3_600_000

interface OutsideOptions {
  window: Window & typeof globalThis
  clock: SimulatedClock
  screen: FakeScreen
  weather: Weather
  random: () => number
}

/** Everything that happens to a page from outside: its network, its visitor, its machine, its app. */
export class Outside {
  readonly #options: OutsideOptions

  constructor(options: OutsideOptions) {
    this.#options = options
  }

  /** What goes wrong in one minute. */
  trouble(page: DayPage): void {
    const { clock, screen, weather, random } = this.#options
    if (this.#chance(0.3)) weather.now = this.#chance(0.3) ? 'good' : this.#one(WEATHERS)
    if (this.#chance(0.5)) weather.change()
    if (this.#chance(0.1)) this.#connect(this.#chance(0.8))
    if (this.#chance(0.1)) this.#look(this.#chance(0.8))
    if (this.#chance(0.1)) clock.wallSkewMs = (random() - 0.5) * 24 * HOUR_MS
    if (this.#chance(0.01)) clock.sleep(random() * HOUR_MS)
    if (this.#chance(0.2)) screen.scroll(() => this.#chance(0.7))
    if (this.#chance(0.2)) page.change(0.2, random, { isThere: () => this.#chance(0.7) })
    if (this.#chance(0.05)) page.change(1, random, { isThere: () => this.#chance(0.5) })
    if (this.#chance(0.1)) page.change(0.1, random, { stream: () => Math.floor(random() * 40) })
    for (const badge of page.badges().filter(() => this.#chance(0.02)))
      badge.dispatchEvent(new Event(this.#one(['pointerenter', 'pointerleave', 'focus', 'blur'])))
    if (this.#chance(0.05)) this.#pressEscape()
  }

  /** All is well again, and everything there is can be seen. */
  async peace(page: DayPage): Promise<void> {
    const { clock, screen, weather, random } = this.#options
    weather.now = 'good'
    weather.change()
    clock.wallSkewMs = 0
    this.#connect(true)
    this.#look(true)
    page.change(1, random, { isThere: () => true })
    await clock.settle()
    screen.scroll(() => true)
  }

  #look(isVisible: boolean): void {
    Object.defineProperty(document, 'visibilityState', {
      value: isVisible ? 'visible' : 'hidden',
      configurable: true,
    })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }

  #connect(isOnline: boolean): void {
    this.#options.window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
  }

  #pressEscape(): void {
    const { KeyboardEvent } = this.#options.window
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  }

  #chance(part: number): boolean {
    return this.#options.random() < part
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#options.random() * values.length)] as Value
  }
}
