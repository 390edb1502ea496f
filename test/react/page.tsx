import { onlineManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  act,
  cleanup,
  render,
  renderHook,
  screen,
  type RenderHookResult,
  type RenderResult,
} from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { useMuxViewers, type UseMuxViewersOptions, type UseMuxViewersResult } from '../../src'
import type { ViewersFetcher, ViewersFetcherRequest, ViewerSnapshot } from '../../src'

/** The page under test: its clock is fake, and its ticks lie on whole multiples of the interval. */
export interface FakePage {
  client: QueryClient
  /** What was said on the console since the last call. Silence is asserted at the end of a test. */
  said: () => string[]
}

/** Sets every test of a file up with a {@link FakePage}; call it at the top of the file. */
export function setUpPage(): FakePage {
  let messages: string[] = []
  const page: FakePage = {
    client: new QueryClient(),
    said: () => messages.splice(0),
  }
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05Z') })
    vi.spyOn(Math, 'random').mockReturnValue(0)
    messages = []
    for (const way of ['error', 'warn'] as const) {
      vi.spyOn(console, way).mockImplementation((...words: unknown[]) => {
        messages.push(words.map(String).join(' '))
      })
    }
    page.client = new QueryClient()
  })
  afterEach(() => {
    cleanup()
    setVisible(true)
    // Directly: with nothing mounted, nobody hears the event.
    onlineManager.setOnline(true)
    page.client.clear()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    expect(messages).toEqual([])
  })
  return page
}

/** Lets time pass, with everything that happens in it. */
export async function pass(ms: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(ms))
}

/** Long enough for a batch to be asked and an answer that comes at once to be on screen; shorter than anything tested. */
export const soon = (): Promise<void> => pass(15)

/** Renders under the page's QueryClient, and waits for what comes at once. */
export async function show(
  client: QueryClient,
  element: ReactNode,
  options: { strict?: boolean } = {},
): Promise<RenderResult & { update: (next: ReactNode) => Promise<void> }> {
  const result = render(element, { wrapper: wrapperOf(client, options.strict) })
  await soon()
  const update = async (next: ReactNode): Promise<void> => {
    result.rerender(next)
    await soon()
  }
  return { ...result, update }
}

/** The hook alone, under the page's QueryClient. */
export async function showHook(
  client: QueryClient,
  options: UseMuxViewersOptions,
): Promise<RenderHookResult<UseMuxViewersResult, UseMuxViewersOptions>> {
  const wrapper = wrapperOf(client)
  const result = renderHook(useMuxViewers, { wrapper, initialProps: options })
  await soon()
  return result
}

function wrapperOf(client: QueryClient, strict = false) {
  return function Wrapper({ children }: { children: ReactNode }): ReactNode {
    const page = <QueryClientProvider client={client}>{children}</QueryClientProvider>
    return strict ? <StrictMode>{page}</StrictMode> : page
  }
}

/** A fetcher that keeps what it was asked; `answer` may be changed, throw, reject or hang. */
export interface FakeFetcher {
  fetcher: ViewersFetcher
  requests: ViewersFetcherRequest[]
  answer: (streamId: string, count: number) => unknown
}

/** Answers at once with 1 viewer, then 2, then 3, …, or as told. */
export function createFakeFetcher(answer?: FakeFetcher['answer']): FakeFetcher {
  const fake: FakeFetcher = {
    requests: [],
    answer: answer ?? ((streamId, count) => mux(streamId, count)),
    fetcher: (async (request: ViewersFetcherRequest) => {
      fake.requests.push(request)
      const count = fake.requests.length
      return Promise.all(request.streamIds.map(async (id) => fake.answer(id, count)))
    }) as ViewersFetcher,
  }
  return fake
}

/** A new reading of people by Mux. */
export function mux(
  streamId: string,
  viewers: number | null,
  more: Partial<ViewerSnapshot> = {},
): ViewerSnapshot {
  return { streamId, viewers, source: viewers === null ? null : 'mux', unit: 'people', ...more }
}

export const never = (): Promise<never> => new Promise<never>(() => {})

/** The badge, by its role. */
export const badge = (): HTMLElement => screen.getByRole('img')

/** What the badge says to eye and ear: its text, its dot, its accessible name, its status. */
export function seen(element: HTMLElement = badge()): {
  text: string
  name: string | null
  status: string | null
} {
  return {
    text: element.textContent,
    name: element.getAttribute('aria-label'),
    status: element.getAttribute('data-status'),
  }
}

export function setVisible(isVisible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isVisible ? 'visible' : 'hidden')
  act(() => void window.dispatchEvent(new Event('visibilitychange')))
}

export function setOnline(isOnline: boolean): void {
  act(() => void window.dispatchEvent(new Event(isOnline ? 'online' : 'offline')))
}
