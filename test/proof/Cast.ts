import { chromium, type Browser, type BrowserServer, type Page } from 'playwright'
import { ensureChromium, LOCAL_CHROMIUM_FLAGS } from '../support/chromium'
import { Person } from './Person'
import { Shown } from './Shown'
import type { Stage, StreamId } from './Stage'

const ARGS = [...LOCAL_CHROMIUM_FLAGS]

/** How somebody comes. */
interface Arrival {
  /** Whether the player may set cookies. */
  hasCookies?: boolean
  /** Whether the browser is one of their own, which can be killed. */
  hasOwnBrowser?: boolean
}

/** Who watches, and one who only looks at the numbers. */
export class Cast {
  /** What the observer reads: our badge, and the count of open pages. */
  readonly ours: Readonly<Record<StreamId, Shown>> = { main: new Shown(), other: new Shown() }
  readonly visits: Readonly<Record<StreamId, Shown>> = { main: new Shown(), other: new Shown() }
  readonly #people = new Map<string, Person>()
  readonly #servers = new Map<string, BrowserServer>()

  private constructor(
    readonly stage: Stage,
    readonly browser: Browser,
    private readonly isHastened: boolean,
  ) {}

  static async gather(stage: Stage, isHastened = true): Promise<Cast> {
    const executablePath = await ensureChromium()
    const browser = await chromium.launch({ executablePath, args: ARGS })
    const cast = new Cast(stage, browser, isHastened)
    const observer = await browser.newPage()
    await observer.exposeFunction('tell', (stream: StreamId, ours: string, visits: string) => {
      const now = Date.now()
      cast.ours[stream].note(ours, now)
      cast.visits[stream].note(visits, now)
    })
    await observer.goto(stage.observerAddress)
    await observer.waitForFunction(`!document.body.textContent.includes('–')`)
    return cast
  }

  /** Somebody comes and opens the page. */
  async arrive(name: string, { hasCookies = true, hasOwnBrowser }: Arrival = {}): Promise<Page> {
    const browser = hasOwnBrowser ? await this.#launchFor(name) : this.browser
    const { isHastened } = this
    const person = new Person(this.stage, await browser.newContext(), { hasCookies, isHastened })
    this.#people.set(name, person)
    return person.openTab()
  }

  get(name: string): Person {
    const person = this.#people.get(name)
    if (person === undefined) throw new Error(`${name} has not come.`)
    return person
  }

  /** As `kill -9`: nothing in the browser gets to do anything any more. */
  kill(name: string): void {
    this.#servers.get(name)?.process().kill('SIGKILL')
  }

  async leave(): Promise<void> {
    await this.browser.close()
    await Promise.all(Array.from(this.#servers.values(), (server) => server.kill()))
  }

  async #launchFor(name: string): Promise<Browser> {
    const executablePath = await ensureChromium()
    const server = await chromium.launchServer({ executablePath, args: ARGS })
    this.#servers.set(name, server)
    return chromium.connect(server.wsEndpoint())
  }
}
