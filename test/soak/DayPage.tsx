import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { useMuxViewers, ViewerCount, type ViewersFetcher } from '../../src'
import { createViewersFetcher, formatViewers } from '../../src/query'

const STREAMS = 40

/** One place for a badge: what stands there, if anything. */
interface Slot {
  isThere: boolean
  stream: number
}

/** What comes from outside. */
interface DayPageOptions {
  /** Where it stands; React listens there for ever, so each page has the same. */
  place: Element
  badges: number
  fetcher: ViewersFetcher
  fetch: typeof fetch
}

/** A page with badges of five kinds over 40 streams; they come, go and change. */
export class DayPage {
  readonly client = new QueryClient()
  readonly #root: Root
  readonly #route: ViewersFetcher
  readonly #options: DayPageOptions
  readonly #slots: Slot[]

  constructor(options: DayPageOptions) {
    this.#options = options
    this.#slots = Array.from({ length: options.badges }, (_, index) => ({
      isThere: true,
      stream: index % STREAMS,
    }))
    this.#root = createRoot(options.place)
    this.#route = createViewersFetcher({ fetch: options.fetch })
    this.show()
  }

  /** Changes a part of the places. */
  change(part: number, random: () => number, how: { [Key in keyof Slot]?: () => Slot[Key] }): void {
    for (const slot of this.#slots.filter(() => random() < part)) {
      slot.isThere = how.isThere?.() ?? slot.isThere
      slot.stream = how.stream?.() ?? slot.stream
    }
    this.show()
  }

  show(): void {
    this.#root.render(
      <QueryClientProvider client={this.client}>
        {this.#slots.map(({ isThere, stream }, index) =>
          isThere ? <p key={index}>{this.#badge(index, `Stream${stream}`)}</p> : null,
        )}
      </QueryClientProvider>,
    )
  }

  /** What each badge says, and of which stream. */
  shown(): { streamId: string; text: string }[] {
    return this.#slots
      .filter(({ isThere }) => isThere)
      .map(({ stream }, index) => ({
        streamId: `Stream${stream}`,
        text: this.#options.place.children[index]?.textContent ?? '',
      }))
  }

  badges(): Element[] {
    return [...this.#options.place.querySelectorAll('[role=img]')]
  }

  close(): void {
    this.#root.unmount()
  }

  #badge(index: number, streamId: string): ReactElement {
    const { fetcher } = this.#options
    switch (index % 5) {
      case 0:
        return <ViewerCount streamId={streamId} fetcher={fetcher} pauseOffscreen />
      case 1:
        return <ViewerCount streamId={streamId} fetcher={this.#route} scope="route" fallback={7} />
      case 2:
        // Age ticks each second: one of them is enough.
        return (
          <ViewerCount streamId={streamId} fetcher={fetcher} announce="changes" age={index === 2} />
        )
      case 3:
        return <ViewerCount streamId={streamId} fetcher={fetcher} interval={60_000} tooltip />
      default:
        return <Headless streamId={streamId} fetcher={fetcher} />
    }
  }
}

/** The hook with all its callbacks. */
function Headless({ streamId, fetcher }: { streamId: string; fetcher: ViewersFetcher }) {
  const [said, setSaid] = useState('')
  const { viewers, getSnapshot } = useMuxViewers({
    streamId,
    fetcher,
    fallback: ({ lastViewers }) => lastViewers,
    onError: ({ code }) => setSaid(code),
    onEnded: () => setSaid('ended'),
  })
  return (
    <button onClick={getSnapshot} title={said}>
      {formatViewers(viewers, { locale: 'en' })}
    </button>
  )
}
