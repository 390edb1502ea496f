import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { LivePlayer } from '../../src/player'
import { createFakeFetcher, setUpPage, soon } from '../react/page'

const page = setUpPage()
const { fetcher } = createFakeFetcher()

function app(client: QueryClient): ReactElement {
  return (
    <StrictMode>
      <QueryClientProvider client={client}>
        <LivePlayer fetcher={fetcher} streamId="A" playbackId="pb" />
      </QueryClientProvider>
    </StrictMode>
  )
}

it('is rendered on a server, and hydrated without a word', async () => {
  // As on a server: no window, no storage.
  vi.stubGlobal('window', undefined)
  vi.stubGlobal('localStorage', undefined)
  const html = renderToString(app(new QueryClient()))
  vi.unstubAllGlobals()
  expect(html).toContain('<mux-player')
  expect(html).toContain('Loading the viewer count')

  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = html
  const root = await act(async () => hydrateRoot(container, app(page.client)))
  await soon()
  // React 18 says this of Mux's `/lazy` player wherever it is hydrated without a `placeholder`.
  const said = page.said().filter((words) => !words.includes('--mux-player-react-lazy-placeholder'))
  expect(said).toEqual([])
  act(() => root.unmount())
  container.remove()
})
