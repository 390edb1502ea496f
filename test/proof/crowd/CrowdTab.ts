/** The player reports every 10 s, counted from the start of the view. */
export const BATCH = 10

/** What a tab of the crowd tells of itself, all in the names of the wire. */
export interface TabIdentity {
  view: string
  /** Playback id of what is played. */
  plays: string
  cookie?: string | undefined
  user?: string | undefined
  /** How wrong the clock of the device is, in seconds. */
  skew: number
}

/** A beacon on its way: when it arrives, in seconds, and what is in it. Tabs live by whole seconds. */
export interface Beacon {
  at: number
  body: () => unknown
}

interface Happening {
  at: number
  says: string
  more?: Record<string, unknown>
}

/**
 * A tab with the player, as far as its beacons go: `viewstart` and `viewend` at once, the latter
 * twice, everything else with the next batch; full pictures with a few events only, each other one
 * with what has changed. After the recorded beacons, and with no part of the emulator.
 */
export class CrowdTab {
  readonly beacons: Beacon[] = []
  readonly #identity: TabIdentity
  #sequence = 0
  /** What waits for the next batch. */
  #waiting: Happening[] = []
  /** When a batch left last, and since when it plays. */
  #sentAt = 0
  #playsSince: number | null = null
  #playedMs = 0

  constructor(identity: TabIdentity) {
    this.#identity = identity
  }

  /** The page is there; nobody has pressed play. The first report comes after 10 s. */
  load(at: number): this {
    this.#happen(at, 'networkchange', { ...this.#snapshot(), pispa: true })
    this.#happen(at, 'playerready')
    this.#happen(at, 'hb')
    this.#sentAt = at
    return this
  }

  /** Play is pressed as soon as the page is there. */
  start(at: number): this {
    this.load(at).#happen(at, 'viewstart', { ...this.#snapshot(), pispa: false, xst: at })
    this.#send(at)
    return this
  }

  /** Pictures come. */
  play(at: number): this {
    this.passTo(at).#happen(at, 'play', { pispa: false })
    this.#happen(at, 'playing')
    this.#playsSince = at
    return this
  }

  pause(at: number): this {
    this.passTo(at).#stop(at)
    this.#happen(at, 'pause', { pispa: true })
    return this
  }

  /** Goes, and says so: by `sendBeacon`, and by a `fetch` that outlives the page. */
  leave(at: number): void {
    this.passTo(at).#stop(at)
    this.#happen(at, 'viewend', { ...this.#snapshot(), pispa: false })
    this.#send(at)
    this.beacons.push(this.beacons.at(-1)!)
  }

  /** No way out for a while; what has waited comes with one batch when there is one again. */
  stayOffline(from: number, until: number): this {
    this.passTo(from).#stop(from)
    for (let at = this.#sentAt + BATCH; at < until; at += BATCH) this.#happen(at, 'hb')
    this.#happen(until, 'playing')
    this.#playsSince = until
    this.#send(until)
    return this
  }

  /** Nothing happens until then, but reports. */
  passTo(until: number): this {
    for (let at = this.#sentAt + BATCH; at < until; at += BATCH) {
      this.#happen(at, 'requestcompleted')
      if (this.#playsSince !== null) this.#happen(at, 'hb')
      this.#send(at)
    }
    return this
  }

  #happen(at: number, says: string, more: Record<string, unknown> = {}): void {
    this.#waiting.push({ at, says, more: { ...more, xpntimscv: this.#playedBy(at) } })
  }

  #stop(at: number): void {
    this.#playedMs = this.#playedBy(at)
    this.#playsSince = null
  }

  #playedBy(at: number): number {
    const since = this.#playsSince ?? at
    return this.#playedMs + Math.round((at - since) * 1_000)
  }

  #snapshot(): Record<string, unknown> {
    const { plays, cookie, user } = this.#identity
    const source = `https://stream.mux.com/${plays}.m3u8?token=secret`
    return {
      vsour: source,
      vid: source,
      ...(cookie === undefined ? {} : { mvrid: cookie }),
      ...(user === undefined ? {} : { uusid: user }),
    }
  }

  #send(at: number): void {
    const { view, skew } = this.#identity
    const [happened, first] = [this.#waiting, this.#sequence + 1]
    this.#waiting = []
    this.#sequence += happened.length
    this.#sentAt = at
    const clock = (time: number): number => Math.round((time + skew) * 1_000)
    const body = (): unknown => ({
      metadata: { transmission_timestamp: clock(at) },
      events: happened.map((one, index) => ({
        e: one.says,
        xid: view,
        xsqno: first + index,
        uti: clock(one.at),
        ...one.more,
      })),
    })
    this.beacons.push({ at, body })
  }
}
