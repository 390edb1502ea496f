import type { Counting } from '../core/createCounting'
import { createBatcher, type AskBatched } from '../query/createBatcher'
import { createAlarm, type Alarm } from './alarm'
import { keep } from './keep'
import { createRecall, type Recall } from './recall'
import { createScreen, type Screen } from './screen'
import { createTogether, type CallTogether } from './together'

/** What all badges under one QueryClient share. */
export interface Page {
  /** Where the page's ticks lie: this long after the whole multiples of each interval, in milliseconds. */
  readonly offsetMs: number
  ask: AskBatched
  alarm: Alarm
  callTogether: CallTogether
  screen: Screen
  recall: Recall
  /** When this page first saw `snapshot`, by its monotonic clock. */
  seenAt: (snapshot: object) => number
  /** How each locale counts, made once. */
  countings: Map<string, Counting>
  /** What was warned of. */
  warned: Set<string>
}

// The one module state: what is shared belongs to the app's QueryClient, and goes with it.
const pages = /* @__PURE__ */ new WeakMap<object, Page>()

/** The page that belongs to this QueryClient, or to what stands for all that have none. */
export function pageOf(owner: object): Page {
  return keep(pages, owner, createPage)
}

function createPage(): Page {
  const seen = new WeakMap<object, number>()
  let offsetMs: number | undefined
  return {
    // Pages opened by one announcement must not all ask in the same second. The same for each
    // interval, so that those that divide each other share their ticks. Drawn when first asked for,
    // which is no render: frameworks that render ahead of time allow no chance there.
    get offsetMs() {
      return (offsetMs ??= Math.random() * 3_600_000)
    },
    ask: createBatcher(),
    alarm: createAlarm(),
    callTogether: createTogether(),
    screen: createScreen(),
    recall: createRecall(),
    seenAt: (snapshot) => keep(seen, snapshot, () => performance.now()),
    countings: new Map(),
    warned: new Set(),
  }
}
