import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { ViewerCount, type ViewersError } from '../../src'
import { createCountsFetcher, type CountsToken } from '../../src/query'

/** An app whose badge asks Mux itself: about which stream and where, its address says. */
const address = new URL(location.href).searchParams

const fetcher = createCountsFetcher({
  baseUrl: address.get('stats') ?? undefined,
  async getToken(streamId, { signal }) {
    const response = await fetch(`/api/mux-viewers/token?id=${streamId}`, { signal })
    if (!response.ok) throw new Error(`No token: HTTP ${response.status}`)
    return (await response.json()) as CountsToken
  },
})

function App(): ReactNode {
  const [errors, setErrors] = useState<string[]>([])
  const note = ({ code, at }: ViewersError): void =>
    setErrors((before) => [...before, `${code} at ${at}`])
  return (
    <main>
      <ViewerCount
        streamId={address.get('stream')}
        fetcher={fetcher}
        interval={15_000}
        onError={note}
      />
      <p role="log">{errors.join(', ')}</p>
    </main>
  )
}

createRoot(document.body.appendChild(document.createElement('div'))).render(
  <QueryClientProvider client={new QueryClient()}>
    <App />
  </QueryClientProvider>,
)
