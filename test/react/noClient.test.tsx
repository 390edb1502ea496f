import { render, screen } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { createFakeFetcher, mux, pass, seen, setUpPage, soon } from './page'

// A copy of its own: what is said once to all without a client may have been said in another file.
vi.resetModules()
const { MuxViewersProvider, useMuxViewers, ViewerCount } = await import('../../src')

const page = setUpPage()

function Count() {
  const { viewers, refetch, getSnapshot } = useMuxViewers({ streamId: 'A', fallback: 5 })
  return <button onClick={() => void refetch().then(getSnapshot)}>{viewers} viewers</button>
}

describe('without any QueryClient', () => {
  // First: what is said once is said here.
  it('says once which line to add, for all that miss it', async () => {
    const two = (
      <StrictMode>
        <ViewerCount streamId="A" />
        <ViewerCount streamId="B" interval={10} />
      </StrictMode>
    )
    const { rerender } = render(two)
    rerender(two)
    render(<Count />)
    await pass(120_000)
    expect(page.said()).toEqual([
      expect.stringContaining('Wrap the app in <QueryClientProvider'),
      expect.stringContaining('interval: 10 is no number'),
    ])
  })

  it.each<[string, string, ReactElement]>([
    ['the fallback', '👁 5', <ViewerCount key="" streamId="A" fallback={5} />],
    ['nothing', '👁 –', <ViewerCount key="" streamId="A" />],
    ['the told end', '👁 0', <ViewerCount key="" streamId="A" isStreaming={false} />],
    [
      'what the server brought along',
      '👁 7 ○',
      <ViewerCount key="" streamId="A" initialSnapshot={mux('A', 7, { ageMs: 50_000 })} />,
    ],
  ])('shows %s', async (_name, text, element) => {
    render(<StrictMode>{element}</StrictMode>)
    await pass(120_000)
    expect(seen().text).toBe(text)
  })

  it('asks nothing, on the server neither', async () => {
    const fake = createFakeFetcher()
    const badge = <ViewerCount streamId="A" fetcher={fake.fetcher} />
    expect(renderToString(badge)).toContain('–')
    render(badge)
    await pass(120_000)
    expect(fake.requests).toHaveLength(0)
  })

  it('throws nothing, whatever is called, and leaves no timer', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('down'))
    const { unmount } = render(<Count />)
    screen.getByRole('button').click()
    await pass(20_000)
    expect(screen.getByText('5 viewers')).toBeVisible()
    unmount()
    await pass(300_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is mended by MuxViewersProvider', async () => {
    const fake = createFakeFetcher()
    render(
      <MuxViewersProvider fetcher={fake.fetcher}>
        <ViewerCount streamId="A" />
      </MuxViewersProvider>,
    )
    await soon()
    expect(seen().text).toBe('👁 1 ●')
  })
})
