import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { ViewerCount } from '../../../src'
import { PollingBadge } from '../PollingBadge'

/** Whose badge: ours, or the poller made by hand. */
export type BadgeKind = 'ours' | 'peer'

interface VisitorsPage {
  kind: BadgeKind
  streamId: string
  intervalMs: number
}

/** People who have the page open, each with one of their own: a React root, and a QueryClient. */
export class Visitors {
  readonly #page: VisitorsPage
  readonly #onNumber: (viewers: number) => void
  readonly #roots: Root[] = []

  /** @param onNumber told each time when one of the badges shows another number */
  constructor(page: VisitorsPage, onNumber: (viewers: number) => void) {
    this.#page = page
    this.#onNumber = onNumber
  }

  /** One more person opens the page. */
  open(): void {
    const place = document.body.appendChild(document.createElement('div'))
    let last = Number.NaN
    const look = (): void => {
      const shown = Number(/👁 (\d+)/.exec(place.textContent)?.[1])
      if (Number.isNaN(shown) || shown === last) return
      last = shown
      this.#onNumber(shown)
    }
    const seen = { characterData: true, childList: true, subtree: true }
    new window.MutationObserver(look).observe(place, seen)
    const root = createRoot(place)
    this.#roots.push(root)
    root.render(this.#badge())
  }

  #badge(): ReactElement {
    const { kind, streamId, intervalMs } = this.#page
    if (kind === 'peer') return <PollingBadge streamId={streamId} intervalMs={intervalMs} />
    // With the fetcher that comes by itself: it asks the route.
    return (
      <QueryClientProvider client={new QueryClient()}>
        <ViewerCount streamId={streamId} interval={intervalMs} />
      </QueryClientProvider>
    )
  }

  /** All of them close it. */
  leave(): void {
    for (const root of this.#roots) root.unmount()
    document.body.replaceChildren()
  }
}
