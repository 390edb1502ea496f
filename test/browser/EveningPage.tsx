import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { ViewerCount } from '../../src'

/** An app as the README has it: one badge, which asks the route of its own server. */
createRoot(document.body.appendChild(document.createElement('div'))).render(
  <QueryClientProvider client={new QueryClient()}>
    <ViewerCount streamId="EveningStream" whenEnded="final" />
  </QueryClientProvider>,
)
