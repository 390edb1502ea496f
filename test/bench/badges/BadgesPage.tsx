import { QueryClient } from '@tanstack/react-query'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { Audience } from './Audience'
import { Board, type BoardName } from './Board'
import { setByHand } from './setByHand'

/** How often the numbers change: as often as the badges ask. */
const TICK_MS = 1_000
const GC_TIME_MS = 1_000
const PATIENCE_MS = 30_000

/** What one tick cost a board. */
export interface Tick {
  /** Rendering, by React's own account, summed over the tick's commits. */
  reactMs: number
  commits: number
  requests: number
  /** Badges that rendered and say what they said before; only where they are counted. */
  needless: number
}

/** What the bench does to the page, from outside. */
export interface BadgesPage {
  /** Shows 1,000 badges; milliseconds until they stand in the document, and React's part of them. */
  mount(name: BoardName, countsBadges?: boolean): Promise<{ mountMs: number; reactMs: number }>
  /** Lets so many ticks pass. At each, a tenth of the streams changes, and every badge asks once. */
  ticks(count: number): Promise<Tick[]>
  /** The badges whose text is not the number of their stream, once all have had the time to ask. */
  wrong(): Promise<string[]>
  /** The markup of the first badge. */
  markup(): string
  /** Takes the badges away; resolves when their readings have been given back. */
  unmount(): Promise<void>
  /** Changes the texts of so many ticks without any library, in a copy of the board; milliseconds each. */
  byHand(times: number): number[]
}

declare global {
  interface Window {
    badgesPage: BadgesPage
  }
}

const audience = new Audience()
const place = document.body.appendChild(document.createElement('main'))
let tick: Tick = { reactMs: 0, commits: 0, requests: 0, needless: 0 }
let root: Root | undefined

/** The pollers ask by `fetch`, as they would any route. */
window.fetch = async (address) => {
  const streamIds = new URL(address as string, location.href).searchParams.getAll('id')
  const { signal } = new AbortController()
  return Response.json({ snapshots: await audience.fetcher({ streamIds, signal }) })
}

window.badgesPage = {
  async mount(name, countsBadges = false) {
    root = createRoot(place)
    const client = new QueryClient({ defaultOptions: { queries: { gcTime: GC_TIME_MS } } })
    const texts: string[] = []
    const board = (
      <Board
        name={name}
        audience={audience}
        client={client}
        onCommit={(_id, _phase, actualMs) => {
          tick.reactMs += actualMs
          tick.commits += 1
        }}
        onBadge={
          countsBadges
            ? (at) => {
                const { textContent = '' } = place.children[Number(at)] ?? {}
                if (texts[Number(at)] === textContent) tick.needless += 1
                texts[Number(at)] = textContent
              }
            : undefined
        }
      />
    )
    tick.reactMs = 0
    const begun = performance.now()
    flushSync(() => root?.render(board))
    const mountMs = performance.now() - begun
    const { reactMs } = tick
    while (/–/.test(place.textContent)) {
      if (performance.now() - begun > PATIENCE_MS) throw new Error(`${name}: a badge stays empty.`)
      await wait(20)
    }
    return { mountMs, reactMs }
  },
  async ticks(count) {
    const passed: Tick[] = []
    while (passed.length < count) {
      tick = { reactMs: 0, commits: 0, requests: 0, needless: 0 }
      audience.requests = 0
      audience.step()
      await wait(TICK_MS)
      passed.push({ ...tick, requests: audience.requests })
    }
    return passed
  },
  async wrong() {
    await wait(2 * TICK_MS)
    return [...place.children].flatMap((badge, index) => {
      const streamId = audience.streamIds[index % audience.streamIds.length] ?? ''
      const text = audience.viewersOf(streamId).toLocaleString('en')
      return badge.textContent.includes(` ${text}`) ? [] : [`${streamId}: ${badge.textContent}`]
    })
  },
  markup: () => place.firstElementChild?.outerHTML ?? '',
  async unmount() {
    root?.unmount()
    root = undefined
    await wait(2 * GC_TIME_MS)
  },
  byHand(times) {
    const copy = place.cloneNode(true) as HTMLElement
    place.after(copy)
    const spent: number[] = []
    while (spent.length < times) {
      audience.step()
      spent.push(setByHand(copy, audience))
    }
    copy.remove()
    return spent
  },
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
